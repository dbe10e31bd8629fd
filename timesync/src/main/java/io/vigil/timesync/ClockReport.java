package io.vigil.timesync;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Everything an operator may ask about the clock at one moment: what {@code vigil clock status} prints. */
public record ClockReport(
        Mode mode,
        ClockStatus status,
        String why,
        boolean correcting,
        boolean monitoring,
        Duration correction,
        Duration target,
        Agreement agreement,
        List<SourceReport> sources,
        List<Alarm> alarms) {
    public ClockReport {
        Objects.requireNonNull(agreement);
        sources = List.copyOf(sources);
        alarms = List.copyOf(alarms);
    }

    /** The interval in which the majority puts the system clock's error. */
    public sealed interface Agreement {
        record None() implements Agreement {}

        /** @param earliest the least offset of true time from the system clock; {@code latest} the greatest */
        record Hull(Duration earliest, Duration latest) implements Agreement {}
    }
}
