package io.vigil.vm.state;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The undo log of one transaction: parallel arrays that grow and are used again. */
final class Journal {
    static final int BALANCE = 0;
    static final int NONCE = 1;
    static final int CODE = 2;
    static final int TOUCH = 3;
    static final int CREATED = 4;
    static final int DESTRUCT = 5;
    static final int SLOT = 6;
    static final int TRANSIENT = 7;
    static final int WARM_ACCOUNT = 8;
    static final int WARM_SLOT = 9;

    /** Entries that are kept allocated between transactions. */
    private static final int KEPT = 1 << 16;

    int[] kinds = new int[256];

    @Nullable
    Object[] targets = new Object[256];

    @Nullable
    Object[] olds = new Object[256];

    long[] words = new long[1024];
    int size;

    int add(int kind, Object target) {
        if (size == kinds.length) {
            grow();
        }
        kinds[size] = kind;
        targets[size] = target;
        return size++;
    }

    void add(int kind, Object target, Object old) {
        int at = add(kind, target);
        olds[at] = old;
    }

    void addWords(int kind, Object target, long w3, long w2, long w1, long w0) {
        int at = add(kind, target) * 4;
        words[at] = w0;
        words[at + 1] = w1;
        words[at + 2] = w2;
        words[at + 3] = w3;
    }

    boolean isSlotAt(int at, Slot slot) {
        return at < size && kinds[at] == SLOT && targets[at] == slot;
    }

    Object target(int at) {
        return Objects.requireNonNull(targets[at]);
    }

    Object old(int at) {
        return Objects.requireNonNull(olds[at]);
    }

    void clear() {
        if (kinds.length > KEPT) {
            kinds = new int[256];
            targets = new Object[256];
            olds = new Object[256];
            words = new long[1024];
        } else {
            Arrays.fill(targets, 0, size, null);
            Arrays.fill(olds, 0, size, null);
        }
        size = 0;
    }

    private void grow() {
        int length = kinds.length * 2;
        kinds = Arrays.copyOf(kinds, length);
        targets = Arrays.copyOf(targets, length);
        olds = Arrays.copyOf(olds, length);
        words = Arrays.copyOf(words, length * 4);
    }
}
