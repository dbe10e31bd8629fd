package io.vigil.node;

import io.vigil.node.chain.Pool;
import io.vigil.node.mempool.Candidates;
import io.vigil.node.mempool.PoolHead;
import io.vigil.node.mempool.TransactionGate;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.state.StateChanges;
import io.vigil.types.state.StateReader;

/**
 * The pool as the chain sees it.
 *
 * @param maxViews for so many views one transaction counts as work (DESIGN "Consensus": 3n)
 */
record GatedPool(TransactionGate gate, long gasLimit, int maxViews) implements Pool {
    @Override
    public Candidates candidates(UInt256 baseFee, StateReader top) {
        return gate.candidates(baseFee, top);
    }

    @Override
    public boolean hasWork(UInt256 baseFee, StateReader top, long view) {
        return gate.hasWork(baseFee, top, view, maxViews);
    }

    @Override
    public void committed(StateChanges changes, UInt256 nextBaseFee) {
        gate.committed(changes, new PoolHead(nextBaseFee, gasLimit));
    }

    @Override
    public void remove(Hash transaction) {
        gate.remove(transaction);
    }

    @Override
    public void quarantine(Hash transaction) {
        gate.quarantine(transaction);
    }
}
