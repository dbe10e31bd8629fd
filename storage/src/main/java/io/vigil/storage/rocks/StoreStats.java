package io.vigil.storage.rocks;

import io.vigil.storage.Table;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;

/**
 * What a store takes from the machine; bytes except for rows.
 *
 * @param memtables unflushed changes
 * @param blockCache blocks held in memory, memtables charged to it included
 */
public record StoreStats(List<TableStats> tables, long memtables, long blockCache) {
    public StoreStats {
        tables = List.copyOf(tables);
    }

    /** @param rows an estimate: deleted rows that were not compacted away may count */
    public record TableStats(Table table, long rows, long dataFiles, long blobFiles) {}

    /** Data and blob files of all tables. */
    public long fileBytes() {
        return tables.stream().mapToLong(t -> t.dataFiles() + t.blobFiles()).sum();
    }

    static StoreStats of(Database database) throws RocksDBException {
        List<TableStats> tables = new ArrayList<>();
        for (Table table : Table.values()) {
            ColumnFamilyHandle family = database.family(table);
            tables.add(new TableStats(
                    table,
                    database.db.getLongProperty(family, "rocksdb.estimate-num-keys"),
                    database.db.getLongProperty(family, "rocksdb.total-sst-files-size"),
                    database.db.getLongProperty(family, "rocksdb.total-blob-file-size")));
        }
        return new StoreStats(
                tables,
                database.db.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables"),
                database.db.getLongProperty("rocksdb.block-cache-usage"));
    }
}
