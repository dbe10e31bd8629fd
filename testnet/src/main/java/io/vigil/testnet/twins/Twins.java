package io.vigil.testnet.twins;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** Scenarios drawn from a seed, each once, until enough are played or one fails. */
public final class Twins {
    /** Sets to draw leaders from: enough that each order of leaders comes up. */
    private static final int SALTS = 100_000;

    private static final Duration REPORT_EVERY = Duration.ofSeconds(1);

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
    private final int threads;
    private volatile boolean stopped;

    /** Drawn so far; its own lock guards all that changes. */
    private final class Draw {
        private final Random random = new Random(seed);
        private final Set<Long> seen = new HashSet<>();
        private long drawn;
        private long blocks;
        private String failure = "";

        /** The next scenario that is unlike all before it; empty if no more are wanted. */
        synchronized Optional<Scenario> next() {
            while (seen.size() < count && !stopped && failure.isEmpty()) {
                int salt = random.nextInt(SALTS);
                Scenario scenario = Scenario.drawn(random, salt, TwinsRun.members(salt));
                drawn++;
                if (seen.add(scenario.canonical())) {
                    return Optional.of(scenario);
                }
            }
            return Optional.empty();
        }

        synchronized void played(long made) {
            blocks += made;
        }

        synchronized void failed(String why) {
            failure = why;
        }

        synchronized Result result(long began) {
            return new Result(seen.size(), drawn, blocks, Duration.ofNanos(System.nanoTime() - began), failure);
        }
    }

    public Twins(long seed, long scenarios, int threads) {
        this.seed = seed;
        this.count = scenarios;
        this.threads = threads;
    }

    /** Ends it after the present scenarios. */
    public void stop() {
        stopped = true;
    }

    /** @param progress told about once a second */
    public Result run(Consumer<Result> progress) {
        long began = System.nanoTime();
        Draw draw = new Draw();
        List<Thread> players = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            players.add(Thread.ofPlatform().name("twins-" + i).start(() -> play(draw)));
        }
        for (Thread player : players) {
            try {
                while (!player.join(REPORT_EVERY)) {
                    progress.accept(draw.result(began));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stop();
            }
        }
        return draw.result(began);
    }

    private static void play(Draw draw) {
        for (Optional<Scenario> next = draw.next(); next.isPresent(); next = draw.next()) {
            try {
                draw.played(new TwinsRun(next.get()).run());
            } catch (RuntimeException e) {
                draw.failed(e.getMessage() + "\n" + next.get());
            }
        }
    }
}
