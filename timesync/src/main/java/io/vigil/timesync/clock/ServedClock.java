package io.vigil.timesync.clock;

import io.vigil.timesync.Clock;
import io.vigil.timesync.Reading;
import io.vigil.timesync.udp.ServedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Our own clock as a server tells it: silent unless it is synced, as wide as its bound. */
public final class ServedClock implements ServedTime {
    private final Clock clock;
    private final Duration radius;

    /** @param radius how wrong the clock may be where no majority says it, as the operator vouches */
    public ServedClock(Clock clock, Duration radius) {
        this.clock = clock;
        this.radius = radius;
    }

    @Override
    public Optional<Now> now() {
        if (!clock.status().allowsServing()) {
            return Optional.empty();
        }
        Instant now = clock.now();
        Duration wrong = clock.bound().map(bound -> farther(now, bound)).orElse(radius);
        return Optional.of(new Now(Reading.nanos(now), wrong.toNanos()));
    }

    private static Duration farther(Instant now, Clock.TimeBound bound) {
        Duration before = Duration.between(bound.earliest(), now).abs();
        Duration after = Duration.between(now, bound.latest()).abs();
        return before.compareTo(after) > 0 ? before : after;
    }
}
