package io.vigil.storage.snapshot;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
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
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Writes a snapshot of a view of the store, best one of a checkpoint, so that the node goes on undisturbed. The manifest is
 * written last: a folder without one is no snapshot.
 */
public final class Exporter {
    /** Java copies what it writes to outside its heap first, all of a call at once. */
    private static final int WRITE_BYTES = 256 << 10;

    private final Snapshot view;
    private final Path folder;
    private final int chunkBytes;
    private final Pace pace;
    private final List<ChunkInfo> chunks = new ArrayList<>();
    private final SortedSet<Hash> codes = new TreeSet<>();
    private final ZstdCompressCtx zstd;
    private final ByteBuffer buffer;
    private final byte[] file;
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
        this.buffer = ByteBuffer.allocate(chunkBytes + ChunkCodec.MAX_RECORD_BYTES);
        this.file = new byte[(int) Zstd.compressBound(buffer.capacity())];
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
            return new Exporter(view, folder, chunkBytes, pace, zstd).run(subject);
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
            Bytes bytes = view.get(Section.CODE.table(), code.bytes())
                    .orElseThrow(() -> new StorageException(Reason.DAMAGED, "CODE row " + code + " is missing"));
            add(Section.CODE, new Entry(code.bytes(), bytes));
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
        write(
                folder.resolve(FolderSource.MANIFEST),
                ByteBuffer.wrap(manifest.encode().shared()));
        sync(folder);
        return manifest;
    }

    private void scan(Section section) throws IOException {
        try (Stream<Entry> rows = view.range(section.table(), Bytes.EMPTY, section.end())) {
            for (Entry row : (Iterable<Entry>) rows::iterator) {
                if (section == Section.ACCOUNTS) {
                    noteCode(row);
                }
                add(section, row);
            }
        }
        endChunk(section);
    }

    private void noteCode(Entry row) {
        try {
            AccountRow account = AccountRow.parseSlim(row.value());
            if (account.account().hasCode()) {
                codes.add(account.account().codeHash());
            }
        } catch (MalformedException e) {
            throw new StorageException(Reason.DAMAGED, "ACCT row " + row.key() + ": " + e.getMessage(), e);
        }
    }

    private void add(Section section, Entry record) throws IOException {
        ChunkCodec.write(buffer, record);
        records++;
        if (buffer.position() >= chunkBytes) {
            endChunk(section);
        }
    }

    private void endChunk(Section section) throws IOException {
        if (buffer.position() == 0) {
            return;
        }
        int size = buffer.position();
        int fileSize = zstd.compressByteArray(file, 0, file.length, buffer.array(), 0, size);
        write(
                folder.resolve(FolderSource.CHUNKS).resolve(FolderSource.chunkName(chunks.size())),
                ByteBuffer.wrap(file, 0, fileSize));
        Hash content = Sha256.of(buffer.array(), size);
        chunks.add(new ChunkInfo(section, records, size, content, fileSize, Sha256.of(file, fileSize)));
        buffer.clear();
        records = 0;
        pace.passed(size);
    }

    private static void write(Path file, ByteBuffer content) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel =
                FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            int end = content.limit();
            while (content.position() < end) {
                content.limit(Math.min(end, content.position() + WRITE_BYTES));
                channel.write(content);
            }
            channel.force(false);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
