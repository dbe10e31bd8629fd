package io.vigil.timesync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * The lower weighted median of the validators' clocks against ours. It can take trust away and never gives a time: in
 * 2020 most of the network shared one wrong correction, so peers confirm nothing.
 */
public final class PeerMedian {
    /** Beyond this our clock is not trusted to stamp blocks. */
    public static final Duration TRUST = Duration.ofSeconds(2);

    /** Beyond this the operator is told. */
    public static final Duration NOTICE = Duration.ofMillis(250);

    private PeerMedian() {}

    /** The median offset in nanoseconds; empty when the known clocks hold no more than 2/3 of all power. */
    public static OptionalLong of(ClockEvent.PeerClocks clocks) {
        List<ClockEvent.PeerClock> known = new ArrayList<>(clocks.peers());
        known.add(new ClockEvent.PeerClock(clocks.ownPower(), 0, 0));
        long power = 0;
        for (ClockEvent.PeerClock clock : known) {
            power = Math.addExact(power, clock.power());
        }
        if (power <= twoThirds(clocks.totalPower())) {
            return OptionalLong.empty();
        }
        known.sort(Comparator.comparingLong(ClockEvent.PeerClock::offsetNanos));
        long half = power / 2 + power % 2;
        long counted = 0;
        for (ClockEvent.PeerClock clock : known) {
            counted += clock.power();
            if (counted >= half) {
                return OptionalLong.of(clock.offsetNanos());
            }
        }
        throw new IllegalStateException("no median among power " + power);
    }

    /** ⌊2W/3⌋ without overflow. */
    private static long twoThirds(long total) {
        return total / 3 * 2 + total % 3 * 2 / 3;
    }
}
