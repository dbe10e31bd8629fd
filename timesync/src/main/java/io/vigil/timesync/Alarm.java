package io.vigil.timesync;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Something an operator should look at, with the evidence. Never "your clock is wrong" without saying who says so and
 * with which numbers (R2.7).
 */
public sealed interface Alarm {
    /** Alarms with equal keys are the same alarm lasting on. */
    String key();

    /** One line, or one per source. */
    String describe();

    /** Sources outside the majority's interval; the majority stands, so they move nothing. */
    record SourcesLie(Tier tier, List<SourceReport> sources) implements Alarm {
        public SourcesLie {
            sources = List.copyOf(sources);
        }

        @Override
        public String key() {
            return "sources-lie-" + tier + liars(sources);
        }

        @Override
        public String describe() {
            return tier + " sources outside the majority:" + liars(sources) + lines(sources);
        }
    }

    /** Enough sources answer but no majority agrees. */
    record NoMajority(Tier tier, int needed, List<SourceReport> sources) implements Alarm {
        public NoMajority {
            sources = List.copyOf(sources);
        }

        @Override
        public String key() {
            return "no-majority-" + tier;
        }

        @Override
        public String describe() {
            return "no point of time is covered by " + needed + " of " + sources.size() + " " + tier
                    + " sources; running on the system clock" + lines(sources);
        }
    }

    /** Too few sources answer to form a majority. */
    record TooFewAnswers(Tier tier, int answered, int needed, List<SourceReport> sources) implements Alarm {
        public TooFewAnswers {
            sources = List.copyOf(sources);
        }

        @Override
        public String key() {
            return "too-few-answers-" + tier;
        }

        @Override
        public String describe() {
            return answered + " of " + sources.size() + " " + tier + " sources answer, " + needed + " are needed"
                    + lines(sources);
        }
    }

    /** Both tiers have a majority, and the two contradict each other. */
    record TiersDisagree(Duration ntpOffset, Duration roughtimeOffset, List<SourceReport> sources) implements Alarm {
        public TiersDisagree {
            sources = List.copyOf(sources);
        }

        @Override
        public String key() {
            return "tiers-disagree";
        }

        @Override
        public String describe() {
            return "NTP says " + Signed.seconds(ntpOffset) + " s, Roughtime says " + Signed.seconds(roughtimeOffset)
                    + " s; running on the system clock" + lines(sources);
        }
    }

    /**
     * A majority agrees on a time farther away than a correction may reach: the sources or the machine is badly wrong,
     * and only a person can say which. Nothing is moved.
     */
    record BeyondBound(Duration offset, Duration radius, List<SourceReport> sources) implements Alarm {
        public BeyondBound {
            sources = List.copyOf(sources);
        }

        @Override
        public String key() {
            return "beyond-bound";
        }

        @Override
        public String describe() {
            return "the majority's time is " + Signed.seconds(offset) + " s ± " + Signed.unsigned(radius)
                    + " s from the system clock, beyond the bound of " + Correction.BOUND.toMillis()
                    + " ms; running on the system clock" + lines(sources);
        }
    }

    /** Two signed replies contradict each other: the proof is on disk. */
    record Contradiction(String earlier, String later, String proof) implements Alarm {
        @Override
        public String key() {
            return "contradiction-" + earlier + "-" + later;
        }

        @Override
        public String describe() {
            return "signed replies of " + earlier + " and " + later + " cannot both be true: " + proof;
        }
    }

    /** The validators' clocks, weighted by power, stand apart from ours. */
    record PeersApart(Duration median, boolean untrusted) implements Alarm {
        @Override
        public String key() {
            return "peers-apart-" + untrusted;
        }

        @Override
        public String describe() {
            return "the median of the validators' clocks is " + Signed.seconds(median) + " s from ours"
                    + (untrusted ? "; proposing stops until it is within " + PeerMedian.TRUST.toSeconds() + " s" : "");
        }
    }

    /** Our clock is before a time that has surely passed. */
    record BehindThePast(ClockEvent.Witness witness, Instant time, Duration offset) implements Alarm {
        @Override
        public String key() {
            return "behind-" + witness;
        }

        @Override
        public String describe() {
            return switch (witness) {
                case LAST_COMMITTED_BLOCK, PERSISTED_TIME ->
                    "our clock is before " + time + " (" + witness + "), which is " + Signed.seconds(offset)
                            + " s from it";
                case OWN_WORD ->
                    "our clock stands still at " + time + ", " + Signed.seconds(offset)
                            + " s from the system clock, which was set back; it runs again when the system clock gets"
                            + " there, or at once when the node is restarted";
            };
        }
    }

    /** The process was suspended or the system clock was stepped. */
    record Disruption(Duration gap, Duration step) implements Alarm {
        @Override
        public String key() {
            return "disruption";
        }

        @Override
        public String describe() {
            return "suspended or stepped: " + Signed.unsigned(gap) + " s since the last tick, system clock moved "
                    + Signed.seconds(step) + " s against monotonic time";
        }
    }

    private static String liars(List<SourceReport> sources) {
        return sources.stream().map(report -> " " + report.source().name()).collect(Collectors.joining());
    }

    private static String lines(List<SourceReport> sources) {
        return sources.stream().map(report -> "\n  " + report.describe()).collect(Collectors.joining());
    }
}
