package io.vigil.testnet.eth1;

import java.util.function.Consumer;

/** Plays one {@link DepositSimulation} after the other until one breaks a rule. */
public final class DepositSchedules {
    private static final int TOLD_EVERY = 100;

    private final long firstSeed;
    private final long count;
    private volatile boolean stopped;

    public DepositSchedules(long firstSeed, long count) {
        this.firstSeed = firstSeed;
        this.count = count;
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
            long resumptions,
            long deposits,
            String failure) {
        static final Result NONE = new Result(0, 0, 0, 0, 0, 0, 0, "");

        Result plus(DepositSimulation.Outcome outcome) {
            return new Result(
                    schedules + 1,
                    views + outcome.views(),
                    blocks + outcome.blocks(),
                    adoptions + outcome.adoptions(),
                    falseAdoptions + outcome.falseAdoptions(),
                    resumptions + outcome.resumptions(),
                    deposits + outcome.deposits(),
                    outcome.broken().isEmpty() ? "" : "seed " + outcome.seed() + ": " + outcome.broken());
        }

        @Override
        public String toString() {
            return "%d schedules, %d views, %d blocks, %d adoptions of which %d false, %d resumed by vote, %d deposits processed%s"
                    .formatted(
                            schedules,
                            views,
                            blocks,
                            adoptions,
                            falseAdoptions,
                            resumptions,
                            deposits,
                            failure.isEmpty() ? ", no rule broken" : "; BROKEN by " + failure);
        }
    }

    public Result run(Consumer<Result> progress) {
        Result result = Result.NONE;
        for (long i = 0; i < count && !stopped && result.failure().isEmpty(); i++) {
            result = result.plus(DepositSimulation.play(firstSeed + i));
            if (result.schedules() % TOLD_EVERY == 0) {
                progress.accept(result);
            }
        }
        return result;
    }

    /** From another thread: ends after the present schedule. */
    public void stop() {
        stopped = true;
    }
}
