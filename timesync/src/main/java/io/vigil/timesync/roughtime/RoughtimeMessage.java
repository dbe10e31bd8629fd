package io.vigil.timesync.roughtime;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A map from tag to value, as it goes over the wire: count, offsets, tags in ascending order, values. Values keep the
 * bytes they had, since signatures cover them as received.
 */
final class RoughtimeMessage {
    /** Ours have at most nine; unknown ones are ignored but not without end. */
    static final int MAX_TAGS = 64;

    private static final int WORD = 4;

    private final SortedMap<Integer, Bytes> values;

    private RoughtimeMessage(SortedMap<Integer, Bytes> values) {
        this.values = values;
    }

    static RoughtimeMessage of(Map<Integer, Bytes> values) {
        SortedMap<Integer, Bytes> sorted = new TreeMap<>(Integer::compareUnsigned);
        sorted.putAll(values);
        return new RoughtimeMessage(sorted);
    }

    /**
     * Strict: every offset a multiple of four, none decreasing, every tag greater than the one before.
     *
     * @throws MalformedException if the bytes are anything else
     */
    static RoughtimeMessage decode(Bytes message) throws MalformedException {
        byte[] array = message.shared();
        int count = count(array);
        int header = 2 * WORD * count;
        int size = array.length - header;
        SortedMap<Integer, Bytes> values = new TreeMap<>(Integer::compareUnsigned);
        int start = 0;
        for (int i = 0; i < count; i++) {
            int tag = LittleEndian.int32(array, WORD * (count + i));
            if (!values.isEmpty() && Integer.compareUnsigned(tag, values.lastKey()) <= 0) {
                throw new MalformedException("tag " + Tag.text(tag) + " at position " + i + " is out of order");
            }
            int end = i + 1 < count ? LittleEndian.int32(array, WORD * (i + 1)) : size;
            if (end < start || end > size || end % WORD != 0) {
                throw new MalformedException("value of " + Tag.text(tag) + " ends at " + Integer.toUnsignedString(end)
                        + ", after " + start + " of " + size + " bytes");
            }
            values.put(tag, Bytes.copyOf(array, header + start, end - start));
            start = end;
        }
        return new RoughtimeMessage(values);
    }

    private static int count(byte[] array) throws MalformedException {
        if (array.length < WORD || array.length % WORD != 0) {
            throw new MalformedException("a message of " + array.length + " bytes");
        }
        int count = LittleEndian.int32(array, 0);
        if (count < 1 || count > MAX_TAGS) {
            throw new MalformedException("a message with " + Integer.toUnsignedString(count) + " tags");
        }
        if (array.length < 2 * WORD * count) {
            throw new MalformedException(count + " tags do not fit into " + array.length + " bytes");
        }
        return count;
    }

    Bytes encode() {
        int count = values.size();
        int size = values.values().stream().mapToInt(Bytes::size).sum();
        byte[] array = new byte[2 * WORD * count + size];
        LittleEndian.putInt32(array, 0, count);
        int position = 0;
        int offset = 0;
        for (Map.Entry<Integer, Bytes> entry : values.entrySet()) {
            if (position > 0) {
                LittleEndian.putInt32(array, WORD * position, offset);
            }
            LittleEndian.putInt32(array, WORD * (count + position), entry.getKey());
            entry.getValue().copyTo(array, 2 * WORD * count + offset);
            offset += entry.getValue().size();
            position++;
        }
        return Bytes.wrap(array);
    }

    Optional<Bytes> value(int tag) {
        return Optional.ofNullable(values.get(tag));
    }

    /** The value's words, empty when the tag is absent. */
    List<Integer> words(int tag) {
        Bytes value = values.getOrDefault(tag, Bytes.EMPTY);
        List<Integer> words = new ArrayList<>();
        for (int at = 0; at < value.size(); at += WORD) {
            words.add(LittleEndian.int32(value.shared(), at));
        }
        return words;
    }
}
