package io.vigil.vm;

import io.vigil.types.Address;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The native contracts of a chain by address; empty for Ethereum's own rules. */
public record NativeContracts(SortedMap<Address, NativeContract> contracts) {
    public static final NativeContracts NONE = new NativeContracts(new TreeMap<>());

    /** @throws IllegalArgumentException for an address of 2^16 or above: the loop looks only below */
    public NativeContracts {
        for (Address address : contracts.keySet()) {
            for (int i = 0; i < Address.SIZE - 2; i++) {
                if (address.bytes().get(i) != 0) {
                    throw new IllegalArgumentException("a native contract at " + address);
                }
            }
        }
        contracts = Collections.unmodifiableSortedMap(new TreeMap<>(contracts));
    }

    public static NativeContracts of(Map<Address, NativeContract> contracts) {
        return new NativeContracts(new TreeMap<>(contracts));
    }

    public Optional<NativeContract> at(Address address) {
        return Optional.ofNullable(contracts.get(address));
    }
}
