package io.vigil.vm.state;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import org.jspecify.annotations.Nullable;

/** One account in the world of a block, with the slots of it that were touched. */
public final class AccountEntry {
    /** The limbs of the address as a stack word has them; {@code address2} holds its first 4 bytes. */
    final long address2;

    final long address1;
    final long address0;
    private final Address address;

    long nonce;
    UInt256 balance;
    Hash codeHash;

    @Nullable
    Code code;

    /** Whether the parent state has it. */
    final boolean present;

    final boolean alwaysWarm;
    boolean dirty;
    boolean codeWritten;
    boolean storageCleared;
    int warmTransaction;
    int seenTransaction;
    int createdTransaction;
    int destructTransaction;

    @Nullable
    Slot[] slots = new Slot[8];

    int slotCount;

    AccountEntry(long a2, long a1, long a0, @Nullable Account account, Address address, boolean alwaysWarm) {
        this.address2 = a2;
        this.address1 = a1;
        this.address0 = a0;
        this.address = address;
        this.alwaysWarm = alwaysWarm;
        this.present = account != null;
        Account start = account == null ? Account.EMPTY : account;
        this.nonce = start.nonce();
        this.balance = start.balance();
        this.codeHash = start.codeHash();
    }

    static Address addressOf(long a2, long a1, long a0) {
        byte[] bytes = new byte[20];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) (a2 >>> (24 - 8 * i));
        }
        for (int i = 0; i < 8; i++) {
            bytes[4 + i] = (byte) (a1 >>> (56 - 8 * i));
            bytes[12 + i] = (byte) (a0 >>> (56 - 8 * i));
        }
        return new Address(Bytes.wrap(bytes));
    }

    boolean has(long a2, long a1, long a0) {
        return address0 == a0 && address1 == a1 && address2 == a2;
    }

    public Address address() {
        return address;
    }

    /** Writes the address as a stack word at {@code at}. */
    public void addressTo(long[] stack, int at) {
        stack[at] = address0;
        stack[at + 1] = address1;
        stack[at + 2] = address2;
        stack[at + 3] = 0;
    }

    /** Read as unsigned. */
    public long nonce() {
        return nonce;
    }

    public UInt256 balance() {
        return balance;
    }

    public Hash codeHash() {
        return codeHash;
    }

    public boolean hasCode() {
        return !codeHash.equals(Keccak.EMPTY_HASH);
    }

    /** EIP-161. */
    public boolean isEmpty() {
        return nonce == 0 && balance.isZero() && !hasCode();
    }

    /** Precompile number when {@code address} is below 2^16, else -1. */
    public int smallNumber() {
        return address2 == 0 && address1 == 0 && (address0 >>> 16) == 0 ? (int) address0 : -1;
    }

    Account toAccount() {
        return new Account(nonce, balance, codeHash);
    }

    Slot slot(long k3, long k2, long k1, long k0, long seed) {
        @Nullable Slot[] table = slots;
        int mask = table.length - 1;
        int at = (int) mix(k3, k2, k1, k0, seed) & mask;
        while (true) {
            Slot found = table[at];
            if (found == null) {
                return addSlot(k3, k2, k1, k0, at, seed);
            }
            if (found.hasKey(k3, k2, k1, k0)) {
                return found;
            }
            at = (at + 1) & mask;
        }
    }

    private Slot addSlot(long k3, long k2, long k1, long k0, int at, long seed) {
        Slot slot = new Slot(this, k3, k2, k1, k0);
        slots[at] = slot;
        if (++slotCount * 2 > slots.length) {
            growSlots(seed);
        }
        return slot;
    }

    private void growSlots(long seed) {
        @Nullable Slot[] larger = new Slot[slots.length * 2];
        int mask = larger.length - 1;
        for (Slot slot : slots) {
            if (slot != null) {
                int at = (int) mix(slot.key3, slot.key2, slot.key1, slot.key0, seed) & mask;
                while (larger[at] != null) {
                    at = (at + 1) & mask;
                }
                larger[at] = slot;
            }
        }
        slots = larger;
    }

    void clearSlots() {
        slots = new Slot[8];
        slotCount = 0;
        storageCleared = true;
    }

    /** Seeded by the block's randomness, so nobody can choose keys beforehand that meet in one place. */
    static long mix(long k3, long k2, long k1, long k0, long seed) {
        long h = (k0 ^ seed) * 0x9E3779B97F4A7C15L;
        h = (h ^ (h >>> 32) ^ k1) * 0xC2B2AE3D27D4EB4FL;
        h = (h ^ (h >>> 29) ^ k2) * 0x165667B19E3779F9L;
        h = (h ^ (h >>> 32) ^ k3) * 0x9E3779B97F4A7C15L;
        return h ^ (h >>> 32);
    }
}
