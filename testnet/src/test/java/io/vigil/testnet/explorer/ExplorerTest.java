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
        ExplorerReport report =
                explore("one view, plans", Plan.of(1, 10_000_000).withRestarts());
        assertThat(report.exhausted()).isTrue();
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
