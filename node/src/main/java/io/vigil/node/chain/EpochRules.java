package io.vigil.node.chain;

import io.vigil.consensus.validators.Validator;
import io.vigil.types.Address;
import io.vigil.types.chain.Header;
import io.vigil.types.state.StateReader;

/** Reads from the state after one block which epoch its child belongs to. Pure: the same on every node. */
public interface EpochRules {
    EpochFacts after(Header parent, StateReader state);

    /** Where the fees of a block by {@code leader} on that state go. */
    Address feeAddress(StateReader state, Validator leader);

    /** Whether this program knows the rules of a version (G38). */
    default boolean speaks(long version) {
        return true;
    }
}
