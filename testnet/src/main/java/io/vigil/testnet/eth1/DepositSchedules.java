package io.vigil.testnet.eth1;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Plays one {@link DepositSimulation} after the other until one breaks a rule. */
public final class DepositSchedules {
    private static final int TOLD_EVERY = 100;

    private final long firstSeed;
    private final long count;
    private final int threads;
    private volatile boolean stopped;

    /** @param threads that play at one time, one schedule each; what comes of a schedule does not depend on it */
    public DepositSchedules(long firstSeed, long count, int threads) {
        this.firstSeed = firstSeed;
        this.count = count;
        this.threads = threads;
    }

    /**
     * What was played.
     *
     * @param failure the seed and the rule it broke; empty if none did
     */
    public record Result(
            long schedules,
            long views,
            long blocks,
            long adoptions,
            long falseAdoptions,
            long deposits,
            String failure) {
        static final Result NONE = new Result(0, 0, 0, 0, 0, 0, "");

        private Result plus(DepositSimulation.Outcome outcome) {
            return new Result(
                    schedules + 1,
                    views + outcome.views(),
                    blocks + outcome.blocks(),
                    adoptions + outcome.adoptions(),
                    falseAdoptions + outcome.falseAdoptions(),
                    deposits + outcome.deposits(),
                    !failure.isEmpty() || outcome.broken().isEmpty()
                            ? failure
                            : "seed " + outcome.seed() + ": " + outcome.broken());
        }

        @Override
        public String toString() {
            return "%d schedules, %d views, %d blocks, %d adoptions of which %d false, %d deposits processed%s"
                    .formatted(
                            schedules,
                            views,
                            blocks,
                            adoptions,
                            falseAdoptions,
                            deposits,
                            failure.isEmpty() ? ", no rule broken" : "; BROKEN by " + failure);
        }
    }

    /** Ends early at the first schedule that breaks a rule. */
    public Result run(Consumer<Result> progress) {
        Tally tally = new Tally(progress);
        AtomicLong next = new AtomicLong(firstSeed);
        List<Thread> players = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            players.add(Thread.ofPlatform().name("schedules-" + i).start(() -> play(next, tally)));
        }
        for (Thread player : players) {
            while (player.isAlive()) {
                try {
                    player.join();
                } catch (InterruptedException e) {
                    stopped = true; // each ends after its schedule
                }
            }
        }
        return tally.result();
    }

    private void play(AtomicLong next, Tally tally) {
        while (!stopped && tally.result().failure().isEmpty()) {
            long seed = next.getAndIncrement();
            if (seed >= firstSeed + count) {
                return;
            }
            tally.add(played(seed));
        }
    }

    /** A schedule that throws names its seed like one that breaks a rule. */
    private static DepositSimulation.Outcome played(long seed) {
        try {
            return DepositSimulation.play(seed);
        } catch (RuntimeException e) {
            return DepositSimulation.Outcome.thrown(seed, e);
        }
    }

    /** The sum over all threads. */
    private static final class Tally {
        private final Consumer<Result> progress;
        private Result sum = Result.NONE;

        Tally(Consumer<Result> progress) {
            this.progress = progress;
        }

        synchronized void add(DepositSimulation.Outcome outcome) {
            sum = sum.plus(outcome);
            if (sum.schedules() % TOLD_EVERY == 0) {
                progress.accept(sum);
            }
        }

        synchronized Result result() {
            return sum;
        }
    }

    /** From another thread: ends after the present schedule. */
    public void stop() {
        stopped = true;
    }
}
