package io.vigil.timesync;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What all panels together say about the system clock. */
sealed interface Judgement {
    /** One sentence for the operator. */
    String why();

    /** No round has ended since the start or the last disruption. */
    record Unheard() implements Judgement {
        @Override
        public String why() {
            return "no round of the sources has ended yet";
        }
    }

    /** @param trueLessMono where the majority, or the majorities of both tiers, put the truth */
    record Agreed(TimeInterval trueLessMono, long atMonoNanos) implements Judgement {
        @Override
        public String why() {
            return "a majority of the sources agrees with the clock";
        }
    }

    record TooFew() implements Judgement {
        @Override
        public String why() {
            return "too few sources answer";
        }
    }

    record Disagreed(String why) implements Judgement {}

    record Beyond(TimeInterval offset) implements Judgement {
        @Override
        public String why() {
            return "the majority's time is beyond the bound of a correction";
        }
    }

    /**
     * Joins the tiers: their hulls must intersect; one that is missing leaves the decision to the other.
     *
     * @param correctionNanos the present correction: the nearest point of the agreed interval must be within the bound
     */
    static Judgement of(List<Panel> panels, Reading at, long correctionNanos) {
        List<TimeInterval> hulls = new ArrayList<>();
        boolean heardEnough = false;
        boolean complete = false;
        for (Panel panel : panels) {
            panel.hull(at.monoNanos()).ifPresent(hulls::add);
            heardEnough |= panel.answered(at.monoNanos()) >= panel.quorum();
            complete |= panel.isComplete();
        }
        if (!complete) {
            return new Unheard();
        }
        if (hulls.isEmpty()) {
            return heardEnough ? new Disagreed("no majority of the sources agrees") : new TooFew();
        }
        Optional<TimeInterval> common = Optional.of(hulls.getFirst());
        for (TimeInterval hull : hulls) {
            common = common.flatMap(hull::intersection);
        }
        return common.map(interval -> within(interval, at, correctionNanos))
                .orElseGet(() -> new Disagreed("NTP and Roughtime contradict each other"));
    }

    private static Judgement within(TimeInterval trueLessMono, Reading at, long correctionNanos) {
        TimeInterval offset = trueLessMono.shiftedBy(-at.wallLessMonoNanos());
        return Correction.mayReach(offset.nearestTo(correctionNanos))
                ? new Agreed(trueLessMono, at.monoNanos())
                : new Beyond(offset);
    }
}
