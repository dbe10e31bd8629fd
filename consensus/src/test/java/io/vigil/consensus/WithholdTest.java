package io.vigil.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.Event.Verdict;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Statement.CommitVote;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A vote held back by what a node knows besides the chain costs the view, and nothing else (D20 to D22). */
class WithholdTest {
    private final Committee committee = Committee.of(4);
    private final int self = committee.follower(1);
    private final BlockRef first = committee.block(committee.genesis(), 1);

    @Test
    void timesOutAsUsual() {
        Bench voting = proposed(Verdict.VALID);
        Bench withholding = proposed(Verdict.NOT_YET);
        assertThat(voting.record().lastVote()).isPresent();
        assertThat(withholding.record().lastVote()).isEmpty();
        Duration step = Duration.ofMillis(10);
        for (Duration at = Duration.ZERO; at.compareTo(Duration.ofSeconds(4)) < 0; at = at.plus(step)) {
            List<Effect> effects = withholding.pass(step);

            assertThat(Bench.spoken(effects)).as("after " + at).isEqualTo(Bench.spoken(voting.pass(step)));
            assertThat(Bench.only(effects, Effect.Accuse.class)).isEmpty();
        }
        assertThat(withholding.record().lastTimeout()).isPresent();
    }

    /** Executed anew as certified, which asks nobody; then it counts like any other. */
    @Test
    void aCertificateIsFollowed() {
        Bench bench = proposed(Verdict.NOT_YET);

        assertThat(Bench.only(bench.certificate(committee.quorum(first)), Effect.Execute.class))
                .extracting(Effect.Execute::certified)
                .containsExactly(true);
        assertThat(Bench.spoken(bench.executed(first.hash(), Verdict.VALID), CommitVote.class))
                .hasSize(1);
    }

    private Bench proposed(Verdict verdict) {
        Bench bench = Bench.of(committee, self);
        bench.executes = false;
        bench.proposal(committee.normal(first, committee.root()));
        bench.executed(first.hash(), verdict);
        return bench;
    }
}
