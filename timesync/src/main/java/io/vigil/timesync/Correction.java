package io.vigil.timesync;

import java.time.Duration;

/**
 * How far the node's clock stands from the system clock, as a function of monotonic time: bounded, slewed, never
 * stepped. A value; {@link #towards} and {@link #released} give the next one.
 *
 * @param valueNanos the correction at {@code sinceNanos}
 * @param targetNanos where it is heading
 * @param sinceNanos monotonic time of {@code valueNanos}
 * @param budgetNanos how much movement sources may still cause; refilled with time
 */
public record Correction(long valueNanos, long targetNanos, long sinceNanos, long budgetNanos) {
    /** The farthest the clock may ever stand from the system clock. */
    public static final Duration BOUND = Duration.ofMillis(500);

    /** The fastest it may move, in millionths: 500 ms take 1000 s. */
    public static final long SLEW_PPM = 500;

    /**
     * Movement saved up at most, and refilled per hour: so sources that agree on a lie, then on its opposite, move the
     * clock by at most one second (twice this) in any hour.
     */
    public static final Duration BUDGET = Duration.ofMillis(500);

    private static final long BOUND_NANOS = BOUND.toNanos();
    private static final long BUDGET_NANOS = BUDGET.toNanos();
    private static final long PER_MILLION = 1_000_000;
    private static final long REFILL_NANOS = Duration.ofHours(1).toNanos();

    public Correction {
        if (Math.absExact(valueNanos) > BOUND_NANOS || Math.absExact(targetNanos) > BOUND_NANOS) {
            throw new IllegalStateException(
                    "correction beyond its bound: " + valueNanos + " to " + targetNanos + " ns");
        }
        if (budgetNanos < 0 || budgetNanos > BUDGET_NANOS) {
            throw new IllegalStateException("correction budget out of range: " + budgetNanos + " ns");
        }
    }

    /** No correction, with the full budget. */
    public static Correction none(long monoNanos) {
        return new Correction(0, 0, monoNanos, BUDGET_NANOS);
    }

    /** The correction at {@code monoNanos}; before {@link #sinceNanos} it is the value then. */
    public long at(long monoNanos) {
        long elapsed = Math.max(0, monoNanos - sinceNanos);
        long distance = targetNanos - valueNanos;
        long reach = elapsed / (PER_MILLION / SLEW_PPM);
        return valueNanos + Math.clamp(distance, -reach, reach);
    }

    /** Whether {@code targetNanos} may be aimed at all. */
    public static boolean mayReach(long targetNanos) {
        return -BOUND_NANOS <= targetNanos && targetNanos <= BOUND_NANOS;
    }

    /** Heads for {@code wantedNanos}, as far as the budget goes. */
    public Correction towards(long wantedNanos, long monoNanos) {
        long value = at(monoNanos);
        long elapsed = Math.clamp(monoNanos - sinceNanos, 0, REFILL_NANOS);
        long spent = Math.abs(value - valueNanos);
        long budget = Math.clamp(budgetNanos - spent + elapsed / (REFILL_NANOS / BUDGET_NANOS), 0, BUDGET_NANOS);
        long target = value + Math.clamp(wantedNanos - value, -budget, budget);
        return new Correction(value, target, monoNanos, budget);
    }

    /** Heads for zero whatever the budget: turning off must always work. */
    public Correction released(long monoNanos) {
        return steered(0, monoNanos);
    }

    /** Heads where the operator says, whatever the budget: that limits sources, not people. */
    public Correction steered(long wantedNanos, long monoNanos) {
        Correction spent = towards(wantedNanos, monoNanos);
        return new Correction(spent.valueNanos, wantedNanos, monoNanos, spent.budgetNanos);
    }

    /** Zero at once; the clock's output stands still until the system clock has caught up. */
    public Correction dropped(long monoNanos) {
        return new Correction(0, 0, monoNanos, released(monoNanos).budgetNanos);
    }
}
