package io.vigil.node.time;

import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.timesync.ClockEvent;
import io.vigil.types.MalformedException;

/** The calls behind {@code vigil clock status|on|off}. */
public final class ClockMethods {
    private ClockMethods() {}

    /** {@code clock_status} takes nothing; {@code clock_turn} takes a word of {@link ClockSwitches}; both give a report. */
    public static void addTo(MethodTable.Builder table, Timekeeper keeper) {
        table.add("clock_status", 0, params -> ClockJson.of(keeper.report()));
        table.add("clock_turn", 1, params -> {
            ClockEvent.Switch to = params.required(0, argument -> {
                try {
                    return ClockSwitches.parse(argument.asText());
                } catch (MalformedException e) {
                    throw new InvalidArgumentException(String.valueOf(e.getMessage()));
                }
            });
            keeper.turn(to);
            return ClockJson.of(keeper.report());
        });
    }
}
