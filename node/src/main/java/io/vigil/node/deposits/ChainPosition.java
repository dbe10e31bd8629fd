package io.vigil.node.deposits;

import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Frontier;
import io.vigil.types.state.StateReader;

/**
 * How far the chain is with deposits: what its follower may begin from, and what it has still to prove (D29).
 *
 * @param processed the tree of all processed deposits
 */
public record ChainPosition(Eth1Data adopted, Frontier processed) {
    public static ChainPosition of(StateReader state) {
        var now = Slots.of(state);
        return new ChainPosition(now.adopted(), now.frontier());
    }

    /** Whether everything adopted was processed, so that the chain itself knows the tree at the adopted block (D16). */
    boolean isTree() {
        return processed.count() > 0
                && processed.count() == adopted.count()
                && processed.root().equals(adopted.root());
    }
}
