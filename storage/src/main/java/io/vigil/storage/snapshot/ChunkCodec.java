package io.vigil.storage.snapshot;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.vigil.storage.Entry;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.nio.ByteBuffer;

/** Records to bytes to zstd frames and back. */
final class ChunkCodec {
    static final int LENGTH_BYTES = 4;
    static final int MAX_RECORD_BYTES = 64 + LENGTH_BYTES + Manifest.MAX_VALUE_BYTES;
    static final int MAX_FILE_BYTES = 2 * Manifest.CHUNK_BYTES;

    /**
     * What repeats in a state are the hashes of accounts before the keys of their slots; the rest is as good as random. Level 1
     * finds no more of that, in more time.
     */
    private static final int LEVEL = -3;

    private ChunkCodec() {}

    static int size(Entry record) {
        return record.key().size() + LENGTH_BYTES + record.value().size();
    }

    static void write(ByteBuffer out, Entry record) {
        out.put(record.key().shared())
                .putInt(record.value().size())
                .put(record.value().shared());
    }

    static ZstdCompressCtx compressor() {
        return new ZstdCompressCtx().setLevel(LEVEL).setChecksum(true);
    }

    /**
     * Fills {@code out} from 0 to its limit.
     *
     * @throws MalformedException if the file is not one frame of exactly that size
     */
    static void decompress(Bytes file, ByteBuffer out) throws MalformedException {
        try (ZstdDecompressCtx zstd = new ZstdDecompressCtx()) {
            if (Zstd.findFrameCompressedSize(file.shared()) != file.size()) {
                throw new MalformedException("not one zstd frame");
            }
            int size = zstd.decompressByteArrayToDirectByteBuffer(out, 0, out.limit(), file.shared(), 0, file.size());
            if (size != out.limit()) {
                throw new MalformedException(size + " bytes, " + out.limit() + " expected");
            }
        } catch (ZstdException e) {
            throw new MalformedException("zstd: " + e.getMessage(), e);
        }
    }

    /** The record at {@code at}. */
    static Entry read(Content content, int at, int keyBytes) throws MalformedException {
        int valueAt = at + keyBytes + LENGTH_BYTES;
        if (valueAt > content.size()) {
            throw new MalformedException("a record's head runs past the end");
        }
        int length = content.int32(at + keyBytes);
        if (length < 0 || length > Manifest.MAX_VALUE_BYTES || length > content.size() - valueAt) {
            throw new MalformedException("a record of " + length + " bytes runs past the end");
        }
        return new Entry(content.slice(at, keyBytes), content.slice(valueAt, length));
    }
}
