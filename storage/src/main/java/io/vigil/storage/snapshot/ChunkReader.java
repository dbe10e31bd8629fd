package io.vigil.storage.snapshot;

import io.vigil.storage.Entry;
import io.vigil.storage.state.AccountRow;
import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.UInt256;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;

/**
 * Reads one chunk and refuses whatever is not exactly as the format and the manifest want it. Used by one thread, which may
 * be in the midst of one chunk of each section.
 */
final class ChunkReader implements AutoCloseable {
    private static final int UINT256_BYTES = 32;

    /** The pace is told of records by so many bytes: whoever is held to a rate works in short turns, not a chunk at a time. */
    private static final int TURN_BYTES = 256 << 10;

    private final Manifest manifest;
    private final ChunkSource source;
    private final Pace pace;
    private final Arena memory = Arena.ofConfined();
    private final Map<Section, ByteBuffer> contents = new EnumMap<>(Section.class);

    ChunkReader(Manifest manifest, ChunkSource source, Pace pace) {
        this.manifest = manifest;
        this.source = source;
        this.pace = pace;
    }

    /** The records of a chunk as bytes, checked against both hashes; until the next chunk of its section is asked for. */
    Content content(int index) {
        ChunkInfo info = manifest.chunks().get(index);
        Bytes file = source.chunk(index)
                .orElseThrow(() -> new Refusal(Fault.CHUNK_MISSING, index, -1, "the file is missing"));
        if (file.size() != info.zstdBytes() || !Sha256.of(file).equals(info.transport())) {
            throw new Refusal(Fault.CHUNK_TRANSPORT, index, -1, "the file is not the one that the manifest names");
        }
        try {
            ByteBuffer bytes = contents.computeIfAbsent(info.section(), this::memory);
            bytes.clear().limit(info.logicalBytes());
            ChunkCodec.decompress(file, bytes);
            Content content = new Content(bytes);
            if (!content.sha256().equals(info.content())) {
                throw new Refusal(Fault.CHUNK_CONTENT, index, -1, "the records are not those that the manifest names");
            }
            return content;
        } catch (MalformedException e) {
            throw new Refusal(Fault.CHUNK_CONTENT, index, -1, String.valueOf(e.getMessage()));
        }
    }

    /**
     * The records of a chunk, each checked when it is asked for. The pace hears of them as they are read.
     *
     * @param before the last key of the section's chunk before; empty for the first
     */
    ChunkRecords records(int index, Content content, Bytes before) {
        ChunkInfo info = manifest.chunks().get(index);
        return new ChunkRecords(content, before, new ChunkRecords.Check() {
            private int told;

            @Override
            public Entry record(Content all, int at, Bytes last) {
                if (at - told >= TURN_BYTES) {
                    tell(at);
                }
                Entry record = ChunkReader.record(info.section(), all, index, at);
                if (last.compareTo(record.key()) >= 0) {
                    throw new Refusal(Fault.RECORD, index, at, "key " + record.key() + " after " + last);
                }
                return record;
            }

            @Override
            public void end(long count, int lastAt) {
                if (count != info.records()) {
                    throw new Refusal(Fault.RECORD, index, -1, count + " records, the manifest says " + info.records());
                }
                requireCut(index, content.size(), lastAt);
                tell(content.size());
            }

            private void tell(int upTo) {
                pace.passed(upTo - told);
                told = upTo;
            }
        });
    }

    /** For the biggest of a section's chunks. */
    private ByteBuffer memory(Section section) {
        int most = manifest.chunks().stream()
                .filter(chunk -> chunk.section() == section)
                .mapToInt(ChunkInfo::logicalBytes)
                .max()
                .orElse(0);
        return memory.allocate(most).asByteBuffer();
    }

    @Override
    public void close() {
        memory.close();
    }

    private void requireCut(int index, int size, int lastAt) {
        boolean lastOfSection = index + 1 == manifest.chunks().size()
                || manifest.chunks().get(index + 1).section()
                        != manifest.chunks().get(index).section();
        boolean full = size >= manifest.chunkBytes();
        if (lastAt >= manifest.chunkBytes() || (!full && !lastOfSection)) {
            throw new Refusal(Fault.RECORD, index, lastAt, "the chunk does not end where the format wants it");
        }
    }

    private static Entry record(Section section, Content content, int index, int at) {
        try {
            Entry record = ChunkCodec.read(content, at, section.keyBytes());
            requireValue(section, record, index, at);
            return record;
        } catch (MalformedException e) {
            throw new Refusal(Fault.RECORD, index, at, String.valueOf(e.getMessage()));
        }
    }

    private static void requireValue(Section section, Entry record, int index, int at) throws MalformedException {
        switch (section) {
            case ACCOUNTS -> AccountRow.parseSlim(record.value());
            case STORAGE -> {
                if (isPlainNumber(record.value().shared())) {
                    return;
                }
                RlpReader value = RlpReader.of(record.value());
                UInt256 number = value.uint256();
                value.end();
                if (number.isZero()) {
                    throw new MalformedException("a slot of value zero");
                }
            }
            case CODE -> {
                if (!Keccak.hash(record.value()).bytes().equals(record.key())) {
                    throw new Refusal(Fault.CODE, index, at, "code has not the hash " + record.key());
                }
            }
        }
    }

    /** Whether it is the RLP of a number from 256 to 2^256-1: all but a few slots are, and are not worth a reader each. */
    private static boolean isPlainNumber(byte[] rlp) {
        int digits = rlp.length - 1;
        return digits > 1 && digits <= UINT256_BYTES && (rlp[0] & 0xff) == 0x80 + digits && rlp[1] != 0;
    }
}
