package io.vigil.node.statesync;

import io.vigil.node.snapshot.Shelf;
import io.vigil.node.statesync.messages.Offer;
import io.vigil.node.statesync.messages.SnapshotMessage;
import io.vigil.storage.snapshot.FolderSource;
import io.vigil.storage.snapshot.Manifest;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What lies on the shelf, as peers see it. Looks again when asked; a snapshot's manifest is read once. Thread-safe. */
public final class Catalogue {
    private final Shelf shelf;
    private final Map<Path, Known> known = new TreeMap<>();

    /** What the manifest said, and which manifest that was. */
    private record Known(long written, Shelf.Item item, Hash files) {}

    public Catalogue(Shelf shelf) {
        this.shelf = shelf;
    }

    /** The highest first. */
    public synchronized List<Shelf.Item> items() {
        return look().stream().map(Known::item).toList();
    }

    synchronized List<Offer> offers() {
        return look().stream()
                .limit(SnapshotMessage.MAX_OFFERS)
                .map(entry -> new Offer(
                        entry.item().id(),
                        entry.files(),
                        entry.item().height(),
                        entry.item().logicalBytes()))
                .toList();
    }

    /** Whether nothing is there that could be asked for. */
    boolean isEmpty() {
        return items().isEmpty();
    }

    /** A part of a file; nothing if there is no such file, or it ends before. */
    Optional<SnapshotMessage.Part> part(SnapshotMessage.GetPart question) {
        Optional<Path> folder = folder(question.files());
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        String name = question.file() == 0 ? FolderSource.MANIFEST : FolderSource.chunkPath(question.file() - 1);
        try (FileChannel file = FileChannel.open(folder.get().resolve(name), StandardOpenOption.READ)) {
            long size = file.size();
            long length = Math.min(SnapshotMessage.PART_BYTES, size - question.offset());
            if (length <= 0 || size > Integer.MAX_VALUE) {
                return Optional.empty();
            }
            ByteBuffer content = ByteBuffer.allocate((int) length);
            while (content.hasRemaining() && file.read(content, question.offset() + content.position()) >= 0) {
                continue;
            }
            return content.hasRemaining()
                    ? Optional.empty()
                    : Optional.of(
                            new SnapshotMessage.Part(question.request(), (int) size, Bytes.wrap(content.array())));
        } catch (IOException e) {
            return Optional.empty(); // pruned since it was offered
        }
    }

    private synchronized Optional<Path> folder(Hash files) {
        return known.values().stream()
                .filter(entry -> entry.files().equals(files))
                .map(entry -> entry.item().path())
                .findFirst();
    }

    private List<Known> look() {
        List<Path> there = shelf.folders();
        known.keySet().retainAll(there);
        there.forEach(path -> {
            long written = written(path);
            Known before = known.get(path);
            if (before == null || before.written() != written) {
                known.remove(path);
                read(path, written).ifPresent(entry -> known.put(path, entry));
            }
        });
        return known.values().stream()
                .sorted((a, b) -> Long.compare(b.item().height(), a.item().height()))
                .toList();
    }

    private static Optional<Known> read(Path path, long written) {
        Optional<Shelf.Item> item = Shelf.item(path);
        Optional<Bytes> manifest = new FolderSource(path).manifest();
        if (item.isEmpty() || manifest.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Known(
                    written, item.get(), Manifest.decode(manifest.get()).files()));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static long written(Path path) {
        try {
            return Files.getLastModifiedTime(path.resolve(FolderSource.MANIFEST))
                    .toMillis();
        } catch (IOException e) {
            return -1;
        }
    }
}
