package io.vigil.vm.state;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.state.AccountChange;
import io.vigil.types.state.StateChanges;
import io.vigil.types.state.StateReader;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All accounts and slots that one block has touched, over a fixed parent state. A transaction begins, changes, and is
 * committed; within it {@link #checkpoint} and {@link #revert} undo the changes of a call. Not thread-safe.
 */
public final class WorldState {
    private final StateReader reader;
    private final CodeCache codeCache;
    private final long seed;
    private final int lastPrecompile;
    private final boolean hasP256;

    private @Nullable AccountEntry[] table = new AccountEntry[256];
    private final List<AccountEntry> accounts = new ArrayList<>();
    private final TreeMap<Hash, Code> newCode = new TreeMap<>();
    private final Journal journal = new Journal();
    private final List<AccountEntry> seenAccounts = new ArrayList<>();
    private final List<Slot> seenSlots = new ArrayList<>();
    private int transaction = 1;
    private long refund;

    /**
     * @param seed spreads keys in tables; any value gives the same results
     * @param lastPrecompile precompiles from address 1 to this are always warm (EIP-2929)
     */
    public WorldState(StateReader reader, CodeCache codeCache, long seed, int lastPrecompile, boolean hasP256) {
        this.reader = reader;
        this.codeCache = codeCache;
        this.seed = seed;
        this.lastPrecompile = lastPrecompile;
        this.hasP256 = hasP256;
    }

    // ---- accounts

    public AccountEntry account(Address address) {
        Bytes b = address.bytes();
        return account(
                (b.get(0) & 0xffL) << 24 | (b.get(1) & 0xffL) << 16 | (b.get(2) & 0xffL) << 8 | b.get(3) & 0xffL,
                b.getLong(4),
                b.getLong(12));
    }

    /** The account whose address is in the lower 160 bits of a stack word; the bits of {@code a2} above 32 are ignored. */
    public AccountEntry account(long a2WithMore, long a1, long a0) {
        long a2 = a2WithMore & 0xffffffffL;
        @Nullable AccountEntry[] entries = table;
        int mask = entries.length - 1;
        int at = (int) AccountEntry.mix(0, a2, a1, a0, seed) & mask;
        while (true) {
            AccountEntry found = entries[at];
            if (found == null) {
                return addAccount(a2, a1, a0, at);
            }
            if (found.has(a2, a1, a0)) {
                return found;
            }
            at = (at + 1) & mask;
        }
    }

    private AccountEntry addAccount(long a2, long a1, long a0, int at) {
        Address address = AccountEntry.addressOf(a2, a1, a0);
        boolean small = a2 == 0 && a1 == 0;
        boolean warm = small && (a0 >= 1 && a0 <= lastPrecompile || hasP256 && a0 == 0x100);
        AccountEntry entry =
                new AccountEntry(a2, a1, a0, reader.account(address).orElse(null), address, warm);
        table[at] = entry;
        accounts.add(entry);
        if (accounts.size() * 2 > table.length) {
            growTable();
        }
        return entry;
    }

    private void growTable() {
        @Nullable AccountEntry[] larger = new AccountEntry[table.length * 2];
        int mask = larger.length - 1;
        for (AccountEntry entry : accounts) {
            int at = (int) AccountEntry.mix(0, entry.address2, entry.address1, entry.address0, seed) & mask;
            while (larger[at] != null) {
                at = (at + 1) & mask;
            }
            larger[at] = entry;
        }
        table = larger;
    }

    /** Marks the account as accessed; true if it was cold (EIP-2929). */
    public boolean warm(AccountEntry entry) {
        if (entry.warmTransaction == transaction || entry.alwaysWarm) {
            return false;
        }
        entry.warmTransaction = transaction;
        journal.add(Journal.WARM_ACCOUNT, entry);
        see(entry);
        return true;
    }

    private void see(AccountEntry entry) {
        if (entry.seenTransaction != transaction) {
            entry.seenTransaction = transaction;
            seenAccounts.add(entry);
        }
    }

    public void setBalance(AccountEntry entry, UInt256 balance) {
        journal.add(Journal.BALANCE, entry, entry.balance);
        entry.balance = balance;
    }

    /** Also counts as touching the receiver (EIP-161). */
    public void transfer(AccountEntry from, AccountEntry to, UInt256 value) {
        if (value.isZero() || from == to) {
            touch(to);
            return;
        }
        setBalance(from, from.balance.subtract(value));
        setBalance(to, to.balance.add(value));
    }

    public void touch(AccountEntry entry) {
        if (entry.isEmpty()) {
            journal.add(Journal.TOUCH, entry);
        }
    }

    public void setNonce(AccountEntry entry, long nonce) {
        int at = journal.add(Journal.NONCE, entry);
        journal.words[at * 4] = entry.nonce;
        entry.nonce = nonce;
    }

    public Code code(AccountEntry entry) {
        Code code = entry.code;
        if (code == null) {
            code = loadCode(entry.codeHash);
            entry.code = code;
        }
        return code;
    }

    private Code loadCode(Hash hash) {
        if (hash.equals(Keccak.EMPTY_HASH)) {
            return Code.EMPTY;
        }
        Code created = newCode.get(hash);
        if (created != null) {
            return created;
        }
        return codeCache.find(hash).orElseGet(() -> codeCache.add(hash, reader.code(hash)));
    }

    public void setCode(AccountEntry entry, Bytes bytes) {
        journal.add(Journal.CODE, entry, entry.codeHash);
        if (bytes.isEmpty()) {
            entry.codeHash = Keccak.EMPTY_HASH;
            entry.code = Code.EMPTY;
            return;
        }
        Hash hash = Keccak.hash(bytes);
        Code code = codeCache.find(hash).orElseGet(() -> codeCache.add(hash, bytes));
        newCode.put(hash, code);
        entry.codeHash = hash;
        entry.code = code;
    }

    /** Prepares initcode, which is run once. */
    public Code prepare(Hash hash, Bytes initcode) {
        return codeCache.prepare(hash, initcode);
    }

    /** Whether a contract may not be created here (EIP-684, EIP-7610). */
    public boolean isOccupied(AccountEntry entry) {
        return entry.nonce != 0
                || entry.hasCode()
                || (entry.present && !entry.storageCleared && reader.hasStorage(entry.address()));
    }

    public void markCreated(AccountEntry entry) {
        journal.add(Journal.CREATED, entry);
        entry.createdTransaction = transaction;
    }

    public boolean isCreatedNow(AccountEntry entry) {
        return entry.createdTransaction == transaction;
    }

    /** Has the account deleted when the transaction ends; false if it was to be already. */
    public boolean markDestructed(AccountEntry entry) {
        if (entry.destructTransaction == transaction) {
            return false;
        }
        journal.add(Journal.DESTRUCT, entry);
        entry.destructTransaction = transaction;
        return true;
    }

    // ---- storage

    public Slot slot(AccountEntry entry, long k3, long k2, long k1, long k0) {
        return entry.slot(k3, k2, k1, k0, seed);
    }

    /** Marks the slot as accessed; true if it was cold (EIP-2929). */
    public boolean warm(Slot slot) {
        if (slot.warmTransaction == transaction) {
            return false;
        }
        slot.warmTransaction = transaction;
        journal.add(Journal.WARM_SLOT, slot);
        if (slot.seenTransaction != transaction) {
            slot.seenTransaction = transaction;
            seenSlots.add(slot);
        }
        return true;
    }

    /** Has the slot's value at hand, and its value at the begin of the transaction. */
    public void load(Slot slot) {
        if (!slot.loaded) {
            slot.loaded = true;
            if (!slot.owner.storageCleared && slot.owner.present) {
                slot.setValue(reader.slot(slot.owner.address(), slot.key()));
            }
        }
        slot.keepOriginal(transaction);
    }

    /** @param checkpoint that of the running call: a value saved since then is not saved again */
    public void store(Slot slot, long v3, long v2, long v1, long v0, int checkpoint) {
        if (slot.savedAt < checkpoint || !journal.isSlotAt(slot.savedAt, slot)) {
            slot.savedAt = journal.size;
            journal.addWords(Journal.SLOT, slot, slot.value3, slot.value2, slot.value1, slot.value0);
        }
        slot.set(v3, v2, v1, v0);
    }

    public void transientTo(Slot slot, long[] stack, int at) {
        boolean fresh = slot.transientTransaction == transaction;
        stack[at] = fresh ? slot.transient0 : 0;
        stack[at + 1] = fresh ? slot.transient1 : 0;
        stack[at + 2] = fresh ? slot.transient2 : 0;
        stack[at + 3] = fresh ? slot.transient3 : 0;
    }

    public void storeTransient(Slot slot, long v3, long v2, long v1, long v0) {
        if (slot.transientTransaction != transaction) {
            slot.transientTransaction = transaction;
            slot.transient0 = 0;
            slot.transient1 = 0;
            slot.transient2 = 0;
            slot.transient3 = 0;
        }
        journal.addWords(Journal.TRANSIENT, slot, slot.transient3, slot.transient2, slot.transient1, slot.transient0);
        slot.transient0 = v0;
        slot.transient1 = v1;
        slot.transient2 = v2;
        slot.transient3 = v3;
    }

    // ---- refunds

    public long refund() {
        return refund;
    }

    public void setRefund(long value) {
        refund = value;
    }

    // ---- undoing and keeping

    public int checkpoint() {
        return journal.size;
    }

    /** Undoes everything since {@code checkpoint}, newest first. */
    public void revert(int checkpoint) {
        Journal log = journal;
        while (log.size > checkpoint) {
            int at = --log.size;
            undo(log, at);
            log.targets[at] = null;
            log.olds[at] = null;
        }
    }

    private static void undo(Journal log, int at) {
        Object target = log.target(at);
        int word = at * 4;
        switch (log.kinds[at]) {
            case Journal.SLOT ->
                ((Slot) target).set(log.words[word + 3], log.words[word + 2], log.words[word + 1], log.words[word]);
            case Journal.TRANSIENT -> {
                Slot slot = (Slot) target;
                slot.transient0 = log.words[word];
                slot.transient1 = log.words[word + 1];
                slot.transient2 = log.words[word + 2];
                slot.transient3 = log.words[word + 3];
            }
            case Journal.WARM_SLOT -> ((Slot) target).warmTransaction = 0;
            case Journal.WARM_ACCOUNT -> ((AccountEntry) target).warmTransaction = 0;
            case Journal.BALANCE -> ((AccountEntry) target).balance = (UInt256) log.old(at);
            case Journal.NONCE -> ((AccountEntry) target).nonce = log.words[word];
            case Journal.CODE -> {
                ((AccountEntry) target).codeHash = (Hash) log.old(at);
                ((AccountEntry) target).code = null;
            }
            case Journal.CREATED -> ((AccountEntry) target).createdTransaction = 0;
            case Journal.DESTRUCT -> ((AccountEntry) target).destructTransaction = 0;
            case Journal.TOUCH -> {}
            default -> throw new IllegalStateException("journal entry of kind " + log.kinds[at]);
        }
    }

    /** Ends the transaction: what was not undone stays, and accounts that must vanish do. */
    public void commit() {
        Journal log = journal;
        for (int at = 0; at < log.size; at++) {
            Object target = log.target(at);
            if (target instanceof Slot slot) {
                if (log.kinds[at] == Journal.SLOT) {
                    slot.written = true;
                    slot.owner.dirty = true;
                }
            } else if (log.kinds[at] != Journal.WARM_ACCOUNT) {
                settle((AccountEntry) target, log.kinds[at]);
            }
        }
        next();
    }

    private void settle(AccountEntry entry, int kind) {
        entry.dirty = true;
        if (kind == Journal.CODE) {
            entry.codeWritten = true;
        }
        if (entry.destructTransaction == transaction || entry.isEmpty()) {
            clear(entry);
        }
    }

    private static void clear(AccountEntry entry) {
        entry.nonce = 0;
        entry.balance = UInt256.ZERO;
        entry.codeHash = Keccak.EMPTY_HASH;
        entry.code = Code.EMPTY;
        entry.codeWritten = false;
        entry.clearSlots();
    }

    /** Ends the transaction as if it had never been. */
    public void discard() {
        revert(0);
        next();
    }

    private void next() {
        journal.clear();
        seenAccounts.clear();
        seenSlots.clear();
        refund = 0;
        transaction++;
    }

    // ---- results

    /** What the running transaction has read and written so far, reverted parts included among the reads. */
    public AccessSets accessSets() {
        return AccessSets.of(seenAccounts, seenSlots, journal);
    }

    /** All changes of the committed transactions. */
    public StateChanges changes() {
        SortedMap<Address, AccountChange> changed = new TreeMap<>();
        SortedMap<Hash, Bytes> code = new TreeMap<>();
        for (AccountEntry entry : accounts) {
            if (!entry.dirty) {
                continue;
            }
            if (entry.isEmpty()) {
                if (entry.present) {
                    changed.put(entry.address(), new AccountChange.Deleted());
                }
                continue;
            }
            SortedMap<UInt256, UInt256> slots = new TreeMap<>();
            for (Slot slot : entry.slots) {
                if (slot != null && slot.written) {
                    slots.put(slot.key(), slot.value());
                }
            }
            boolean cleared = entry.storageCleared && entry.present;
            changed.put(entry.address(), new AccountChange.Updated(entry.toAccount(), cleared, slots));
            if (entry.codeWritten && entry.hasCode()) {
                code.put(entry.codeHash, code(entry).bytes());
            }
        }
        return new StateChanges(changed, code);
    }
}
