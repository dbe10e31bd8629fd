package io.vigil.storage.append;

import io.vigil.storage.StorageException;
import io.vigil.storage.StorageException.Reason;
import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A folder in memory that behaves as a disk may: bytes that were written and not synced can be lost at a crash, sector by
 * sector; a process can die before any effect; the disk can be full. Not thread-safe.
 */
public final class SimulatedFolder implements Folder {
    private static final int SECTOR_BYTES = 512;
    private static final int MOST_SECTORS = 8;

    private final Map<String, Content> files = new TreeMap<>();
    private long effects;
    private long diesAtEffect = Long.MAX_VALUE;
    private long capacityBytes = Long.MAX_VALUE;

    private static final class Content {
        byte[] bytes = {};
        int synced;

        Content copy() {
            Content copy = new Content();
            copy.bytes = bytes.clone();
            copy.synced = synced;
            return copy;
        }
    }

    /** How many effects (writes, syncs, renames, ...) were begun so far. */
    public long effects() {
        return effects;
    }

    /** The effect with this number and all after it fail without having happened, as if the process had died. */
    public void dieAtEffect(long number) {
        diesAtEffect = number;
    }

    /** Writes that would make all files together longer than this write what fits, then fail. */
    public void limit(long bytes) {
        capacityBytes = bytes;
    }

    /** The folder after the process died and the power failed: unsynced sectors are kept, zeroed or cut off at random. */
    public SimulatedFolder crash(RandomGenerator random) {
        SimulatedFolder after = new SimulatedFolder();
        files.forEach((name, content) -> after.files.put(name, crashed(content, random)));
        return after;
    }

    /**
     * Hands over every folder that a power cut now can leave: each cut of the unsynced bytes with each choice of sectors
     * before it that were never written.
     *
     * @throws IllegalStateException if two files hold unsynced bytes, or one holds more than {@value #MOST_SECTORS} sectors of
     *     them: nobody could try all
     */
    public void everyCrash(Consumer<SimulatedFolder> each) {
        List<String> open = files.entrySet().stream()
                .filter(file -> file.getValue().synced < file.getValue().bytes.length)
                .map(Map.Entry::getKey)
                .toList();
        if (open.size() > 1) {
            throw new IllegalStateException("unsynced bytes in " + open);
        }
        if (open.isEmpty()) {
            each.accept(kill());
            return;
        }
        String name = open.getFirst();
        Content content = content(name);
        for (int end = content.synced; end <= content.bytes.length; end++) {
            int first = content.synced / SECTOR_BYTES;
            int sectors = end == content.synced ? 0 : (end - 1) / SECTOR_BYTES - first + 1;
            if (sectors > MOST_SECTORS) {
                throw new IllegalStateException(sectors + " unsynced sectors in " + name);
            }
            for (int lost = 0; lost < 1 << sectors; lost++) {
                SimulatedFolder after = kill();
                after.files.put(name, left(content, end, first, lost));
                each.accept(after);
            }
        }
    }

    /** The folder after the process died; the machine lives, so nothing is lost. */
    public SimulatedFolder kill() {
        SimulatedFolder after = new SimulatedFolder();
        files.forEach((name, content) -> after.files.put(name, content.copy()));
        return after;
    }

    /** Puts any bytes in the place of a file, synced. */
    public void overwrite(String name, Bytes bytes) {
        Content content = new Content();
        content.bytes = bytes.toArray();
        content.synced = bytes.size();
        files.put(name, content);
    }

    @Override
    public List<String> names() {
        return List.copyOf(files.keySet());
    }

    @Override
    public Bytes read(String name) {
        return Bytes.copyOf(content(name).bytes);
    }

    @Override
    public Appender append(String name) {
        begin("open " + name);
        files.computeIfAbsent(name, n -> new Content());
        return new Open(name);
    }

    @Override
    public void rename(String from, String to) {
        begin("rename " + from);
        files.put(to, content(from));
        files.remove(from);
    }

    @Override
    public void delete(String name) {
        begin("delete " + name);
        content(name);
        files.remove(name);
    }

    private Content content(String name) {
        Content content = files.get(name);
        if (content == null) {
            throw new StorageException(Reason.FAILED, "no file " + name);
        }
        return content;
    }

    private void begin(String effect) {
        if (++effects >= diesAtEffect) {
            throw new StorageException(Reason.FAILED, "died before effect " + effects + ": " + effect);
        }
    }

    /** @param lost a bit for each sector from {@code first} on: its unsynced bytes are zeros */
    private static Content left(Content content, int end, int first, int lost) {
        byte[] bytes = Arrays.copyOf(content.bytes, end);
        for (int i = 0; lost >> i != 0; i++) {
            int from = Math.max(content.synced, (first + i) * SECTOR_BYTES);
            if ((lost >> i & 1) != 0) {
                Arrays.fill(bytes, from, Math.min(end, (first + i + 1) * SECTOR_BYTES), (byte) 0);
            }
        }
        Content after = new Content();
        after.bytes = bytes;
        after.synced = end;
        return after;
    }

    private static Content crashed(Content content, RandomGenerator random) {
        byte[] bytes = content.bytes.clone();
        for (int at = content.synced; at < bytes.length; ) {
            int end = Math.min(bytes.length, (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
            if (random.nextBoolean()) {
                Arrays.fill(bytes, at, end, (byte) 0);
            }
            at = end;
        }
        int unsynced = bytes.length - content.synced;
        int kept = random.nextBoolean() ? unsynced : random.nextInt(unsynced + 1);
        Content after = new Content();
        after.bytes = Arrays.copyOf(bytes, content.synced + kept);
        after.synced = after.bytes.length;
        return after;
    }

    private final class Open implements Appender {
        private final String name;

        Open(String name) {
            this.name = name;
        }

        @Override
        public void write(Bytes bytes) {
            begin("write " + name);
            Content content = content(name);
            long used = 0;
            for (Content file : new ArrayList<>(files.values())) {
                used += file.bytes.length;
            }
            int fits = (int) Math.max(0, Math.min(bytes.size(), capacityBytes - used));
            int size = content.bytes.length;
            content.bytes = Arrays.copyOf(content.bytes, size + fits);
            System.arraycopy(bytes.shared(), 0, content.bytes, size, fits);
            if (fits < bytes.size()) {
                throw new StorageException(Reason.FULL, "disk full at " + capacityBytes + " bytes");
            }
        }

        @Override
        public void sync() {
            begin("sync " + name);
            Content content = content(name);
            content.synced = content.bytes.length;
        }

        @Override
        public void truncate(long sizeBytes) {
            begin("truncate " + name);
            Content content = content(name);
            content.bytes = Arrays.copyOf(content.bytes, (int) sizeBytes);
            content.synced = Math.min(content.synced, content.bytes.length);
        }

        @Override
        public void close() {}
    }
}
