package io.vigil.consensus.certificates;

import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * A set of validators by index, as a bitmap: bit {@code i % 8} of byte {@code i / 8} is validator {@code i}. Canonical: the last byte is
 * never zero, so equal sets are equal bytes.
 */
public record Signers(Bytes bitmap) {
    public static final Signers NONE = new Signers(Bytes.EMPTY);
    public static final int MAX_BYTES = ValidatorSet.MAX_MEMBERS / 8;

    public Signers {
        if (bitmap.size() > MAX_BYTES) {
            throw new IllegalArgumentException("bitmap of " + bitmap.size() + " bytes");
        }
        if (!bitmap.isEmpty() && bitmap.get(bitmap.size() - 1) == 0) {
            throw new IllegalArgumentException("bitmap with a trailing zero byte");
        }
    }

    public static Signers of(Iterable<Integer> indices) {
        byte[] bits = new byte[MAX_BYTES];
        int size = 0;
        for (int index : indices) {
            bits[index / 8] |= (byte) (1 << (index % 8));
            size = Math.max(size, index / 8 + 1);
        }
        return new Signers(Bytes.copyOf(bits, 0, size));
    }

    public boolean contains(int index) {
        return index / 8 < bitmap.size() && (bitmap.get(index / 8) >> (index % 8) & 1) == 1;
    }

    public boolean isEmpty() {
        return bitmap.isEmpty();
    }

    /** Indices in ascending order. */
    public List<Integer> indices() {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < bitmap.size() * 8; i++) {
            if (contains(i)) {
                indices.add(i);
            }
        }
        return indices;
    }

    /** One more than the highest index, 0 if empty. */
    public int bound() {
        int last = bitmap.size() - 1;
        return last < 0 ? 0 : last * 8 + 32 - Integer.numberOfLeadingZeros(bitmap.get(last) & 0xff);
    }

    public boolean isDisjointFrom(Signers other) {
        for (int i = 0; i < Math.min(bitmap.size(), other.bitmap.size()); i++) {
            if ((bitmap.get(i) & other.bitmap.get(i)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Power of these members of {@code set}; an index that is not in the set counts nothing. */
    public long power(ValidatorSet set) {
        return set.powerOf(this::contains);
    }
}
