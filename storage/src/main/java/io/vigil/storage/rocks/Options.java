package io.vigil.storage.rocks;

import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RateLimiter;
import org.rocksdb.RocksDB;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBufferManager;

/**
 * How RocksDB is set up. What is not named here keeps RocksDB's default on purpose: paranoid_checks, unique ids of data
 * files verified, wal_bytes_per_sync and two-phase commit off. Owns native memory: close after the database.
 */
final class Options implements AutoCloseable {
    private static final int BLOOM_BITS_PER_KEY = 10;
    private static final int MIN_BLOB_BYTES = 256;
    private static final int SLOT_PREFIX_BYTES = 32;

    /** RocksDB takes 3, which is nine times slower on rows as poorly compressible as hashes and saves nothing there. */
    private static final int ZSTD_LEVEL = 1;

    /** Several tables fill at once; each may use a part of the common budget before it is flushed. */
    private static final int WRITE_BUFFER_PARTS = 4;

    /** Options that 11.8.1 has no Java setter for. A typo would be ignored by RocksDB, so the written file is asserted. */
    private static final Map<String, String> DB_BY_NAME = Map.of("track_and_verify_wals_in_manifest", "true");

    private static final Map<String, String> FAMILY_BY_NAME =
            Map.of("memtable_protection_bytes_per_key", "8", "block_protection_bytes_per_key", "1");

    private final List<AbstractNativeReference> owned = new ArrayList<>();
    private final StoreSizes sizes;
    private final Cache cache;
    private final WriteBufferManager writeBuffers;

    Options(StoreSizes sizes) {
        RocksDB.loadLibrary();
        this.sizes = sizes;
        this.cache = own(new LRUCache(sizes.blockCache()));
        this.writeBuffers = own(new WriteBufferManager(sizes.writeBuffers(), cache));
    }

    DBOptions database(WALRecoveryMode recovery, boolean create) {
        DBOptions options = own(required(DBOptions.getDBOptionsFromProps(properties(DB_BY_NAME))));
        return options.setCreateIfMissing(create)
                .setRateLimiter(own(new RateLimiter(sizes.backgroundPerSecond())))
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                .setWalRecoveryMode(recovery)
                .setRecycleLogFileNum(0)
                .setAtomicFlush(true)
                .setMaxTotalWalSize(sizes.wal())
                .setMaxOpenFiles(-1)
                .setBytesPerSync(1 << 20)
                .setMaxBackgroundJobs(2)
                .setWriteBufferManager(writeBuffers)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(4 << 20)
                .setKeepLogFileNum(4)
                .setStatsDumpPeriodSec(0);
    }

    /** The default family, which stays empty, and one per table in the order of {@link Table}. */
    List<ColumnFamilyDescriptor> families() {
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, family()));
        for (Table table : Table.values()) {
            byte[] name = table.name().getBytes(StandardCharsets.US_ASCII);
            families.add(new ColumnFamilyDescriptor(name, family(table)));
        }
        return families;
    }

    /** For one file of a table, written apart. The caller closes it. */
    org.rocksdb.Options file(Table table) {
        try (DBOptions database = new DBOptions()) {
            return new org.rocksdb.Options(database, family(table));
        }
    }

    private ColumnFamilyOptions family(Table table) {
        return switch (table) {
            case META -> uncompressed(family()).setParanoidFileChecks(true);
            case HEADER, QC, EPOCH -> compressed(family()).setParanoidFileChecks(true);
            case HASHNUM, TXIDX, DEPOSIT -> uncompressed(family());
            case BODY, RECEIPT, DIFF ->
                compressed(family())
                        .setEnableBlobFiles(true)
                        .setMinBlobSize(MIN_BLOB_BYTES)
                        .setBlobCompressionType(CompressionType.LZ4_COMPRESSION)
                        .setEnableBlobGarbageCollection(true);
            case SLOT -> {
                ColumnFamilyOptions options = compressed(family());
                options.useFixedLengthPrefixExtractor(SLOT_PREFIX_BYTES);
                yield options;
            }
            case NODE -> uncompressed(family()).setOptimizeFiltersForHits(true);
            case ACCT, CODE, HACCT, HSLOT -> compressed(family());
        };
    }

    private ColumnFamilyOptions family() {
        ColumnFamilyOptions options =
                own(required(ColumnFamilyOptions.getColumnFamilyOptionsFromProps(properties(FAMILY_BY_NAME))));
        options.setWriteBufferSize(Math.max(1 << 20, sizes.writeBuffers() / WRITE_BUFFER_PARTS));
        options.setTableFormatConfig(new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setPinTopLevelIndexAndFilter(true)
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setFilterPolicy(own(new BloomFilter(BLOOM_BITS_PER_KEY)))
                .setWholeKeyFiltering(true));
        return options;
    }

    private static ColumnFamilyOptions uncompressed(ColumnFamilyOptions options) {
        return options.setCompressionType(CompressionType.NO_COMPRESSION);
    }

    private ColumnFamilyOptions compressed(ColumnFamilyOptions options) {
        CompressionType none = CompressionType.NO_COMPRESSION;
        CompressionType lz4 = CompressionType.LZ4_COMPRESSION;
        options.setCompressionPerLevel(List.of(none, none, lz4, lz4, lz4, lz4, lz4));
        options.setBottommostCompressionOptions(
                own(new CompressionOptions().setEnabled(true).setLevel(ZSTD_LEVEL)));
        return options.setBottommostCompressionType(CompressionType.ZSTD_COMPRESSION);
    }

    /** @throws StorageException if the newest OPTIONS file of {@code folder} lacks one of the options set by name */
    static void requireWritten(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            Path newest = files.filter(file -> file.getFileName().toString().matches("OPTIONS-\\d+"))
                    .max(Comparator.comparing(file -> file.getFileName().toString()))
                    .orElseThrow(() -> new IllegalStateException("RocksDB wrote no OPTIONS file into " + folder));
            String text = Files.readString(newest, StandardCharsets.UTF_8);
            Map<String, String> wanted = new TreeMap<>(DB_BY_NAME);
            wanted.putAll(FAMILY_BY_NAME);
            wanted.putAll(Map.of("wal_recovery_mode", "kTolerateCorruptedTailRecords", "paranoid_checks", "true"));
            wanted.forEach((name, value) -> {
                if (!text.contains(name + "=" + value + "\n")) {
                    throw new IllegalStateException("option " + name + "=" + value + " is not in " + newest);
                }
            });
        } catch (IOException e) {
            throw new StorageException(StorageException.Reason.FAILED, "cannot read the OPTIONS file in " + folder, e);
        }
    }

    @Override
    public void close() {
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).close();
        }
    }

    private <T extends AbstractNativeReference> T own(T reference) {
        owned.add(reference);
        return reference;
    }

    private static Properties properties(Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(values);
        return properties;
    }

    private static <T> T required(@org.jspecify.annotations.Nullable T options) {
        if (options == null) {
            throw new IllegalStateException("this RocksDB does not know an option that we set by name");
        }
        return options;
    }
}
