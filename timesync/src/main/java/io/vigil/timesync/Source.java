package io.vigil.timesync;

import java.util.Objects;

/**
 * One configured server.
 *
 * @param name unique; what alarms call it
 * @param operator who runs it: servers of one operator are believed to fail together
 * @param smearsLeapSeconds whether it spreads a leap second over a day; sources that do and that do not cannot be mixed
 */
public record Source(String name, String operator, Tier tier, boolean smearsLeapSeconds) {
    public Source {
        Objects.requireNonNull(tier);
        if (name.isBlank() || operator.isBlank()) {
            throw new IllegalArgumentException("a time source needs a name and an operator");
        }
    }
}
