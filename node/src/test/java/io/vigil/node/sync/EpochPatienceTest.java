package io.vigil.node.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.sync.EpochPatience.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EpochPatienceTest {
    private static final long RANGE = 7;

    private final EpochPatience patience = new EpochPatience();

    @Test
    void aRangeOfAProvenEpochNeverWaits() {
        assertThat(look(5, 5, 0)).isEqualTo(Step.IMPORT);
        assertThat(look(4, 5, 0)).isEqualTo(Step.IMPORT);
    }

    @Test
    void theSenderOfAnUnprovenOneIsAskedAndTheRangeGoesOnOnceItIsProven() {
        assertThat(look(6, 5, 0)).isEqualTo(Step.ASK);
        assertThat(look(6, 5, 100)).isEqualTo(Step.WAIT);
        assertThat(look(6, 5, 250)).isEqualTo(Step.ASK);
        assertThat(look(6, 6, 300)).isEqualTo(Step.IMPORT);
    }

    /** A hundred proofs come with each answer: whoever is a thousand epochs behind asks ten times. */
    @Test
    void waitsAsLongAsProofsCome() {
        assertThat(look(1_000, 0, 0)).isEqualTo(Step.ASK);
        for (int answer = 1; answer < 10; answer++) {
            assertThat(look(1_000, answer * 100, answer * 2_900)).isEqualTo(Step.ASK);
        }
        assertThat(look(1_000, 1_000, 29_000)).isEqualTo(Step.IMPORT);
    }

    @Test
    void whoNamesAnEpochThatNobodyCanProveIsRejectedSoon() {
        int asked = 0;
        long ms = 0;
        Step step = look(Long.MAX_VALUE, 5, 0);
        while (step != Step.REJECT) {
            asked += step == Step.ASK ? 1 : 0;
            ms += 50;
            step = look(Long.MAX_VALUE, 5, ms);
        }
        assertThat(ms).isEqualTo(EpochPatience.WITHOUT_PROGRESS.toMillis());
        assertThat(asked).isEqualTo(12);
        assertThat(patience.look(RANGE + 1, 6, 5, ms * 1_000_000))
                .as("the next one's range")
                .isEqualTo(Step.ASK);
    }

    /** True proofs, given one at a time, of an epoch far beyond them. */
    @Test
    void whoGivesProofsInDropsHoldsUpOthersForABoundedTime() {
        long ms = 0;
        long proven = 0;
        Step step = look(Long.MAX_VALUE, proven, 0);
        while (step != Step.REJECT) {
            ms += 1_000;
            step = look(Long.MAX_VALUE, ++proven, ms);
            assertThat(ms).isLessThanOrEqualTo(EpochPatience.LONGEST.toMillis());
        }
        assertThat(ms).isEqualTo(EpochPatience.LONGEST.toMillis());
    }

    private Step look(long epoch, long proven, long ms) {
        return patience.look(RANGE, epoch, proven, Duration.ofMillis(ms).toNanos());
    }
}
