package io.vigil.vm.state;

import io.vigil.types.UInt256;

/**
 * One storage slot of one account: its value now, its value when the transaction began, and its transient twin
 * (EIP-1153). Limbs are little-endian as on the stack.
 */
public final class Slot {
    final AccountEntry owner;
    final long key0;
    final long key1;
    final long key2;
    final long key3;

    long value0;
    long value1;
    long value2;
    long value3;

    private long original0;
    private long original1;
    private long original2;
    private long original3;

    long transient0;
    long transient1;
    long transient2;
    long transient3;

    boolean loaded;
    boolean written;
    int warmTransaction;
    int seenTransaction;
    int originalTransaction;
    int transientTransaction;

    /** Where the journal last saved this slot's value; a hint that the journal checks. */
    int savedAt = -1;

    Slot(AccountEntry owner, long key3, long key2, long key1, long key0) {
        this.owner = owner;
        this.key0 = key0;
        this.key1 = key1;
        this.key2 = key2;
        this.key3 = key3;
    }

    boolean hasKey(long k3, long k2, long k1, long k0) {
        return key0 == k0 && key1 == k1 && key2 == k2 && key3 == k3;
    }

    public UInt256 key() {
        return new UInt256(key3, key2, key1, key0);
    }

    public UInt256 value() {
        return new UInt256(value3, value2, value1, value0);
    }

    void setValue(UInt256 value) {
        set(value.limb3(), value.limb2(), value.limb1(), value.limb0());
    }

    void set(long v3, long v2, long v1, long v0) {
        value0 = v0;
        value1 = v1;
        value2 = v2;
        value3 = v3;
    }

    /** Keeps the value that the slot has now as the one it had when {@code transaction} began, the first time only. */
    void keepOriginal(int transaction) {
        if (originalTransaction != transaction) {
            originalTransaction = transaction;
            original0 = value0;
            original1 = value1;
            original2 = value2;
            original3 = value3;
        }
    }

    /** Writes the value as a stack word at {@code at}. */
    public void valueTo(long[] stack, int at) {
        stack[at] = value0;
        stack[at + 1] = value1;
        stack[at + 2] = value2;
        stack[at + 3] = value3;
    }

    public boolean isZero() {
        return (value0 | value1 | value2 | value3) == 0;
    }

    public boolean isOriginalZero() {
        return (original0 | original1 | original2 | original3) == 0;
    }

    public boolean isOriginal() {
        return value0 == original0 && value1 == original1 && value2 == original2 && value3 == original3;
    }

    public boolean valueIs(long v3, long v2, long v1, long v0) {
        return value0 == v0 && value1 == v1 && value2 == v2 && value3 == v3;
    }

    public boolean originalIs(long v3, long v2, long v1, long v0) {
        return original0 == v0 && original1 == v1 && original2 == v2 && original3 == v3;
    }
}
