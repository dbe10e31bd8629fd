package io.vigil.testnet.simulation;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** One plan under many seeds, one after the other, until one fails. */
public final class Campaign {
    private static final long REPORT_NANOS = 1_000_000_000L;

    /**
     * What it came to.
     *
     * @param simulated virtual time of all runs
     * @param real time that took
     * @param ranges of final blocks taken over in catch-up
     * @param lostRecords signer records that honest nodes lost (R6)
     * @param slowestTogether longest virtual time from healing until all are in one view, or two apart
     * @param failure the seed that failed and how; empty if none did
     */
    public record Result(
            long seeds,
            long events,
            long blocks,
            long epochs,
            long proposals,
            long plans,
            long ranges,
            long lostRecords,
            Duration simulated,
            Duration real,
            Duration slowestRecovery,
            Duration slowestTogether,
            String failure) {
        public long eventsPerSecond() {
            return events * 1000 / Math.max(1, real.toMillis());
        }

        /** Seconds of virtual time per second. */
        public long simulatedPerReal() {
            return simulated.toMillis() / Math.max(1, real.toMillis());
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%,d seeds, %,d events (%,d/s), %,d blocks, %,d epochs, %,d proposals, %,d plans, %,d ranges, %,d"
                            + " lost records, simulated %,d s (%,d times real), slowest into one view %,d ms, slowest"
                            + " recovery %,d ms%s",
                    seeds,
                    events,
                    eventsPerSecond(),
                    blocks,
                    epochs,
                    proposals,
                    plans,
                    ranges,
                    lostRecords,
                    simulated.toSeconds(),
                    simulatedPerReal(),
                    slowestTogether.toMillis(),
                    slowestRecovery.toMillis(),
                    failure.isEmpty() ? "" : "\n" + failure);
        }

        private Result with(SimulationReport report, Duration now) {
            return new Result(
                    seeds + 1,
                    events + report.events(),
                    blocks + report.height(),
                    epochs + report.epochs(),
                    proposals + report.proposals(),
                    plans + report.plans(),
                    ranges + report.ranges(),
                    lostRecords + report.lostRecords(),
                    simulated.plus(report.simulated()),
                    now,
                    longer(report.recovery(), slowestRecovery),
                    longer(report.together(), slowestTogether),
                    failure);
        }

        private Result failed(long seed, String why, Duration now) {
            return new Result(
                    seeds,
                    events,
                    blocks,
                    epochs,
                    proposals,
                    plans,
                    ranges,
                    lostRecords,
                    simulated,
                    now,
                    slowestRecovery,
                    slowestTogether,
                    "seed " + seed + ": " + why);
        }

        private static Duration longer(Duration one, Duration other) {
            return one.compareTo(other) > 0 ? one : other;
        }
    }

    private final SimulationPlan plan;
    private final long first;
    private final long count;
    private volatile boolean stopped;

    public Campaign(SimulationPlan plan, long firstSeed, long seeds) {
        this.plan = plan;
        this.first = firstSeed;
        this.count = seeds;
    }

    /** Ends it after the present seed. */
    public void stop() {
        stopped = true;
    }

    /** @param progress told about once a second */
    public Result run(Consumer<Result> progress) {
        long began = System.nanoTime();
        long reportAt = began + REPORT_NANOS;
        Result result =
                new Result(0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, "");
        for (long i = 0; i < count && !stopped; i++) {
            try {
                SimulationReport report = new Simulation(plan, first + i).run();
                result = result.with(report, Duration.ofNanos(System.nanoTime() - began));
            } catch (IllegalStateException e) {
                String why = e.getMessage() == null ? e.toString() : e.getMessage();
                return result.failed(first + i, why, Duration.ofNanos(System.nanoTime() - began));
            }
            if (System.nanoTime() > reportAt) {
                progress.accept(result);
                reportAt = System.nanoTime() + REPORT_NANOS;
            }
        }
        return result;
    }
}
