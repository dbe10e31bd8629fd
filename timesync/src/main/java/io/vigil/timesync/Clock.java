package io.vigil.timesync;

import java.time.Instant;
import java.util.Optional;

/** The time a node stamps blocks with, and how far it may be relied on. Safe for use by many threads. */
public interface Clock {
    /** Never goes back, whatever the system clock, the sources and the switches do. */
    Instant now();

    /** Where true time lies if the majority of the sources is honest; empty when no majority vouches for anything. */
    Optional<TimeBound> bound();

    ClockStatus status();

    /** @param earliest true time is not before this, nor after {@code latest} */
    record TimeBound(Instant earliest, Instant latest) {}
}
