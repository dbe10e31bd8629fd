package io.vigil.testnet.simulation;

import io.vigil.consensus.ConsensusParameters;
import java.time.Duration;

/**
 * What a run is like.
 *
 * @param views the bad phase ends when somebody is here
 * @param badPhase and at the latest after so long
 * @param recovery after healing, two blocks everywhere must not take longer
 * @param transactionEvery mean time between transactions
 * @param epochLength blocks per epoch, 0 for one endless epoch
 * @param spares nodes beside the first validators; with any, each epoch draws its members, keys and powers anew
 * @param twins members whose key runs on two nodes at once, each unaware of the other: all that a Byzantine member can sign
 * @param sinner what the first member does; with twins, nobody
 * @param calm whether the bad phase has no faults at all
 * @param traced whether every event is noted, to be printed on failure
 */
public record SimulationPlan(
        int validators,
        ConsensusParameters parameters,
        long views,
        Duration badPhase,
        Duration recovery,
        Duration transactionEvery,
        int epochLength,
        int spares,
        int twins,
        Sinner sinner,
        boolean calm,
        boolean traced) {

    /** Faults of all kinds, default pacing but fast. */
    public static SimulationPlan hostile(int validators, long views) {
        return new SimulationPlan(
                validators,
                new ConsensusParameters(
                        Duration.ofMillis(50),
                        Duration.ofMillis(500),
                        Duration.ofMillis(100),
                        Duration.ofMillis(50),
                        Duration.ofMillis(50),
                        8),
                views,
                Duration.ofMinutes(6),
                Duration.ofSeconds(60),
                Duration.ofMillis(150),
                0,
                0,
                0,
                Sinner.NOBODY,
                false,
                false);
    }

    public SimulationPlan withTrace(boolean on) {
        return with(epochLength, spares, twins, sinner, calm, on);
    }

    public SimulationPlan withEpochLength(int blocks) {
        return with(blocks, spares, twins, sinner, calm, traced);
    }

    public SimulationPlan withTwins(int members) {
        return with(epochLength, spares, members, sinner, calm, traced);
    }

    public SimulationPlan withSinner(Sinner first) {
        return with(epochLength, spares, twins, first, calm, traced);
    }

    /** Without faults: messages take 20 ms. */
    public SimulationPlan calmed() {
        return with(epochLength, spares, twins, sinner, true, traced);
    }

    /** So many nodes more than the first validators; members change with each epoch. */
    public SimulationPlan withSpares(int nodes) {
        return with(epochLength, nodes, twins, sinner, calm, traced);
    }

    private SimulationPlan with(int epochs, int more, int twinMembers, Sinner first, boolean noFaults, boolean trace) {
        return new SimulationPlan(
                validators,
                parameters,
                views,
                badPhase,
                recovery,
                transactionEvery,
                epochs,
                more,
                twinMembers,
                first,
                noFaults,
                trace);
    }

    Faults faults(Dice dice) {
        return calm ? Faults.none(Duration.ofMillis(20)) : Faults.drawn(dice, validators);
    }
}
