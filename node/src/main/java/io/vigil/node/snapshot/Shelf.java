package io.vigil.node.snapshot;

import io.vigil.node.config.RefusedException;
import io.vigil.storage.snapshot.FolderSource;
import io.vigil.storage.snapshot.Manifest;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A folder of snapshots, usually {@code data/snapshots}. */
public record Shelf(Path folder) {
    private static final int MAX_NUMBER = 9_999;

    private static final String SCHEDULED = "block-";

    /** A snapshot goes only when a newer one is there, so one always stays. */
    public static final int LEAST_KEPT = 1;

    /**
     * A snapshot on the shelf.
     *
     * @param fileBytes on the disk
     */
    public record Item(Path path, long height, Hash id, long timestamp, long logicalBytes, long fileBytes) {}

    /** By height, the highest first; folders without a sound manifest are not snapshots, nor is one that is being made. */
    public List<Item> items() {
        List<Item> items = new ArrayList<>();
        folders().forEach(path -> item(path).ifPresent(items::add));
        items.sort(Comparator.comparingLong(Item::height).reversed());
        return List.copyOf(items);
    }

    /** The folders in which one may lie, by name. */
    public List<Path> folders() {
        return Folders.in(folder).stream()
                .filter(path -> !path.equals(making()))
                .toList();
    }

    /** What lies in {@code path}, if that is a snapshot. */
    public static Optional<Item> item(Path path) {
        Optional<Bytes> encoded = new FolderSource(path).manifest();
        if (encoded.isEmpty()) {
            return Optional.empty();
        }
        try {
            Manifest manifest = Manifest.decode(encoded.get());
            return Optional.of(new Item(
                    path,
                    manifest.height(),
                    manifest.id(),
                    manifest.header().timestamp(),
                    manifest.logicalBytes(),
                    Folders.size(path)));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /** Where one is made by schedule, until it is proved. */
    Path making() {
        return folder.resolve(".making");
    }

    /** Where one that was made by schedule stays. */
    Path scheduled(long height) {
        return folder.resolve(SCHEDULED + "%012d".formatted(height));
    }

    /** A free place for one more. */
    public Path next() {
        return IntStream.rangeClosed(1, MAX_NUMBER)
                .mapToObj(number -> folder.resolve("snapshot-%04d".formatted(number)))
                .filter(path -> !Files.exists(path))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        folder + ": holds " + MAX_NUMBER + " snapshots; remove some: vigil snapshot prune"));
    }

    /**
     * Removes the oldest until at most {@code keep} are left and all together have at most {@code budgetBytes}.
     *
     * @param keep at least {@link #LEAST_KEPT}
     * @param budgetBytes of files; the newest stays whatever its size
     * @return those that were removed
     */
    public List<Item> prune(int keep, long budgetBytes) {
        return prune(items(), keep, budgetBytes);
    }

    /** The same for those alone that were made by schedule: what an operator made is the operator's. */
    List<Item> pruneScheduled(int keep, long budgetBytes) {
        List<Item> scheduled = items().stream()
                .filter(item -> item.path().getFileName().toString().startsWith(SCHEDULED))
                .toList();
        return prune(scheduled, keep, budgetBytes);
    }

    private static List<Item> prune(List<Item> items, int keep, long budgetBytes) {
        if (keep < LEAST_KEPT) {
            throw new IllegalArgumentException("keeps " + keep + " snapshots");
        }
        List<Item> removed = new ArrayList<>();
        long bytes = 0;
        int kept = 0;
        for (Item item : items) {
            bytes += item.fileBytes();
            if (kept >= LEAST_KEPT && (kept >= keep || bytes > budgetBytes)) {
                bytes -= item.fileBytes();
                Folders.delete(item.path());
                removed.add(item);
            } else {
                kept++;
            }
        }
        return List.copyOf(removed);
    }

    /** Stores that a restore replaced or put aside in a data folder: nobody reads them any more. */
    public static List<Path> leftovers(Path data) {
        return Folders.in(data).stream()
                .filter(path -> path.getFileName().toString().matches("chain\\.old-\\d+|\\.restore-.*\\.failed-\\d+"))
                .toList();
    }

    /** Removes one of {@link #leftovers}. */
    public static void remove(Path leftover) {
        Folders.delete(leftover);
    }
}
