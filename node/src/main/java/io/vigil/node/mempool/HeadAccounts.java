package io.vigil.node.mempool;

import io.vigil.types.Address;
import io.vigil.types.state.Account;

/** The accounts of the newest committed state. Thread-safe; never older than what {@link Mempool#committed} last told. */
@FunctionalInterface
public interface HeadAccounts {
    /** {@link Account#EMPTY} if there is none. */
    Account account(Address address);
}
