package io.vigil.timesync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MajorityHullTest {
    private static final long DAY = 86_400_000_000_000L;
    private static final long WORST = 1_000_000_000;

    @Test
    void oneLiarOfSixMovesNothing() {
        List<TimeInterval> honest = Collections.nCopies(5, TimeInterval.around(0, 10));
        List<TimeInterval> withLiar = new ArrayList<>(honest);
        withLiar.add(TimeInterval.around(DAY, 1));

        assertThat(MajorityHull.of(withLiar, 6)).contains(new TimeInterval(-10, 10));
    }

    @Test
    void threeAgainstThreeIsNoMajority() {
        List<TimeInterval> answers = new ArrayList<>(Collections.nCopies(3, TimeInterval.around(0, 10)));
        answers.addAll(Collections.nCopies(3, TimeInterval.around(DAY, 10)));

        assertThat(MajorityHull.of(answers, 6)).isEmpty();
    }

    @Test
    void silentSourcesCountAgainstAMajority() {
        List<TimeInterval> answers = Collections.nCopies(3, TimeInterval.around(0, 10));

        assertThat(MajorityHull.of(answers, 6)).isEmpty();
        assertThat(MajorityHull.of(answers, 5)).contains(new TimeInterval(-10, 10));
    }

    @Test
    void intervalsThatShareOnlyAnEdgeAgreeOnIt() {
        List<TimeInterval> answers = List.of(new TimeInterval(0, 5), new TimeInterval(5, 9), new TimeInterval(20, 30));

        assertThat(MajorityHull.of(answers, 3)).contains(new TimeInterval(5, 5));
    }

    @Test
    void twoSeparateAgreementsSpanOneHull() {
        List<TimeInterval> answers = List.of(
                new TimeInterval(0, 2), new TimeInterval(1, 12), new TimeInterval(10, 14), new TimeInterval(50, 60));

        assertThat(MajorityHull.of(answers.subList(0, 3), 3)).contains(new TimeInterval(1, 12));
        assertThat(MajorityHull.of(answers, 4)).isEmpty();
    }

    /** G1: truth inside, width at most 2W, middle off by at most W, whatever f liars answer. */
    @Test
    void theBoundHoldsAgainstAdversaries() {
        Trials trials = Trials.of("hull bound", 100_000);
        Random random = trials.random();
        double worstMiddle = 0;
        double worstWidth = 0;
        for (int i = 0; i < trials.count(); i++) {
            Case tried = Case.random(random);
            Optional<TimeInterval> hull = MajorityHull.of(tried.answers, tried.configured);
            assertThat(hull).isPresent();
            TimeInterval agreed = hull.orElseThrow();
            assertThat(agreed.earliestNanos()).isLessThanOrEqualTo(tried.truth);
            assertThat(agreed.latestNanos()).isGreaterThanOrEqualTo(tried.truth);
            long width = agreed.latestNanos() - agreed.earliestNanos();
            long middle = Math.abs(agreed.midpointNanos() - tried.truth);
            assertThat(width).isLessThanOrEqualTo(2 * WORST);
            assertThat(middle).isLessThanOrEqualTo(WORST);
            worstMiddle = Math.max(worstMiddle, (double) middle / WORST);
            worstWidth = Math.max(worstWidth, (double) width / WORST);
        }
        System.out.printf("worst |middle - truth| %.4f W, worst width %.4f W%n", worstMiddle, worstWidth);
    }

    private record Case(int configured, long truth, List<TimeInterval> answers) {
        /** As many liars as may be, each as mean as it can: near the edges of the honest intervals, or far away. */
        static Case random(Random random) {
            int configured = random.nextInt(3, 10);
            int liars = random.nextInt(MajorityHull.tolerated(configured) + 1);
            int honest = random.nextInt(MajorityHull.quorum(configured), configured - liars + 1);
            long truth = random.nextLong(-DAY, DAY);
            List<TimeInterval> answers = new ArrayList<>();
            for (int i = 0; i < honest; i++) {
                long radius = random.nextBoolean() ? WORST : random.nextLong(1, WORST + 1);
                long error = random.nextInt(3) == 0 ? radius : random.nextLong(-radius, radius + 1);
                answers.add(TimeInterval.around(truth + (random.nextBoolean() ? error : -error), radius));
            }
            for (int i = 0; i < liars; i++) {
                long radius = random.nextLong(1, WORST + 1);
                long far = random.nextInt(4) == 0 ? DAY : 2 * WORST;
                answers.add(TimeInterval.around(truth + random.nextLong(-far, far + 1), radius));
            }
            Collections.shuffle(answers, random);
            return new Case(configured, truth, answers);
        }
    }
}
