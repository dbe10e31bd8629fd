package io.vigil.storage.rocks;

import io.vigil.storage.Entry;
import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Reads every live row with its checksum, so that damage is found before it is needed. */
final class Scrub {
    /** Longer than any key. */
    private static final Bytes BEHIND_ALL = Bytes.fromHex("ff".repeat(128));

    private static final long PACE_BYTES = 1 << 20;

    private final Snapshot view;
    private final LongConsumer pace;
    private long rows;
    private long bytes;
    private long unpaced;

    Scrub(Snapshot view, LongConsumer pace) {
        this.view = view;
        this.pace = pace;
    }

    ScrubReport run() {
        List<String> findings = new ArrayList<>();
        for (Table table : Table.values()) {
            try (Stream<Entry> entries = view.range(table, Bytes.EMPTY, BEHIND_ALL)) {
                entries.forEach(this::pass);
            } catch (StorageException e) {
                findings.add(String.valueOf(e.getMessage()));
            }
        }
        pace.accept(unpaced);
        return new ScrubReport(rows, bytes, findings);
    }

    private void pass(Entry entry) {
        long size = (long) entry.key().size() + entry.value().size();
        rows++;
        bytes += size;
        unpaced += size;
        if (unpaced >= PACE_BYTES) {
            pace.accept(unpaced);
            unpaced = 0;
        }
    }
}
