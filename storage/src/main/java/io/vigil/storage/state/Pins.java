package io.vigil.storage.state;

import io.vigil.storage.Batch;
import io.vigil.storage.Entry;
import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Heights that pruning must leave alone, as rows of META: explicit, and with an end, so that none is forgotten for ever. */
public final class Pins {
    private static final Bytes PREFIX = Bytes.copyOf("pin/".getBytes(StandardCharsets.US_ASCII));
    private static final Bytes BEHIND = Bytes.copyOf("pin0".getBytes(StandardCharsets.US_ASCII));
    private static final int MAX_ID_BYTES = 64;

    private Pins() {}

    /**
     * @param id printable ASCII, at most 64 characters
     * @param endSeconds Unix time from which the pin no longer holds
     */
    public record Pin(String id, long height, long endSeconds) {
        public Pin {
            if (id.isEmpty() || id.length() > MAX_ID_BYTES || !id.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw new IllegalArgumentException("not a pin's name: '" + id + "'");
            }
        }
    }

    public static void put(Batch batch, Pin pin) {
        Bytes row = RlpWriter.listOf(list -> list.number(pin.height()).number(pin.endSeconds()));
        batch.put(Table.META, key(pin.id()), row);
    }

    public static void remove(Batch batch, String id) {
        batch.delete(Table.META, key(id));
    }

    /** All pins, those that have ended too. */
    public static List<Pin> list(Snapshot view) {
        try (Stream<Entry> rows = view.range(Table.META, PREFIX, BEHIND)) {
            return rows.map(Pins::pin).toList();
        }
    }

    /** The lowest height that a pin holds now. */
    static OptionalLong lowest(Snapshot view, long nowSeconds) {
        return list(view).stream()
                .filter(pin -> pin.endSeconds() > nowSeconds)
                .mapToLong(Pin::height)
                .min();
    }

    private static Bytes key(String id) {
        return Bytes.concat(PREFIX, Bytes.wrap(id.getBytes(StandardCharsets.US_ASCII)));
    }

    private static Pin pin(Entry row) {
        String id = new String(row.key().shared(), StandardCharsets.US_ASCII).substring(PREFIX.size());
        try {
            RlpReader list = RlpReader.ofList(row.value());
            Pin pin = new Pin(id, list.number(), list.number());
            list.end();
            return pin;
        } catch (MalformedException e) {
            throw new StorageException(StorageException.Reason.DAMAGED, "META/pin/" + id + ": " + e.getMessage(), e);
        }
    }
}
