package io.vigil.governance.election;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;

/**
 * A validator that could be elected.
 *
 * @param blsKey the key it would have in the next epoch
 * @param units its power before any cap, at least 1
 * @param since epoch of its registration
 */
public record Seat(Address address, Bytes blsKey, UInt256 stake, long units, long since) {}
