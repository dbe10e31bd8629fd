package io.vigil.node.quarantine;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateReader;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A state that remembers what was read of it, with the code of every account that was. Not thread-safe. */
final class RecordingState implements StateReader {
    private final StateReader state;
    private final SortedMap<Address, Account> accounts = new TreeMap<>();
    private final SortedMap<Address, SortedMap<UInt256, UInt256>> slots = new TreeMap<>();
    private final SortedMap<Hash, Bytes> codes = new TreeMap<>();

    RecordingState(StateReader state) {
        this.state = state;
    }

    @Override
    public Optional<Account> account(Address address) {
        Optional<Account> account = state.account(address);
        account.ifPresent(present -> {
            accounts.put(address, present);
            if (!present.codeHash().equals(Keccak.EMPTY_HASH)) {
                code(present.codeHash()); // whoever runs code may have it prepared, and does not ask
            }
        });
        return account;
    }

    Bundle.State state() {
        return new Bundle.State(accounts, slots, codes);
    }

    @Override
    public UInt256 slot(Address address, UInt256 key) {
        UInt256 value = state.slot(address, key);
        slots.computeIfAbsent(address, any -> new TreeMap<>()).put(key, value);
        return value;
    }

    @Override
    public boolean hasStorage(Address address) {
        return state.hasStorage(address);
    }

    @Override
    public Bytes code(Hash codeHash) {
        Bytes code = state.code(codeHash);
        codes.put(codeHash, code);
        return code;
    }
}
