package io.vigil.types.genesis;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An account that exists from the start.
 *
 * @param nonce not negative
 * @param storage slots with their values; zero values are left out
 */
public record GenesisAccount(
        Address address, UInt256 balance, long nonce, Bytes code, SortedMap<UInt256, UInt256> storage) {
    public GenesisAccount {
        if (nonce < 0) {
            throw new IllegalArgumentException("nonce is negative: " + nonce);
        }
        SortedMap<UInt256, UInt256> kept = new TreeMap<>(storage);
        kept.values().removeIf(UInt256::isZero);
        storage = Collections.unmodifiableSortedMap(kept);
    }

    /** An account that only has money. */
    public static GenesisAccount funded(Address address, UInt256 balance) {
        return new GenesisAccount(address, balance, 0, Bytes.EMPTY, new TreeMap<>());
    }
}
