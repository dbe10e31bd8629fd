package io.vigil.consensus.validators;

import io.vigil.types.Address;
import io.vigil.types.Bytes;

/**
 * One member of an epoch's set.
 *
 * @param address what governance and fees know it by
 * @param blsKey compressed BLS12-381 public key (min-pk), 48 bytes; its proof of possession was checked when it entered the set (A14)
 * @param power weight of its signature, at least 1 (A13)
 * @param leads whether it takes its turn as leader in this epoch
 */
public record Validator(Address address, Bytes blsKey, long power, boolean leads) {
    public static final int KEY_BYTES = 48;

    public Validator {
        if (blsKey.size() != KEY_BYTES) {
            throw new IllegalArgumentException("BLS key of " + blsKey.size() + " bytes");
        }
        if (power < 1) {
            throw new IllegalArgumentException("power " + power);
        }
    }
}
