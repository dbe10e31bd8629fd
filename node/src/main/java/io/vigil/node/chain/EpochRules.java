package io.vigil.node.chain;

import io.vigil.types.chain.Header;
import io.vigil.types.state.StateReader;

/** Reads from the state after one block which epoch its child belongs to. Pure: the same on every node. */
@FunctionalInterface
public interface EpochRules {
    EpochFacts after(Header parent, StateReader state);
}
