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
 * @param proposals legal changes of parameters, of whatever kind, that are enacted with each epoch
 * @param plans whether operators end epochs by plans now and then, and begin the next with whom they like (G43)
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
        int proposals,
        boolean plans,
        int twins,
        Sinner sinner,
        boolean calm,
        boolean traced) {
    private static final Duration LONG_BAD_PHASE = Duration.ofDays(365);

    /** So that blocks take up at any legal pace what comes. */
    private static final Duration RARE_TRANSACTIONS = Duration.ofSeconds(10);

    /** For two blocks at the slowest legal pace, and for all that came in meanwhile. */
    private static final Duration LONG_RECOVERY = Duration.ofHours(2);

    private static final Duration LEAST_BAD_PHASE = Duration.ofMinutes(6);

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
                LEAST_BAD_PHASE.plusSeconds(views),
                Duration.ofSeconds(60),
                Duration.ofMillis(150),
                0,
                0,
                0,
                false,
                0,
                Sinner.NOBODY,
                false,
                false);
    }

    public SimulationPlan withTrace(boolean on) {
        return with(epochLength, spares, proposals, plans, twins, sinner, calm, on);
    }

    public SimulationPlan withEpochLength(int blocks) {
        return with(blocks, spares, proposals, plans, twins, sinner, calm, traced);
    }

    public SimulationPlan withTwins(int members) {
        return with(epochLength, spares, proposals, plans, members, sinner, calm, traced);
    }

    public SimulationPlan withSinner(Sinner first) {
        return with(epochLength, spares, proposals, plans, twins, first, calm, traced);
    }

    /** Without faults: messages take 20 ms. */
    public SimulationPlan calmed() {
        return with(epochLength, spares, proposals, plans, twins, sinner, true, traced);
    }

    /** So many nodes more than the first validators; members change with each epoch. */
    public SimulationPlan withSpares(int nodes) {
        return with(epochLength, nodes, proposals, plans, twins, sinner, calm, traced);
    }

    /** Epochs go by other times each: so many proposals are enacted with each. Times may become long, so the run may as well. */
    public SimulationPlan withProposals(int each) {
        return with(epochLength, spares, each, plans, twins, sinner, calm, traced);
    }

    /** Epochs end by plans as well. */
    public SimulationPlan withPlans(boolean on) {
        return with(epochLength, spares, proposals, on, twins, sinner, calm, traced);
    }

    private SimulationPlan with(
            int epochs,
            int more,
            int votes,
            boolean byPlans,
            int twinMembers,
            Sinner first,
            boolean noFaults,
            boolean trace) {
        return new SimulationPlan(
                validators,
                parameters,
                views,
                votes == 0 ? badPhase : LONG_BAD_PHASE,
                votes == 0 ? recovery : LONG_RECOVERY,
                votes == 0 ? transactionEvery : RARE_TRANSACTIONS,
                epochs,
                more,
                votes,
                byPlans,
                twinMembers,
                first,
                noFaults,
                trace);
    }

    Faults faults(Dice dice) {
        return calm ? Faults.none(Duration.ofMillis(20)) : Faults.drawn(dice, validators);
    }
}
