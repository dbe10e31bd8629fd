package io.vigil.storage.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Checks the checksums of RocksDB's blob files (its {@code db/blob/blob_log_format.h}), because RocksDB refuses a damaged
 * one without saying which it is. A file that is still being written has no footer; only finished ones are judged by it.
 */
final class BlobFile {
    private static final int MAGIC = 2395959;
    private static final int HEADER_BYTES = 30;
    private static final int FOOTER_BYTES = 32;
    private static final int RECORD_HEAD_BYTES = 32;
    private static final int CRC_MASK = 0xa282ead8;

    private BlobFile() {}

    /** The first damaged blob file of a folder. */
    static Optional<Path> firstDamaged(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".blob"))
                    .sorted()
                    .filter(BlobFile::isDamaged)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static boolean isDamaged(Path file) {
        try {
            ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            int end = in.limit() - FOOTER_BYTES;
            if (end < HEADER_BYTES || in.getInt(0) != MAGIC || in.getInt(end) != MAGIC) {
                return true;
            }
            if (in.getInt(end + 28) != maskedCrc(in, end, 28)) {
                return true;
            }
            int at = HEADER_BYTES;
            while (at < end) {
                long size = end - at < RECORD_HEAD_BYTES ? -1 : in.getLong(at) + in.getLong(at + 8);
                boolean head = size >= 0
                        && size <= end - at - RECORD_HEAD_BYTES
                        && in.getInt(at + 24) == maskedCrc(in, at, 24);
                if (!head || in.getInt(at + 28) != maskedCrc(in, at + RECORD_HEAD_BYTES, (int) size)) {
                    return true;
                }
                at += RECORD_HEAD_BYTES + (int) size;
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static int maskedCrc(ByteBuffer in, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(in.array(), offset, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK;
    }
}
