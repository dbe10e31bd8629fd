package io.vigil.vm.statetest;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import io.vigil.types.state.AccountChange;
import io.vigil.types.state.StateChanges;
import io.vigil.types.state.StateReader;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A world state in memory, with its root. Applying changes gives a new one. */
public final class MemoryState implements StateReader {
    public static final MemoryState EMPTY = new MemoryState(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    private final TreeMap<Address, Account> accounts;
    private final TreeMap<Address, TreeMap<UInt256, UInt256>> storage;
    private final TreeMap<Hash, Bytes> codes;

    private MemoryState(
            TreeMap<Address, Account> accounts,
            TreeMap<Address, TreeMap<UInt256, UInt256>> storage,
            TreeMap<Hash, Bytes> codes) {
        this.accounts = accounts;
        this.storage = storage;
        this.codes = codes;
    }

    /** This state with more accounts, or others in their place. */
    public MemoryState with(Iterable<Entry> entries) {
        MemoryState next = copy();
        for (Entry entry : entries) {
            Hash hash = Keccak.hash(entry.code);
            next.codes.put(hash, entry.code);
            next.accounts.put(entry.address, new Account(entry.nonce, entry.balance, hash));
            TreeMap<UInt256, UInt256> kept = new TreeMap<>(entry.slots);
            kept.values().removeIf(UInt256::isZero);
            next.storage.put(entry.address, kept);
        }
        return next;
    }

    /** One account with all that belongs to it. */
    public record Entry(Address address, long nonce, UInt256 balance, Bytes code, SortedMap<UInt256, UInt256> slots) {
        public Entry {
            slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
        }
    }

    public MemoryState with(StateChanges changes) {
        MemoryState next = copy();
        next.codes.putAll(changes.code());
        changes.accounts().forEach(next::apply);
        return next;
    }

    private void apply(Address address, AccountChange change) {
        switch (change) {
            case AccountChange.Deleted() -> {
                accounts.remove(address);
                storage.remove(address);
            }
            case AccountChange.Updated(var account, var cleared, var slots) -> {
                accounts.put(address, account);
                TreeMap<UInt256, UInt256> now =
                        cleared ? new TreeMap<>() : new TreeMap<>(storage.getOrDefault(address, new TreeMap<>()));
                now.putAll(slots);
                now.values().removeIf(UInt256::isZero);
                storage.put(address, now);
            }
        }
    }

    private MemoryState copy() {
        return new MemoryState(new TreeMap<>(accounts), new TreeMap<>(storage), new TreeMap<>(codes));
    }

    @Override
    public Optional<Account> account(Address address) {
        return Optional.ofNullable(accounts.get(address));
    }

    @Override
    public UInt256 slot(Address address, UInt256 key) {
        SortedMap<UInt256, UInt256> slots = storage.getOrDefault(address, new TreeMap<>());
        return slots.getOrDefault(key, UInt256.ZERO);
    }

    @Override
    public boolean hasStorage(Address address) {
        return !storage.getOrDefault(address, new TreeMap<>()).isEmpty();
    }

    @Override
    public Bytes code(Hash codeHash) {
        Bytes code = codes.get(codeHash);
        if (code == null) {
            throw new IllegalStateException("no code with hash " + codeHash);
        }
        return code;
    }

    public SortedMap<Address, Account> accounts() {
        return new TreeMap<>(accounts);
    }

    public SortedMap<UInt256, UInt256> slots(Address address) {
        return new TreeMap<>(storage.getOrDefault(address, new TreeMap<>()));
    }

    public Hash root() {
        TreeMap<Bytes, Bytes> leaves = new TreeMap<>();
        accounts.forEach((address, account) -> {
            Hash storageRoot = storageRoot(address);
            leaves.put(
                    Keccak.hash(address.bytes()).bytes(),
                    RlpWriter.listOf(list -> list.number(account.nonce())
                            .number(account.balance())
                            .hash(storageRoot)
                            .hash(account.codeHash())));
        });
        return ReferenceTrie.root(leaves);
    }

    private Hash storageRoot(Address address) {
        TreeMap<Bytes, Bytes> leaves = new TreeMap<>();
        slots(address)
                .forEach((key, value) -> leaves.put(
                        Keccak.hash(key.toBytes32()).bytes(),
                        new RlpWriter().number(value).toBytes()));
        return ReferenceTrie.root(leaves);
    }
}
