package io.vigil.governance.state;

import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.state.StateReader;

/** The slots of one state, to be read alone. */
@FunctionalInterface
public interface StateView {
    /** Zero where nothing was ever written. */
    UInt256 load(Address contract, UInt256 slot);

    static StateView of(StateReader state) {
        return state::slot;
    }
}
