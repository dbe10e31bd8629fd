package io.vigil.timesync;

import java.math.BigDecimal;
import java.time.Duration;

/** Seconds as an operator reads them: always with a sign where there are two, always to the microsecond. */
final class Signed {
    private Signed() {}

    /** Such as {@code +86400.000000} or {@code -0.004000}. */
    static String seconds(Duration duration) {
        String text = unsigned(duration);
        return duration.isNegative() ? text : "+" + text;
    }

    static String unsigned(Duration duration) {
        return BigDecimal.valueOf(Math.floorDiv(duration.toNanos(), 1000), 6).toPlainString();
    }
}
