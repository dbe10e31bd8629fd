package io.vigil.governance.state;

import io.vigil.types.Address;
import io.vigil.types.UInt256;

/** The state of a running block as its hooks see it; {@code node} joins it to the world. */
public interface GovernanceState extends StateView {
    void store(Address contract, UInt256 slot, UInt256 value);

    /** Makes {@code amount} wei out of nothing. */
    void credit(Address account, UInt256 amount);

    /** Destroys {@code amount} wei of the account; false, and nothing is done, if it has less. */
    boolean burn(Address account, UInt256 amount);
}
