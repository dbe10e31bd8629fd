package io.vigil.types.state;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import java.util.Optional;

/** One fixed world state. Two reads of one thing give one answer for as long as the reader lives. */
public interface StateReader {
    Optional<Account> account(Address address);

    /** Zero where nothing was ever written. */
    UInt256 slot(Address address, UInt256 key);

    /**
     * Whether any slot of the account is set. Asked only where a contract is created on an account without nonce and code
     * (EIP-7610), which can have slots in no state but a genesis that says so.
     */
    default boolean hasStorage(Address address) {
        return false;
    }

    /** @throws IllegalStateException if no account of this state has that code */
    Bytes code(Hash codeHash);
}
