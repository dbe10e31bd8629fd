package io.vigil.storage.snapshot;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.chain.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a snapshot says of itself.
 *
 * @param chunkBytes a chunk ends with the record that reaches this; {@link #CHUNK_BYTES} except in tests
 * @param ancestors the headers before {@code header}, oldest first: 255, or all there are (BLOCKHASH)
 * @param finality see {@link Finality}
 * @param epochProof see {@link Finality}
 */
public record Manifest(
        long chainId,
        Hash genesisHash,
        int chunkBytes,
        Header header,
        List<Header> ancestors,
        Bytes finality,
        Bytes epochProof,
        List<ChunkInfo> chunks) {
    public static final int CHUNK_BYTES = 16 << 20;

    /** A record: the largest code of any rule is far below. */
    public static final int MAX_VALUE_BYTES = 1 << 20;

    /** Bounds the file: 10^6 chunks of 16 MiB are 16 TB. */
    public static final int MAX_MANIFEST_BYTES = 128 << 20;

    public static final int MAX_ANCESTORS = 255;

    private static final Bytes MAGIC = Bytes.copyOf("CSNAP/1".getBytes(StandardCharsets.US_ASCII));

    public Manifest {
        ancestors = List.copyOf(ancestors);
        chunks = List.copyOf(chunks);
    }

    public long height() {
        return header.number();
    }

    /** Equal on every honest node for one height. */
    public Hash id() {
        return Sha256.of(RlpWriter.listOf(id -> id.bytes(MAGIC)
                .number(chainId)
                .hash(genesisHash)
                .number(height())
                .hash(header.hash())
                .number(chunkBytes)
                .list(list -> chunks.forEach(
                        chunk -> list.list(item -> item.number(chunk.section().ordinal())
                                .number(chunk.records())
                                .number(chunk.logicalBytes())
                                .hash(chunk.content()))))));
    }

    /** Equal where every chunk's file is the same: files of one id differ only where versions of zstd do. */
    public Hash files() {
        return Sha256.of(Bytes.concat(
                chunks.stream().map(chunk -> chunk.transport().bytes()).toArray(Bytes[]::new)));
    }

    /** The hash that {@link ChunkInfo#transport} is. */
    public static Hash sha256(Bytes file) {
        return Sha256.of(file);
    }

    /** Of all records, not compressed. */
    public long logicalBytes() {
        return chunks.stream().mapToLong(ChunkInfo::logicalBytes).sum();
    }

    public Bytes encode() {
        Bytes body = RlpWriter.listOf(out -> out.bytes(MAGIC)
                .number(chainId)
                .hash(genesisHash)
                .number(chunkBytes)
                .encoded(header.encode())
                .list(list -> ancestors.forEach(ancestor -> list.encoded(ancestor.encode())))
                .bytes(finality)
                .bytes(epochProof)
                .list(list -> chunks.forEach(chunk -> list.list(item -> write(item, chunk)))));
        return Bytes.concat(body, Sha256.of(body).bytes());
    }

    /** @throws MalformedException if the bytes are not exactly what {@link #encode} writes for some manifest */
    public static Manifest decode(Bytes encoded) throws MalformedException {
        if (encoded.size() > MAX_MANIFEST_BYTES || encoded.size() <= Hash.SIZE) {
            throw new MalformedException("manifest of " + encoded.size() + " bytes");
        }
        Bytes body = encoded.slice(0, encoded.size() - Hash.SIZE);
        if (!Sha256.of(body).bytes().equals(encoded.slice(body.size(), Hash.SIZE))) {
            throw new MalformedException("manifest: its checksum is another");
        }
        RlpReader in = RlpReader.ofList(body);
        if (!in.bytes().equals(MAGIC)) {
            throw new MalformedException("manifest: not of format CSNAP/1");
        }
        long chainId = in.number();
        Hash genesisHash = in.hash();
        long chunkBytes = in.number();
        if (chunkBytes < 1 || chunkBytes > CHUNK_BYTES) {
            throw new MalformedException("manifest: chunks of " + chunkBytes + " bytes");
        }
        Header header = Header.decode(in.encoded());
        List<Header> ancestors = new ArrayList<>();
        RlpReader list = in.list();
        while (list.hasNext()) {
            if (ancestors.size() == MAX_ANCESTORS) {
                throw new MalformedException("manifest: more than " + MAX_ANCESTORS + " ancestors");
            }
            ancestors.add(Header.decode(list.encoded()));
        }
        Bytes finality = in.bytes();
        Bytes epochProof = in.bytes();
        List<ChunkInfo> chunks = new ArrayList<>();
        RlpReader infos = in.list();
        while (infos.hasNext()) {
            chunks.add(chunk(infos.list(), (int) chunkBytes));
        }
        in.end();
        return new Manifest(chainId, genesisHash, (int) chunkBytes, header, ancestors, finality, epochProof, chunks);
    }

    private static void write(RlpWriter out, ChunkInfo chunk) {
        out.number(chunk.section().ordinal())
                .number(chunk.records())
                .number(chunk.logicalBytes())
                .hash(chunk.content())
                .number(chunk.zstdBytes())
                .hash(chunk.transport());
    }

    private static ChunkInfo chunk(RlpReader in, int chunkBytes) throws MalformedException {
        long section = in.number();
        if (section >= Section.values().length) {
            throw new MalformedException("manifest: no section " + section);
        }
        long records = in.number();
        int logicalBytes = within("logical bytes", in.number(), chunkBytes + ChunkCodec.MAX_RECORD_BYTES);
        Hash content = in.hash();
        int zstdBytes = within("bytes", in.number(), ChunkCodec.MAX_FILE_BYTES);
        Hash transport = in.hash();
        in.end();
        return new ChunkInfo(Section.values()[(int) section], records, logicalBytes, content, zstdBytes, transport);
    }

    private static int within(String what, long value, int max) throws MalformedException {
        if (value < 1 || value > max) {
            throw new MalformedException("manifest: a chunk of " + value + " " + what);
        }
        return (int) value;
    }
}
