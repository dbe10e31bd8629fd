package io.vigil.testnet.simulation;

import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.types.Hash;
import java.util.List;

/** Links between nodes: each message takes its own time, so they overtake each other; some are lost or come twice; partitions cut. */
final class SimulatedNetwork {
    /** What travels. */
    sealed interface Parcel {
        record Of(Message message) implements Parcel {}

        record AskBlock(Hash block) implements Parcel {}

        record GiveBlock(Hash block) implements Parcel {}

        /** For final blocks above a height, as far as the asker knows who certifies them. */
        record AskRange(long above, long upToEpoch) implements Parcel {}

        /** Final blocks, ascending, and what proves the last of them. */
        record GiveRange(List<BlockRef> blocks, CommitProof proof) implements Parcel {}
    }

    private final Simulation simulation;
    private final Dice dice;
    private Faults faults;
    private int[] side;
    private long sent;

    SimulatedNetwork(Simulation simulation, Dice dice, Faults faults, int nodes) {
        this.simulation = simulation;
        this.dice = dice;
        this.faults = faults;
        this.side = new int[nodes];
    }

    void become(Faults next) {
        faults = next;
    }

    /** Cuts the network in two at random. */
    void partition() {
        for (int i = 0; i < side.length; i++) {
            side[i] = dice.below(2);
        }
    }

    void heal() {
        side = new int[side.length];
    }

    long sent() {
        return sent;
    }

    void send(int from, int to, Parcel parcel) {
        sent++;
        if (side[from] != side[to] || dice.perMille(faults.lossPerMille())) {
            return;
        }
        deliver(from, to, parcel);
        if (dice.perMille(faults.repeatPerMille())) {
            deliver(from, to, parcel);
        }
    }

    private void deliver(int from, int to, Parcel parcel) {
        long delay = dice.between(faults.minDelay().toNanos(), faults.maxDelay().toNanos());
        simulation.after(delay, () -> simulation.arrive(from, to, parcel));
    }

    void broadcast(int from, List<Integer> others, Parcel parcel) {
        for (int to : others) {
            send(from, to, parcel);
        }
    }
}
