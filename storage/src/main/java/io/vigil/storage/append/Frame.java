package io.vigil.storage.append;

import io.vigil.types.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** The bytes of one append, and of a segment's head. */
final class Frame {
    static final int HEAD_BYTES = 24;
    static final int SEGMENT_HEAD_BYTES = 20;

    private static final long MAGIC = 0x5649_4749_4c4f_4731L;

    /** Never zero, so that the last sector of a frame is never all zeros unless it was lost. */
    private static final byte TRAILER = (byte) 0xa5;

    private Frame() {}

    static Bytes segmentHead(long firstSequence) {
        ByteBuffer head = ByteBuffer.allocate(SEGMENT_HEAD_BYTES);
        head.putLong(MAGIC).putLong(firstSequence).putInt(crc(head.array(), 0, 16));
        return Bytes.wrap(head.array());
    }

    static boolean isSegmentHead(byte[] file, long firstSequence) {
        return file.length >= SEGMENT_HEAD_BYTES
                && Bytes.copyOf(file, 0, SEGMENT_HEAD_BYTES).equals(segmentHead(firstSequence));
    }

    static Bytes of(long firstSequence, List<Bytes> records) {
        long body = 1;
        for (Bytes payload : records) {
            body += 4L + payload.size();
        }
        ByteBuffer frame = ByteBuffer.allocate(Math.toIntExact(HEAD_BYTES + body));
        frame.position(HEAD_BYTES);
        for (Bytes payload : records) {
            frame.putInt(payload.size()).put(payload.shared());
        }
        frame.put(TRAILER);
        byte[] array = frame.array();
        frame.position(0);
        frame.putInt((int) body).putLong(firstSequence).putInt(records.size());
        frame.putInt(crc(array, HEAD_BYTES, (int) body));
        frame.putInt(crc(array, 0, 20));
        return Bytes.wrap(array);
    }

    /** Whether the frame's head at {@code at} is whole and continues with {@code sequence}. */
    static boolean hasHead(byte[] file, int at, long sequence) {
        ByteBuffer in = ByteBuffer.wrap(file);
        return file.length - at >= HEAD_BYTES
                && in.getInt(at + 20) == crc(file, at, 20)
                && in.getLong(at + 4) == sequence
                && in.getInt(at) > 0;
    }

    /** Where the frame whose head is at {@code at} ends, be it inside the file or not. */
    static long end(byte[] file, int at) {
        return (long) at + HEAD_BYTES + ByteBuffer.wrap(file).getInt(at);
    }

    /** Whether the body is whole; asked only of a frame that ends inside the file. */
    static boolean hasBody(byte[] file, int at) {
        ByteBuffer in = ByteBuffer.wrap(file);
        return in.getInt(at + 16) == crc(file, at + HEAD_BYTES, in.getInt(at));
    }

    /** The records of a whole frame. */
    static List<Bytes> records(byte[] file, int at) {
        ByteBuffer in = ByteBuffer.wrap(file);
        int count = in.getInt(at + 12);
        in.position(at + HEAD_BYTES);
        List<Bytes> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = in.getInt();
            records.add(Bytes.copyOf(file, in.position(), length));
            in.position(in.position() + length);
        }
        return records;
    }

    /** Whether a whole frame with a sequence of {@code from} or a little above begins anywhere behind {@code at}. */
    static boolean follows(byte[] file, int at, long from) {
        ByteBuffer in = ByteBuffer.wrap(file);
        for (int i = at + 1; i <= file.length - HEAD_BYTES; i++) {
            long distance = in.getLong(i + 4) - from;
            if (distance >= 0 && distance < 1 << 20 && hasHead(file, i, in.getLong(i + 4))) {
                if (end(file, i) <= file.length && hasBody(file, i)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int crc(byte[] array, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(array, offset, length);
        return (int) crc.getValue();
    }
}
