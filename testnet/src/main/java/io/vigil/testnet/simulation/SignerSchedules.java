package io.vigil.testnet.simulation;

import io.vigil.types.MalformedException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/** Schedules of a validator's record drawn from a seed, one after the other, until one fails. */
public final class SignerSchedules {
    /** Then another run of the simulator says what is signed. */
    private static final int SCHEDULES_PER_RUN = 500;

    private static final long REPORT_NANOS = 1_000_000_000L;

    private static final List<SimulationPlan> PLANS = List.of(
            SimulationPlan.hostile(4, 60),
            SimulationPlan.hostile(4, 60).withEpochLength(5),
            SimulationPlan.hostile(4, 60).withEpochLength(4).withSpares(3));

    private final long seed;
    private final long count;
    private final SignerLife.Counts counts = new SignerLife.Counts();
    private long runs;
    private volatile boolean stopped;

    /**
     * What it came to.
     *
     * @param runs of the simulator
     * @param signed statements that left for the first time, none of which was refused
     * @param repeated statements that the record held already
     * @param rivals statements that contradict one that had left, all refused
     * @param crashes with and without the loss of power
     * @param restores of the chain beside the record
     * @param copies of the record that were started, all refused
     * @param failure the schedule that failed and how; empty if none did
     */
    public record Result(
            long schedules,
            long runs,
            long signed,
            long repeated,
            long rivals,
            long crashes,
            long moves,
            long restores,
            long copies,
            Duration took,
            String failure) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%,d schedules of what %,d simulated runs signed: %,d statements signed, %,d repeated, %,d"
                            + " contradictions refused, %,d crashes, %,d exports and imports, %,d restores, %,d copies"
                            + " refused, %.1f s%s",
                    schedules,
                    runs,
                    signed,
                    repeated,
                    rivals,
                    crashes,
                    moves,
                    restores,
                    copies,
                    took.toMillis() / 1000.0,
                    failure.isEmpty() ? "" : "\n" + failure);
        }
    }

    public SignerSchedules(long seed, long schedules) {
        this.seed = seed;
        this.count = schedules;
    }

    /** Ends it after the present schedule. */
    public void stop() {
        stopped = true;
    }

    /** @param progress told about once a second */
    public Result run(Consumer<Result> progress) {
        long began = System.nanoTime();
        long reportAt = began + REPORT_NANOS;
        SignedSteps foreign = steps();
        SignedSteps said = steps();
        for (long i = 0; i < count && !stopped; i++) {
            if (i > 0 && i % SCHEDULES_PER_RUN == 0) {
                foreign = said;
                said = steps();
            }
            try {
                new SignerLife(said, foreign, new Random(seed + i), counts).live();
            } catch (RuntimeException | MalformedException e) {
                return result(began, "seed " + seed + ", schedule " + i + ": " + e.getMessage());
            }
            if (System.nanoTime() > reportAt) {
                progress.accept(result(began, ""));
                reportAt = System.nanoTime() + REPORT_NANOS;
            }
        }
        return result(began, "");
    }

    private SignedSteps steps() {
        return SignedSteps.of(PLANS.get((int) (runs % PLANS.size())), seed + runs++);
    }

    private Result result(long began, String failure) {
        return new Result(
                counts.schedules,
                runs,
                counts.signed,
                counts.repeated,
                counts.rivals,
                counts.crashes,
                counts.moves,
                counts.restores,
                counts.copies,
                Duration.ofNanos(System.nanoTime() - began),
                failure);
    }
}
