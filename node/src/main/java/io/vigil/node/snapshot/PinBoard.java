package io.vigil.node.snapshot;

import io.vigil.node.chain.ChainStore;
import io.vigil.node.config.RefusedException;
import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.Snapshot;
import io.vigil.storage.state.Pins;
import io.vigil.storage.state.StateHistory;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/** What operators want to be kept of the states below the head, each with an end. */
public final class PinBoard {
    /** More is a forgotten script. */
    private static final int MAX_PINS = 64;

    private final KeyValueStore store;
    private final InstantSource clock;

    public PinBoard(KeyValueStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Those that still hold. */
    public List<Pins.Pin> list() {
        long now = clock.instant().getEpochSecond();
        try (Snapshot view = store.snapshot()) {
            return Pins.list(view).stream()
                    .filter(pin -> pin.endSeconds() > now)
                    .toList();
        }
    }

    /**
     * Keeps the states from {@code height} on, the head if absent; one of the same name is replaced.
     *
     * @throws RefusedException if that state is gone already or does not exist yet
     * @throws IllegalArgumentException if the name is none
     */
    public synchronized void put(String name, OptionalLong height, long seconds) {
        try (Snapshot view = store.snapshot()) {
            long head = new ChainStore(view::get)
                    .head()
                    .map(ChainStore.Head::height)
                    .orElse(0L);
            long wanted = height.orElse(head);
            long floor = StateHistory.floor(view);
            if (wanted < floor || wanted > head) {
                throw new RefusedException(
                        "this node holds the states of blocks " + floor + " to " + head + ", not that of " + wanted);
            }
            Batch batch = new Batch();
            List<Pins.Pin> all = Pins.list(view);
            all.stream()
                    .filter(pin -> pin.endSeconds() <= clock.instant().getEpochSecond())
                    .forEach(pin -> Pins.remove(batch, pin.id()));
            if (all.size() >= MAX_PINS) {
                throw new RefusedException(MAX_PINS + " pins hold already; remove some");
            }
            Pins.put(batch, new Pins.Pin(name, wanted, clock.instant().getEpochSecond() + seconds));
            store.commit(batch, Durability.SYNCED);
        }
    }

    public synchronized void remove(String name) {
        Batch batch = new Batch();
        Pins.remove(batch, name);
        store.commit(batch, Durability.SYNCED);
    }
}
