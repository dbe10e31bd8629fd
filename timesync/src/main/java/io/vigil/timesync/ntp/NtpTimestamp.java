package io.vigil.timesync.ntp;

/** 32 bits of seconds since 1900, wrapping, and 32 bits of fraction. Their differences wrap and are signed. */
final class NtpTimestamp {
    /** 2025-01-01: what reads as earlier belongs to the era that begins in February 2036. Good until 2161. */
    private static final long PIVOT_SECONDS = 3_944_678_400L;

    private static final long ERA_SECONDS = 1L << 32;
    private static final long SECONDS_TO_1970 = 2_208_988_800L;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private NtpTimestamp() {}

    /** Nanoseconds since 1970. */
    static long nanos(long timestamp) {
        long seconds = timestamp >>> 32;
        long era = seconds < PIVOT_SECONDS ? ERA_SECONDS : 0;
        return (seconds + era - SECONDS_TO_1970) * NANOS_PER_SECOND + fraction(timestamp & 0xffff_ffffL);
    }

    /** The nanoseconds of {@code later - earlier}, which must be less than 68 years apart. */
    static long nanosBetween(long earlier, long later) {
        long difference = later - earlier;
        return (difference >> 32) * NANOS_PER_SECOND + fraction(difference & 0xffff_ffffL);
    }

    private static long fraction(long fraction) {
        return fraction * NANOS_PER_SECOND >>> 32;
    }
}
