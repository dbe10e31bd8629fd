package io.vigil.node;

import io.vigil.node.chain.EpochFacts;
import io.vigil.node.chain.Pool;
import io.vigil.node.mempool.Candidates;
import io.vigil.node.mempool.PoolHead;
import io.vigil.node.mempool.TransactionGate;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.state.StateChanges;
import io.vigil.types.state.StateReader;

/** The pool as the chain sees it. */
final class GatedPool implements Pool {
    /** For so many views per member one transaction counts as work (DESIGN "Consensus": 3n). */
    private static final int VIEWS_PER_MEMBER = 3;

    private final TransactionGate gate;
    private volatile int maxViews;

    /** @param members of the present epoch */
    GatedPool(TransactionGate gate, int members) {
        this.gate = gate;
        this.maxViews = VIEWS_PER_MEMBER * members;
    }

    @Override
    public Candidates candidates(UInt256 baseFee, StateReader top) {
        return gate.candidates(baseFee, top);
    }

    @Override
    public boolean hasWork(UInt256 baseFee, StateReader top, long view) {
        return gate.hasWork(baseFee, top, view, maxViews);
    }

    @Override
    public void committed(StateChanges changes, UInt256 nextBaseFee, EpochFacts next) {
        maxViews = VIEWS_PER_MEMBER * next.set().size();
        gate.committed(changes, new PoolHead(nextBaseFee, next.rules().headers().gasLimit(), next.skipped()));
    }

    @Override
    public void remove(Hash transaction) {
        gate.remove(transaction);
    }
}
