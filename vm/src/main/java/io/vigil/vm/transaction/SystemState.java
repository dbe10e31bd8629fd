package io.vigil.vm.transaction;

import io.vigil.types.Address;
import io.vigil.types.UInt256;

/**
 * The state of a running block as the protocol itself sees it: before the first transaction and after the last. What is
 * written stands at once, is part of the block's changes, and costs no gas.
 */
public interface SystemState {
    /** Zero where nothing was ever written. */
    UInt256 load(Address account, UInt256 key);

    /** Only for accounts that exist: a system contract has a nonce, so it is never empty (EIP-161). */
    void store(Address account, UInt256 key, UInt256 value);

    UInt256 balance(Address account);

    /** Makes {@code amount} wei out of nothing. */
    void credit(Address account, UInt256 amount);

    /** Destroys {@code amount} wei of the account; false, and nothing is done, if it has less. */
    boolean burn(Address account, UInt256 amount);
}
