package io.vigil.governance.contracts;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;

/**
 * A call of a system contract.
 *
 * @param value in wei, already the contract's
 * @param number of the block it runs in
 * @param timestamp of that block, in seconds
 */
public record Call(Address caller, UInt256 value, Bytes input, long number, long timestamp) {}
