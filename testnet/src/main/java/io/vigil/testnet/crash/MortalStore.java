package io.vigil.testnet.crash;

import io.vigil.storage.Batch;
import io.vigil.storage.Entry;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.Snapshot;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

/** A store in which the process may die before, in and behind a synced commit. @param chain its folder */
record MortalStore(KeyValueStore store, Path chain, MortalFaults faults) implements KeyValueStore {
    @Override
    public Optional<Bytes> get(Table table, Bytes key) {
        return store.get(table, key);
    }

    @Override
    public Stream<Entry> range(Table table, Bytes from, Bytes to) {
        return store.range(table, from, to);
    }

    @Override
    public Snapshot snapshot() {
        return store.snapshot();
    }

    @Override
    public void load(Table table, Iterator<Entry> rows, long sizeBytes) {
        store.load(table, rows, sizeBytes);
    }

    @Override
    public void commit(Batch batch, Durability durability) {
        faults.pass(KillPoint.BATCH_BUILT);
        if (durability == Durability.SYNCED && faults.endsAt(KillPoint.BATCH_WRITTEN)) {
            dieUnsynced(batch);
        }
        store.commit(batch, durability);
        faults.pass(KillPoint.BATCH_SYNCED);
    }

    @Override
    public void close() {
        store.close();
    }

    private void dieUnsynced(Batch batch) {
        Path log = newestLog();
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
            long synced = file.size();
            store.commit(batch, Durability.BUFFERED);
            if (faults.byPower()) {
                file.truncate(synced + faults.upTo((int) (file.size() - synced)));
            }
            MortalFaults.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path newestLog() {
        try (Stream<Path> files = Files.list(chain)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
