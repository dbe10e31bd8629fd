package io.vigil.storage.rocks;

import io.vigil.storage.StorageException;
import io.vigil.storage.StorageException.Reason;
import io.vigil.storage.Table;
import io.vigil.storage.direct.DirectFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.rocksdb.AbstractWalFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;

/**
 * An open RocksDB with its families and options. Counts its users, since a call into a closed one would crash the process:
 * it is closed when the last user has left.
 */
final class Database {
    private static final Pattern LOG = Pattern.compile("(\\d+)\\.log");
    private static final int FEW_FILES = 64;

    final RocksDB db;
    final Path folder;

    /** Reads of the newest rows. */
    final ReadOptions read = new ReadOptions().setVerifyChecksums(true);

    private final Options options;
    private final Map<Table, ColumnFamilyHandle> families;
    private final int[] familyIds = new int[Table.values().length];
    private final List<ColumnFamilyHandle> handles;
    private final AtomicInteger users = new AtomicInteger(1);
    private volatile boolean closing;

    private Database(RocksDB db, Path folder, Options options, List<ColumnFamilyHandle> handles) {
        this.db = db;
        this.folder = folder;
        this.options = options;
        this.handles = handles;
        this.families = new EnumMap<>(Table.class);
        for (Table table : Table.values()) {
            families.put(table, handles.get(1 + table.ordinal()));
            familyIds[table.ordinal()] = handles.get(1 + table.ordinal()).getID();
        }
    }

    /** Opens for writing; creates the database if {@code create}. */
    static Database open(Path folder, StoreSizes sizes, WALRecoveryMode recovery, boolean create)
            throws RocksDBException {
        Options options = new Options(sizes);
        return open(options, folder, handles -> {
            DBOptions database = options.database(recovery, create);
            List<ColumnFamilyDescriptor> families = options.families();
            return RocksDB.open(database, folder.toString(), families, handles);
        });
    }

    /**
     * Opens with {@code log} between the log and the rows, for little else: data files are opened only as they are used.
     *
     * @param log lives longer than the database
     */
    static Database openThrough(
            AbstractWalFilter log, Path folder, StoreSizes sizes, WALRecoveryMode recovery, boolean readOnly)
            throws RocksDBException {
        Options options = new Options(sizes);
        return open(options, folder, handles -> {
            DBOptions database =
                    options.database(recovery, false).setMaxOpenFiles(FEW_FILES).setWalFilter(log);
            List<ColumnFamilyDescriptor> families = options.families();
            return readOnly
                    ? RocksDB.openReadOnly(database, folder.toString(), families, handles)
                    : RocksDB.open(database, folder.toString(), families, handles);
        });
    }

    /** Whether files in {@code folder}, which holds a database, can be written past the operating system's cache. */
    static boolean isDirectPossible(Path folder) {
        return DirectFile.isPossible(folder.resolve("CURRENT"));
    }

    /** Bytes of each log that an opening would replay, by its number. */
    static SortedMap<Long, Long> logs(Path folder) {
        SortedMap<Long, Long> logs = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Matcher log = LOG.matcher(file.getFileName().toString());
                if (log.matches()) {
                    logs.put(Long.parseLong(log.group(1)), Files.size(file));
                }
            }
        } catch (IOException e) {
            throw new StorageException(Reason.FAILED, "cannot list folder " + folder + ": " + e.getMessage(), e);
        }
        return logs;
    }

    /** Opens without changing a byte of the folder; replays the log in memory. */
    static Database openReadOnly(Path folder, StoreSizes sizes, WALRecoveryMode recovery) throws RocksDBException {
        Options options = new Options(sizes);
        return open(options, folder, handles -> {
            DBOptions database = options.database(recovery, false);
            return RocksDB.openReadOnly(database, folder.toString(), options.families(), handles);
        });
    }

    /** @throws StorageException with reason NEWER if the database has a family that is no {@link Table} */
    static void requireKnownFamilies(Path folder) throws RocksDBException {
        RocksDB.loadLibrary();
        Set<String> unknown = new TreeSet<>();
        try (org.rocksdb.Options options = new org.rocksdb.Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(options, folder.toString())) {
                unknown.add(new String(name, StandardCharsets.UTF_8));
            }
        }
        unknown.remove("default");
        for (Table table : Table.values()) {
            unknown.remove(table.name());
        }
        if (!unknown.isEmpty()) {
            throw new StorageException(Reason.NEWER, folder + " holds tables of a newer version: " + unknown);
        }
    }

    ColumnFamilyHandle family(Table table) {
        ColumnFamilyHandle family = families.get(table);
        if (family == null) {
            throw new IllegalStateException("no family for " + table);
        }
        return family;
    }

    /** As the files of {@code table} are written. The caller closes it. */
    org.rocksdb.Options fileOptions(Table table) {
        return options.file(table);
    }

    int familyId(Table table) {
        return familyIds[table.ordinal()];
    }

    /** @throws IllegalStateException if the database is closing or closed */
    void enter() {
        if (closing || users.getAndUpdate(n -> n == 0 ? 0 : n + 1) == 0) {
            throw new IllegalStateException("the store in " + folder + " is closed");
        }
    }

    /** No user enters any more; the first one, whom {@code open} made, leaves. */
    void close() {
        closing = true;
        leave();
    }

    void leave() {
        if (users.decrementAndGet() == 0) {
            read.close();
            handles.forEach(ColumnFamilyHandle::close);
            db.close();
            options.close();
        }
    }

    private interface Opening {
        RocksDB open(List<ColumnFamilyHandle> handles) throws RocksDBException;
    }

    private static Database open(Options options, Path folder, Opening opening) throws RocksDBException {
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        boolean opened = false;
        try {
            RocksDB db = opening.open(handles);
            opened = true;
            return new Database(db, folder, options, handles);
        } finally {
            if (!opened) {
                options.close();
            }
        }
    }

    static boolean exists(Path folder) {
        return Files.exists(folder.resolve("CURRENT"));
    }
}
