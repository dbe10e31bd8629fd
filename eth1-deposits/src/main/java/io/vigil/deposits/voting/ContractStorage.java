package io.vigil.deposits.voting;

import io.vigil.types.UInt256;

/** The storage of the system contract 0x…1001 as of one block; {@code node} joins it to the state. */
public interface ContractStorage {
    /** Zero if the slot was never written. */
    UInt256 load(UInt256 slot);

    void store(UInt256 slot, UInt256 value);
}
