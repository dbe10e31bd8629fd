package io.vigil.node.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vigil.node.log.Journal;
import io.vigil.storage.Entry;
import io.vigil.storage.Table;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreSizes;
import io.vigil.types.Bytes;
import io.vigil.types.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreScrubTest {
    private static final StoreSizes SIZES = new StoreSizes(16 << 20, 2 << 20, 4 << 20, 0, 200 << 20);
    private static final int ROWS = 2_000;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @Test
    void aWholeStoreIsReadAndRaisesNoAlarm() throws InterruptedException {
        try (RocksStore store = filled()) {
            StoreScrub scrub = scrubbed(store);

            assertThat(scrub.alarms()).isEmpty();
            assertThat(metrics.get("store.scrub.rows").gauge().value()).isGreaterThanOrEqualTo(ROWS);
            assertThat(metrics.get("store.scrub.findings").gauge().value()).isZero();
        }
    }

    @Test
    void damageIsToldWithTheFilesNameAndTheNodeGoesOn() throws Exception {
        try (RocksStore store = filled()) {
            Path file = dataFile();
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 3] ^= 1;
            Files.write(file, bytes);
            StoreScrub scrub = scrubbed(store);

            assertThat(scrub.alarms())
                    .singleElement()
                    .asString()
                    .contains(file.getFileName().toString());
            assertThat(metrics.get("store.scrub.findings").gauge().value()).isEqualTo(1);
            store.load(
                    Table.HEADER, List.of(new Entry(Bytes.of(1), Bytes.of(1))).iterator(), 2);
            assertThat(store.get(Table.HEADER, Bytes.of(1))).contains(Bytes.of(1));
        }
    }

    /** After at least one pass. */
    private StoreScrub scrubbed(RocksStore store) throws InterruptedException {
        StoreScrub scrub =
                new StoreScrub(store, new Journal(), new StoreScrub.Rhythm(Duration.ZERO, Duration.ofMillis(1), 0));
        scrub.bindTo(metrics);
        Thread thread = Thread.ofPlatform().start(scrub);
        while (metrics.get("store.scrub.passes").gauge().value() < 1) {
            Thread.onSpinWait();
        }
        scrub.close();
        thread.join();
        return scrub;
    }

    private RocksStore filled() {
        RocksStore store = RocksStore.open(folder.resolve("chain"), SIZES);
        Seeds random = Seeds.of(1);
        List<Entry> rows = new ArrayList<>();
        for (long i = 0; i < ROWS; i++) {
            rows.add(new Entry(Bytes.ofLong(i), random.bytes(100)));
        }
        store.load(Table.ACCT, rows.iterator(), 108L * ROWS);
        return store;
    }

    private Path dataFile() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("chain"))) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
