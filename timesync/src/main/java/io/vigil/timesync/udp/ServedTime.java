package io.vigil.timesync.udp;

import java.util.Optional;

/** The time a server tells, or silence. */
public interface ServedTime {
    /** Empty when our own clock is not good enough: then nobody is answered. */
    Optional<Now> now();

    /**
     * @param nanos since 1970
     * @param radiusNanos how wrong it may be
     */
    record Now(long nanos, long radiusNanos) {}
}
