package io.vigil.timesync.roughtime;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.nio.charset.StandardCharsets;

/** The frame around a message: a magic word and the length. Google's wire has none. */
final class Packet {
    static final int HEADER_BYTES = 12;

    private static final Bytes MAGIC = Bytes.wrap("ROUGHTIM".getBytes(StandardCharsets.US_ASCII));

    private Packet() {}

    static boolean isFramed(Bytes packet) {
        return packet.startsWith(MAGIC);
    }

    static Bytes frame(Bytes message) {
        return Bytes.concat(MAGIC, LittleEndian.of32(message.size()), message);
    }

    /** @throws MalformedException if the packet is not exactly one frame */
    static Bytes unframe(Bytes packet) throws MalformedException {
        if (packet.size() < HEADER_BYTES || !isFramed(packet)) {
            throw new MalformedException("a packet of " + packet.size() + " bytes without ROUGHTIM");
        }
        int length = LittleEndian.int32(packet.shared(), MAGIC.size());
        if (length != packet.size() - HEADER_BYTES) {
            throw new MalformedException("a packet says " + Integer.toUnsignedString(length) + " bytes and has "
                    + (packet.size() - HEADER_BYTES));
        }
        return packet.slice(HEADER_BYTES, length);
    }
}
