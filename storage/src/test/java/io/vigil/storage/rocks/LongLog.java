package io.vigil.storage.rocks;

import io.vigil.storage.Batch;
import io.vigil.storage.Entry;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.Snapshot;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import io.vigil.types.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;

/** A store with a long log as a killed process leaves it, to be copied and opened; and what RocksDB itself makes of its log. */
final class LongLog {
    static final StoreSizes ROOMY = new StoreSizes(8 << 20, 256 << 20, 256 << 20, 0, 200 << 20);
    static final WALRecoveryMode TAIL = WALRecoveryMode.TolerateCorruptedTailRecords;
    private static final List<Table> TABLES = List.of(Table.HEADER, Table.BODY, Table.ACCT, Table.SLOT, Table.NODE);
    private static final int ROUNDS = 75;
    private static final int ROWS = 600;
    private static final Bytes BEYOND = Bytes.wrap(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1});

    private final Path home;
    private final Path killed;

    /** Keys that begin alike, are short or part of another, rows written over and deleted, now and before the log began. */
    LongLog(Path home, long seed) throws IOException {
        this.home = home;
        this.killed = home.resolve("killed-" + seed);
        Seeds random = Seeds.of(seed);
        Path folder = home.resolve("chain-" + seed);
        try (RocksStore store = RocksStore.open(folder, ROOMY)) {
            store.commit(batch(random), Durability.SYNCED);
        }
        try (RocksStore store = RocksStore.open(folder, ROOMY)) {
            for (int round = 0; round < ROUNDS; round++) {
                store.commit(batch(random), round < ROUNDS - 1 ? Durability.BUFFERED : Durability.SYNCED);
            }
            copy(folder, killed);
        }
    }

    Path copy(String to) throws IOException {
        return copy(killed, home.resolve(to));
    }

    static Path copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        for (String name : names(from)) {
            Files.copy(from.resolve(name), to.resolve(name));
        }
        return to;
    }

    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    static Path log(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList()
                    .getLast();
        }
    }

    Map<Table, List<Entry>> expected() throws IOException, RocksDBException {
        return rowsByRocksDb(copy("plain"), TAIL);
    }

    static Map<Table, List<Entry>> rowsByRocksDb(Path folder, WALRecoveryMode recovery) throws RocksDBException {
        Database database = Database.open(folder, ROOMY, recovery, false);
        try (Snapshot view = new RocksView(database)) {
            return rows(view);
        } finally {
            database.close();
        }
    }

    static Map<Table, List<Entry>> rows(RocksStore store) {
        try (Snapshot view = store.snapshot()) {
            return rows(view);
        }
    }

    private static Map<Table, List<Entry>> rows(Snapshot view) {
        Map<Table, List<Entry>> rows = new EnumMap<>(Table.class);
        for (Table table : Table.values()) {
            try (Stream<Entry> all = view.range(table, Bytes.EMPTY, BEYOND)) {
                rows.put(table, all.toList());
            }
        }
        return rows;
    }

    private static Batch batch(Seeds random) {
        Batch batch = new Batch();
        for (int row = 0; row < ROWS; row++) {
            Table table = random.pick(TABLES);
            Bytes key = key(random, table);
            if (random.oneIn(4)) {
                batch.delete(table, key);
            } else {
                batch.put(table, key, random.bytes(random.nextInt(random.oneIn(50) ? 20_000 : 800)));
            }
        }
        return batch;
    }

    private static Bytes key(Seeds random, Table table) {
        Bytes some = Bytes.ofLong(random.nextInt(3_000) * 0x9E3779B97F4A7C15L);
        if (table == Table.SLOT) {
            return Bytes.concat(Bytes.wrap(new byte[31]), Bytes.of(random.nextInt(3)), some);
        }
        return random.oneIn(10) ? some.slice(0, random.nextInt(9)) : some;
    }
}
