package io.vigil.testnet.twins;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** Scenarios drawn from a seed, each once, until enough are played or one fails. */
public final class Twins {
    /** Sets to draw leaders from: enough that each order of leaders comes up. */
    private static final int SALTS = 100_000;

    private static final long REPORT_NANOS = 1_000_000_000L;

    /**
     * @param scenarios played, all different
     * @param drawn scenarios drawn, with those that were like an earlier one
     * @param blocks that became final everywhere
     * @param failure the scenario that failed and how; empty if none did
     */
    public record Result(long scenarios, long drawn, long blocks, Duration took, String failure) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%,d scenarios of %d views (%,d drawn), %,d blocks, %.1f s%s",
                    scenarios,
                    Scenario.VIEWS,
                    drawn,
                    blocks,
                    took.toMillis() / 1000.0,
                    failure.isEmpty() ? "" : "\n" + failure);
        }
    }

    private final long seed;
    private final long count;
    private volatile boolean stopped;

    public Twins(long seed, long scenarios) {
        this.seed = seed;
        this.count = scenarios;
    }

    /** Ends it after the present scenario. */
    public void stop() {
        stopped = true;
    }

    /** @param progress told about once a second */
    public Result run(Consumer<Result> progress) {
        long began = System.nanoTime();
        long reportAt = began + REPORT_NANOS;
        Random random = new Random(seed);
        Set<Long> seen = new HashSet<>();
        long drawn = 0;
        long blocks = 0;
        String failure = "";
        while (seen.size() < count && !stopped && failure.isEmpty()) {
            int salt = random.nextInt(SALTS);
            Scenario scenario = Scenario.drawn(random, salt, TwinsRun.members(salt));
            drawn++;
            if (!seen.add(scenario.canonical())) {
                continue;
            }
            try {
                blocks += new TwinsRun(scenario).run();
            } catch (IllegalStateException e) {
                failure = e.getMessage() + "\n" + scenario;
            }
            if (System.nanoTime() > reportAt) {
                progress.accept(result(seen.size(), drawn, blocks, began, failure));
                reportAt = System.nanoTime() + REPORT_NANOS;
            }
        }
        return result(seen.size(), drawn, blocks, began, failure);
    }

    private static Result result(long scenarios, long drawn, long blocks, long began, String failure) {
        return new Result(scenarios, drawn, blocks, Duration.ofNanos(System.nanoTime() - began), failure);
    }
}
