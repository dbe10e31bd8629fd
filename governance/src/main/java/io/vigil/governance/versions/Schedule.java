package io.vigil.governance.versions;

import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.Slots;
import io.vigil.governance.state.StateView;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import java.util.ArrayList;
import java.util.List;

/** Which protocol holds from which block on (G39): genesis and what was appended since, at 0x…1002. */
public final class Schedule {
    private static final UInt256 COUNT = Slots.at("schedule", Bytes.EMPTY);
    private static final long MAX_ENTRIES = 10_000;

    private Schedule() {}

    /** A version and the first block that obeys it. */
    public record Entry(long version, long firstHeight) {}

    public static void begin(GovernanceState state, long version) {
        append(state, new Entry(version, 0));
    }

    public static void append(GovernanceState state, Entry entry) {
        long count = count(state);
        state.store(
                EpochState.ADDRESS,
                Slots.at("schedule", count),
                new UInt256(0, 0, entry.firstHeight(), entry.version()));
        state.store(EpochState.ADDRESS, COUNT, UInt256.of(count + 1));
    }

    public static List<Entry> read(StateView view) {
        List<Entry> entries = new ArrayList<>();
        for (long i = 0; i < count(view); i++) {
            UInt256 word = view.load(EpochState.ADDRESS, Slots.at("schedule", i));
            entries.add(new Entry(word.limb0(), word.limb1()));
        }
        return entries;
    }

    private static long count(StateView view) {
        return Math.min(MAX_ENTRIES, view.load(EpochState.ADDRESS, COUNT).toLongSaturated());
    }
}
