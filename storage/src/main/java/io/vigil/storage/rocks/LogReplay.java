package io.vigil.storage.rocks;

import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractWalFilter;
import org.rocksdb.EnvOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;
import org.rocksdb.SstFileWriter;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WalProcessingOption;
import org.rocksdb.WriteBatch;

/**
 * Stages the log of a database that died, with all processors. By itself RocksDB puts one row after the other into memory and writes that out on
 * the same thread. Here it only reads the log and judges its damage; it hands over each batch whose checksum it found right, and keeps nothing of it.
 */
final class LogReplay extends AbstractWalFilter {
    /** Of a log that is staged at a time; two are in memory, one that is read and one that is written. */
    private static final int PART_BYTES = 64 << 20;

    private static final LogRecordFoundResult TAKEN =
            new LogRecordFoundResult(WalProcessingOption.IGNORE_CURRENT_RECORD, false);
    private static final LogRecordFoundResult FAILED = new LogRecordFoundResult(WalProcessingOption.STOP_REPLAY, false);

    /** What RocksDB calls a failure of whoever looks at its log. */
    private static final String OURS = "Wal Filter";

    private final StagedLog staged;
    private final int partBytes;
    private final boolean direct;
    private final Options options;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().name("replay-", 1).factory());

    private final Map<Integer, Table> tables = new HashMap<>();
    private final Map<Integer, Long> oldestLogs = new HashMap<>();
    private LogRows reading;
    private LogRows writing;
    private final List<CompletableFuture<Void>> files = new ArrayList<>();
    private int parts;
    private @Nullable Throwable failure;

    private LogReplay(StagedLog staged, Options options, int partBytes, boolean direct) {
        this.staged = staged;
        this.options = options;
        this.partBytes = partBytes;
        this.direct = direct;
        this.reading = new LogRows(partBytes);
        this.writing = new LogRows(0);
    }

    /**
     * Changes nothing that the database knows of.
     *
     * @throws RocksDBException if the log is damaged otherwise than {@code recovery} allows
     * @throws StorageException DAMAGED if it holds what Vigil never writes
     */
    static void stage(Path folder, StoreSizes sizes, WALRecoveryMode recovery, StagedLog staged)
            throws RocksDBException {
        stage(folder, sizes, recovery, staged, PART_BYTES);
    }

    static void stage(Path folder, StoreSizes sizes, WALRecoveryMode recovery, StagedLog staged, int mostBytes)
            throws RocksDBException {
        long lastLog = Database.logs(folder).lastKey();
        boolean direct = Database.isDirectPossible(folder);
        staged.clear();
        try (Options options = new Options(sizes);
                LogReplay replay = new LogReplay(
                        staged, options, (int) Math.min(RocksStore.logBytes(folder), mostBytes), direct)) {
            Database.openThrough(replay, folder, sizes, recovery, true).close();
            replay.finish();
        } catch (RocksDBException e) {
            if (String.valueOf(e.getMessage()).contains(OURS)) { // the callback died before it was ours: no damage
                throw new StorageException(StorageException.Reason.FAILED, "replaying the log in " + folder, e);
            }
            throw e;
        }
        staged.complete(lastLog);
    }

    @Override
    public void columnFamilyLogNumberMap(Map<Integer, Long> logs, Map<String, Integer> families) {
        oldestLogs.putAll(logs);
        for (Table table : Table.values()) {
            tables.put(families.get(table.name()), table);
        }
    }

    @Override
    public LogRecordFoundResult logRecordFound(long log, String file, WriteBatch batch, WriteBatch changed) {
        try {
            add(batch.data(), file, log);
            return TAKEN;
        } catch (RocksDBException | RuntimeException | Error e) { // to RocksDB it would be damage of the log
            failure = e;
            return FAILED;
        }
    }

    @Override
    public String name() {
        return "replay";
    }

    private void add(byte[] rows, String file, long log) {
        if (tables.size() < Table.values().length) { // RocksDB goes on without an answer to its first call
            throw new IllegalStateException("which column family holds which table is not known");
        }
        if (!reading.hasRoom(rows.length)) {
            write();
        }
        if (!reading.hasRoom(rows.length)) {
            reading.close();
            reading = new LogRows(Math.max(rows.length, partBytes));
        }
        reading.add(rows, file, family -> oldestLogs.getOrDefault(family, 0L) <= log);
    }

    private void finish() throws RocksDBException {
        switch (failure) {
            case null -> {
                write();
                await();
            }
            case RocksDBException e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new IllegalStateException("replaying stopped", failure);
        }
    }

    private void write() {
        await();
        LogRows rows = reading;
        reading = writing;
        writing = rows;
        parts++;
        tables.forEach((family, table) -> {
            if (rows.families().contains(family)) {
                Path file = staged.file(parts, table);
                org.rocksdb.Options how = options.file(table);
                files.add(CompletableFuture.runAsync(() -> write(rows, family, file, how), threads));
            }
        });
    }

    private void write(LogRows rows, int family, Path file, org.rocksdb.Options how) {
        try (how;
                EnvOptions access = new EnvOptions().setUseDirectWrites(direct);
                SstFileWriter writer = new SstFileWriter(access, how)) {
            writer.open(file.toString());
            rows.write(family, writer);
            writer.finish(); // synced
            if (how.paranoidFileChecks()) {
                verify(file, how);
            }
        } catch (RocksDBException e) {
            throw Failures.of("writing", file, e);
        }
    }

    private static void verify(Path file, org.rocksdb.Options how) throws RocksDBException {
        try (SstFileReader reader = new SstFileReader(how)) {
            reader.open(file.toString());
            reader.verifyChecksum();
        }
    }

    private void await() {
        try {
            CompletableFuture.allOf(files.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        files.clear();
        writing.clear();
    }

    @Override
    public void close() {
        threads.close();
        reading.close();
        writing.close();
        super.close();
    }
}
