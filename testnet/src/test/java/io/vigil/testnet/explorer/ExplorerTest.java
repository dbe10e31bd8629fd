package io.vigil.testnet.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Issue figures: two views exhausted, 2,000,000 distinct states of four views; the same rules over an epoch's end and under honest leaders. */
class ExplorerTest {
    @Test
    void twoViewsAreSafeInEveryState() {
        ExplorerReport report = explore("two views", Plan.of(2, 10_000_000));
        assertThat(report.exhausted()).isTrue();
        assertThat(report.states()).isGreaterThan(100_000);
    }

    @Test
    void fourViewsAreSafeInTwoMillionStates() {
        assertThat(explore("four views", Plan.of(4, 2_000_000)).states()).isGreaterThanOrEqualTo(2_000_000);
    }

    @Test
    void anEpochsEndIsSafe() {
        explore("three views, epochs of two blocks", Plan.of(3, 200_000).withEpochLength(2));
    }

    @Test
    void honestLeadersProposeSafely() {
        explore("three views, all lead in turn", Plan.of(3, 200_000).withHonestLeaders());
    }

    /** PlanExplorer of G49: one Byzantine of four, a crash at every step, two plans one after the other. */
    @Test
    void noPlanDropsWhatIsFinalInAnyStateOfOneView() {
        Plan plan = Plan.of(1, 10_000_000).withRestarts();
        assertThat(explore("one view, plans", plan).exhausted()).isTrue();
        assertThat(explore("one view, plans that replace all", plan.withViewsAfter(0, 3))
                        .exhausted())
                .isTrue();
    }

    /** Members of the epoch that a plan begins, the same and others, act in it for two views; some may sign the plan after it. */
    @Test
    void noPlanDropsWhatIsFinalInTheEpochThatItBegins() {
        Plan plan = Plan.of(1, 200_000).withRestarts();
        explore("one view, plans, two views after", plan.withViewsAfter(2, 0));
        explore("one view, plans that replace one, two views after", plan.withViewsAfter(2, 1));
        explore("one view, plans that replace all, two views after", plan.withViewsAfter(2, 3));
    }

    /** One thread and a seed under which a member follows, by an earlier plan, an epoch that a later one began anew and in which a block is final. */
    @Test
    void theRootOfAPlanThatWasReplacedIsNotFinal() {
        explore("one view, plans, two views after, seed 11", seeded(0, 11));
        explore("one view, plans that replace one, two views after, seed 9", seeded(1, 9));
        explore("one view, plans that replace all, two views after, seed 5", seeded(3, 5));
    }

    private static Plan seeded(int newcomers, long seed) {
        return new Plan(1, 0, false, 150_000, 1, seed, true, 2, newcomers);
    }

    @Test
    void noPlanDropsWhatIsFinalOverThreeViews() {
        explore("three views, plans", Plan.of(3, 300_000).withRestarts());
    }

    private static ExplorerReport explore(String what, Plan plan) {
        ExplorerReport report = new Explorer(plan).run(progress -> {});
        System.out.println(what + ": " + report);
        assertThat(report.violation()).isEmpty();
        return report;
    }
}
