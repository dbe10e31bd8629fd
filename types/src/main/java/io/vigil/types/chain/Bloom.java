package io.vigil.types.chain;

import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import java.util.List;

/** A 2,048-bit filter of addresses and topics of logs; three bits for each (Yellow Paper §4.4.1). */
public record Bloom(Bytes bytes) {
    public static final int SIZE = 256;
    public static final Bloom EMPTY = new Bloom(Bytes.wrap(new byte[SIZE]));

    /** @throws IllegalArgumentException if {@code bytes} are not 256 */
    public Bloom {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("a bloom has 256 bytes, not " + bytes.size());
        }
    }

    public static Bloom of(List<Log> logs) {
        if (logs.isEmpty()) {
            return EMPTY;
        }
        byte[] bits = new byte[SIZE];
        for (Log log : logs) {
            set(bits, log.address().bytes());
            log.topics().forEach(topic -> set(bits, topic.bytes()));
        }
        return new Bloom(Bytes.wrap(bits));
    }

    public Bloom or(Bloom other) {
        byte[] bits = bytes.toArray();
        for (int i = 0; i < SIZE; i++) {
            bits[i] |= other.bytes.get(i);
        }
        return new Bloom(Bytes.wrap(bits));
    }

    /** False only if no log with this address or topic went in. */
    public boolean mayContain(Bytes addressOrTopic) {
        byte[] bits = new byte[SIZE];
        set(bits, addressOrTopic);
        for (int i = 0; i < SIZE; i++) {
            if ((bits[i] & ~bytes.get(i)) != 0) {
                return false;
            }
        }
        return true;
    }

    private static void set(byte[] bits, Bytes item) {
        Bytes hash = Keccak.hash(item).bytes();
        for (int i = 0; i < 6; i += 2) {
            int bit = ((hash.get(i) & 0x07) << 8) | (hash.get(i + 1) & 0xff);
            bits[SIZE - 1 - bit / 8] |= (byte) (1 << (bit % 8));
        }
    }
}
