package io.vigil.node.chain;

import io.vigil.node.mempool.Candidates;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.state.StateChanges;
import io.vigil.types.state.StateReader;

/** What the chain needs of the transaction pool. Thread-safe. */
public interface Pool {
    /** What a block on top of {@code top} may take, best first. */
    Candidates candidates(UInt256 baseFee, StateReader top);

    /** Whether a transaction waits that a block on top of {@code top} could take, in view {@code view}. */
    boolean hasWork(UInt256 baseFee, StateReader top, long view);

    /** A block was committed; {@code next} is what holds in the one after it. */
    void committed(StateChanges changes, UInt256 nextBaseFee, EpochFacts next);

    /** A transaction turned out to be invalid where it stood. */
    void remove(Hash transaction);
}
