package io.vigil.types.chain;

import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.util.List;

/** An account and slots of it that a transaction announces to touch (EIP-2930). */
public record AccessListEntry(Address address, List<Hash> storageKeys) {
    public AccessListEntry {
        storageKeys = List.copyOf(storageKeys);
    }

    public void write(RlpWriter writer) {
        writer.list(entry -> entry.address(address).list(keys -> storageKeys.forEach(keys::hash)));
    }

    public static AccessListEntry read(RlpReader reader) throws MalformedException {
        RlpReader entry = reader.list();
        Address address = entry.address();
        List<Hash> keys = Lists.read(entry.list(), RlpReader::hash);
        entry.end();
        return new AccessListEntry(address, keys);
    }
}
