package io.vigil.node.quarantine;

import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Transaction;
import io.vigil.types.state.StateReader;
import java.util.Optional;
import java.util.function.Supplier;

/** What stands around every transaction that a block runs. Used by the one thread that runs blocks. */
public interface Guard {
    /** Why a transaction is run. */
    enum Phase {
        /** For a block of our own. */
        BUILDING,
        /** To vote on a block. */
        JUDGING,
        /** Because a quorum vouches for its block. */
        FOLLOWING
    }

    /** Why a transaction is not to be run, or nothing. */
    Optional<String> objection(Hash transaction, Phase phase);

    /**
     * From now on transactions of this block run.
     *
     * @param block without any transaction
     * @param parent the state that it starts from
     * @return the same state, to be read in its place
     */
    StateReader begin(Block block, StateReader parent);

    /** From now on until {@link #end} this transaction runs, behind those before it. */
    void begin(Transaction transaction);

    void end();

    /**
     * The VM threw on it.
     *
     * @param bundle makes what it takes to run it again; if that throws there is none
     * @return what was thrown, and where the bundle is
     */
    String failed(Hash transaction, String what, Supplier<Bundle> bundle);
}
