package io.vigil.governance.epoch;

import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.Slots;
import io.vigil.governance.state.StateView;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an election passed over and why, kept in state for whoever asks (G5). */
public final class SkippedRecords {
    /** More abnormal records than this are not remembered one by one. */
    public static final int MAX_REMEMBERED = 64;

    private static final int MAX_REASON_BYTES = 96;
    private static final int MAX_BYTES = 12 << 10;

    private SkippedRecords() {}

    /** @param epoch the one in which the election was held */
    public static void write(GovernanceState state, long epoch, SortedMap<Address, String> reasons) {
        Bytes encoded = RlpWriter.listOf(list -> reasons.entrySet().stream()
                .limit(MAX_REMEMBERED)
                .forEach(entry -> list.list(item -> item.address(entry.getKey()).bytes(text(entry.getValue())))));
        Slots.write(state, EpochState.ADDRESS, slot(epoch), reasons.isEmpty() ? Bytes.EMPTY : encoded);
    }

    /** Reasons by address; none for an epoch whose election passed over nothing, or whose record is damaged. */
    public static SortedMap<Address, String> read(StateView view, long epoch) {
        SortedMap<Address, String> reasons = new TreeMap<>();
        try {
            Bytes encoded = new Slots(EpochState.ADDRESS, view).record(slot(epoch), MAX_BYTES);
            if (encoded.isEmpty()) {
                return reasons;
            }
            RlpReader list = RlpReader.ofList(encoded);
            while (list.hasNext()) {
                RlpReader item = list.list();
                reasons.put(item.address(), new String(item.bytes().shared(), StandardCharsets.UTF_8));
            }
        } catch (MalformedException e) {
            reasons.clear();
        }
        return reasons;
    }

    private static UInt256 slot(long epoch) {
        return Slots.at("skipped", epoch);
    }

    private static Bytes text(String reason) {
        Bytes utf8 = Bytes.wrap(reason.getBytes(StandardCharsets.UTF_8));
        return utf8.size() <= MAX_REASON_BYTES ? utf8 : utf8.slice(0, MAX_REASON_BYTES);
    }
}
