package io.vigil.storage.snapshot;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import io.vigil.storage.Cursor;
import io.vigil.storage.Entry;
import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import io.vigil.storage.StorageException.Reason;
import io.vigil.storage.state.AccountRow;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a snapshot of a view of the store, best one of a checkpoint, so that the node goes on undisturbed. The manifest is
 * written last: a folder without one is no snapshot.
 */
public final class Exporter {
    /** Records are hashed, compressed and written by pieces of this, and the pace is told of each: small enough to be cached. */
    private static final int PIECE_BYTES = 256 << 10;

    private final Snapshot view;
    private final Path folder;
    private final int chunkBytes;
    private final Pace pace;
    private final List<ChunkInfo> chunks = new ArrayList<>();
    private final SortedSet<Hash> codes = new TreeSet<>();
    private final ZstdCompressCtx zstd;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES + ChunkCodec.MAX_RECORD_BYTES);
    private final ByteBuffer compressed = ByteBuffer.allocate(PIECE_BYTES);
    private final MessageDigest content = Sha256.begin();
    private @Nullable ChunkFile file;
    private int size;
    private long records;

    /** The block whose state is exported and what proves it; see {@link Manifest}. */
    public record Subject(
            long chainId, Hash genesisHash, Header header, List<Header> ancestors, Bytes finality, Bytes epochProof) {
        public Subject {
            ancestors = List.copyOf(ancestors);
        }
    }

    private Exporter(Snapshot view, Path folder, int chunkBytes, Pace pace, ZstdCompressCtx zstd) {
        this.view = view;
        this.folder = folder;
        this.chunkBytes = chunkBytes;
        this.pace = pace;
        this.zstd = zstd;
    }

    /**
     * @param view holds the state of {@code subject.header()}
     * @param folder does not exist or is empty
     * @throws StorageException FULL or FAILED; the folder then holds no manifest and may be deleted
     */
    public static Manifest export(Snapshot view, Subject subject, Path folder, Pace pace) {
        return export(view, subject, folder, Manifest.CHUNK_BYTES, pace);
    }

    static Manifest export(Snapshot view, Subject subject, Path folder, int chunkBytes, Pace pace) {
        try (ZstdCompressCtx zstd = ChunkCodec.compressor()) {
            Exporter exporter = new Exporter(view, folder, chunkBytes, pace, zstd);
            try {
                return exporter.run(subject);
            } finally {
                exporter.closeFile();
            }
        } catch (IOException e) {
            boolean full = String.valueOf(e.getMessage()).contains("No space left");
            throw new StorageException(full ? Reason.FULL : Reason.FAILED, "cannot export to " + folder + ": " + e, e);
        }
    }

    private Manifest run(Subject subject) throws IOException {
        Path chunkFolder = folder.resolve(FolderSource.CHUNKS);
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new IOException("the folder is not empty");
            }
        }
        Files.createDirectory(chunkFolder);
        scan(Section.ACCOUNTS);
        scan(Section.STORAGE);
        for (Hash code : codes) {
            addCode(code);
        }
        endChunk(Section.CODE);
        sync(chunkFolder);
        Manifest manifest = new Manifest(
                subject.chainId(),
                subject.genesisHash(),
                chunkBytes,
                subject.header(),
                subject.ancestors(),
                subject.finality(),
                subject.epochProof(),
                chunks);
        try (ChunkFile whole = new ChunkFile(folder.resolve(FolderSource.MANIFEST))) {
            whole.write(ByteBuffer.wrap(manifest.encode().shared()));
            whole.finish();
        }
        sync(folder);
        return manifest;
    }

    private void scan(Section section) throws IOException {
        try (Cursor rows = view.scan(section.table(), Bytes.EMPTY, section.end())) {
            while (rows.advance()) {
                int at = piece.position();
                int keyBytes = rows.key(piece);
                int valueAt = piece.position() + ChunkCodec.LENGTH_BYTES;
                piece.position(valueAt);
                int valueBytes = rows.value(piece);
                if (keyBytes != section.keyBytes() || valueBytes > Manifest.MAX_VALUE_BYTES) {
                    throw new StorageException(
                            Reason.DAMAGED,
                            section.table() + " row of " + keyBytes + " and " + valueBytes + " bytes, after " + records
                                    + " of its chunk");
                }
                piece.putInt(valueAt - ChunkCodec.LENGTH_BYTES, valueBytes);
                if (section == Section.ACCOUNTS) {
                    noteCode(
                            Bytes.copyOf(piece.array(), at, keyBytes),
                            Bytes.copyOf(piece.array(), valueAt, valueBytes));
                }
                added(section);
            }
        }
        endChunk(section);
    }

    private void noteCode(Bytes key, Bytes value) {
        try {
            AccountRow account = AccountRow.parseSlim(value);
            if (account.account().hasCode()) {
                codes.add(account.account().codeHash());
            }
        } catch (MalformedException e) {
            throw new StorageException(Reason.DAMAGED, "ACCT row " + key + ": " + e.getMessage(), e);
        }
    }

    private void addCode(Hash code) throws IOException {
        Bytes bytes = view.get(Section.CODE.table(), code.bytes())
                .orElseThrow(() -> new StorageException(Reason.DAMAGED, "CODE row " + code + " is missing"));
        ChunkCodec.write(piece, new Entry(code.bytes(), bytes));
        added(Section.CODE);
    }

    private void added(Section section) throws IOException {
        records++;
        if (size + piece.position() >= chunkBytes) {
            endChunk(section);
        } else if (piece.position() >= PIECE_BYTES) {
            pass(EndDirective.CONTINUE);
        }
    }

    private void endChunk(Section section) throws IOException {
        if (records == 0) {
            return;
        }
        ChunkFile ended = pass(EndDirective.END);
        ended.finish();
        chunks.add(new ChunkInfo(
                section, records, size, Sha256.end(content), Math.toIntExact(ended.size()), ended.sha256()));
        file = null;
        size = 0;
        records = 0;
    }

    /** On to the file. @return it */
    private ChunkFile pass(EndDirective end) throws IOException {
        ChunkFile to = file;
        if (to == null) {
            to = new ChunkFile(folder.resolve(FolderSource.CHUNKS).resolve(FolderSource.chunkName(chunks.size())));
            file = to;
        }
        int bytes = piece.position();
        content.update(piece.array(), 0, bytes);
        piece.flip();
        boolean done = false;
        while (!done) {
            done = zstd.compressByteBufferStream(compressed, piece, end) && !piece.hasRemaining();
            to.write(compressed.flip());
            compressed.clear();
        }
        piece.clear();
        size += bytes;
        pace.passed(bytes);
        return to;
    }

    /** Of a chunk that did not get to its end. */
    private void closeFile() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
