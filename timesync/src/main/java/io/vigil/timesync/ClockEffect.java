package io.vigil.timesync;

import java.util.Objects;

/** Everything {@link TimeSync} can ask for. */
public sealed interface ClockEffect {
    /** Ask every source of the tier, then report {@link ClockEvent.RoundEnded}. */
    record Measure(Tier tier) implements ClockEffect {}

    /** Sources forget what they measured. */
    record Forget() implements ClockEffect {}

    /** Tell the operator; comes again each minute while it lasts. */
    record Raise(Alarm alarm) implements ClockEffect {
        public Raise {
            Objects.requireNonNull(alarm);
        }
    }

    /** An alarm that was raised no longer holds. */
    record Clear(Alarm alarm) implements ClockEffect {
        public Clear {
            Objects.requireNonNull(alarm);
        }
    }

    /** The status changed. */
    record Enter(ClockStatus status, String why) implements ClockEffect {}
}
