package io.vigil.timesync;

import java.util.Random;

/**
 * How many random cases a property test runs and from which seed; both are printed. {@code -Dvigil.cases=1000000} makes
 * a long run, {@code -Dvigil.seed=N} repeats one.
 */
public final class Trials {
    private final int count;
    private final long seed;

    private Trials(int count, long seed) {
        this.count = count;
        this.seed = seed;
    }

    public static Trials of(String name, int count) {
        Trials trials = new Trials(
                Integer.getInteger("vigil.cases", count),
                Long.getLong("vigil.seed", new Random().nextLong(1_000_000_000)));
        System.out.println(name + ": " + trials.count + " cases, -Dvigil.seed=" + trials.seed);
        return trials;
    }

    public int count() {
        return count;
    }

    public Random random() {
        return new Random(seed);
    }
}
