package io.vigil.node.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.p2p.Misconduct;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.sync.FetchEffect.Ask;
import io.vigil.node.sync.FetchEffect.Import;
import io.vigil.node.sync.FetchEffect.Report;
import io.vigil.node.sync.FetchEffect.StartTimer;
import io.vigil.node.sync.FetchEvent.Answered;
import io.vigil.node.sync.FetchEvent.HeadMoved;
import io.vigil.node.sync.FetchEvent.HeadSeen;
import io.vigil.node.sync.FetchEvent.PeerJoined;
import io.vigil.node.sync.FetchEvent.PeerLeft;
import io.vigil.node.sync.FetchEvent.RangeRejected;
import io.vigil.node.sync.FetchEvent.TimerFired;
import io.vigil.node.sync.SyncMessage.BlockMissing;
import io.vigil.node.sync.SyncMessage.BlockRange;
import io.vigil.node.sync.SyncMessage.GetBlocks;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockFetchTest {
    private static final NodeId A = SyncFixtures.peer(1);
    private static final NodeId B = SyncFixtures.peer(2);
    private static final NodeId C = SyncFixtures.peer(3);

    private final BlockFetch fetch = new BlockFetch(10, 1);

    @Test
    void asksForNothingWhileNobodyIsAhead() {
        assertThat(fetch.step(new PeerJoined(A))).isEmpty();
        assertThat(fetch.step(new HeadSeen(A, 10))).isEmpty();
        assertThat(fetch.target()).isEqualTo(10);
    }

    @Test
    void asksAPeerForWhatIsMissingAndNoMoreThanOneRange() {
        join(A, 500);

        assertThat(fetch.target()).isEqualTo(500);
        assertThat(asked(fetch.step(new HeadSeen(A, 501)))).isEmpty();
    }

    @Test
    void asksSeveralPeersAtATimeAndImportsWhatTheyAnswerInOrder() {
        threePeers(1_000);

        assertThat(fetch.step(new Answered(C, range(3, 64))))
                .as("waits for what comes before it")
                .containsExactly(new Ask(C, new GetBlocks(4, 203, 64)), new StartTimer(4, BlockFetch.FIRST_PATIENCE));
        assertThat(fetch.step(new Answered(A, range(1, 64))))
                .containsExactly(
                        new Import(A, range(1, 64)),
                        new Ask(A, new GetBlocks(5, 267, 64)),
                        new StartTimer(5, BlockFetch.FIRST_PATIENCE));
        assertThat(fetch.step(new Answered(B, range(2, 64))))
                .as("a third one waits while two are imported")
                .containsExactly(
                        new Import(B, range(2, 64)),
                        new Ask(B, new GetBlocks(6, 331, 64)),
                        new StartTimer(6, BlockFetch.FIRST_PATIENCE));
        assertThat(fetch.step(new HeadMoved(74))).containsExactly(new Import(C, range(3, 64)));
    }

    @Test
    void holdsNoMoreThanItsLimit() {
        threePeers(100_000);
        for (long request = 2; request < 2 + BlockFetch.MAX_AHEAD; request++) { // all but the first are answered
            for (NodeId peer : List.of(A, B, C)) {
                fetch.step(new Answered(peer, range(request, 64)));
            }
        }

        assertThat(asked(fetch.step(new HeadSeen(C, 100_001)))).isEmpty();
        List<FetchEffect> effects = fetch.step(new Answered(A, range(1, 64)));
        assertThat(effects.stream().filter(Import.class::isInstance)).hasSize(BlockFetch.MAX_IMPORTING);
        assertThat(asked(effects)).hasSize(2);
    }

    @Test
    void fillsTheHoleThatAShortAnswerLeft() {
        threePeers(1_000);

        assertThat(asked(fetch.step(new Answered(A, range(1, 10)))))
                .containsExactly(new Ask(A, new GetBlocks(4, 21, 54)));
    }

    private void threePeers(long height) {
        List.of(A, B, C).forEach(peer -> fetch.step(new PeerJoined(peer)));
        assertThat(asked(fetch.step(new HeadSeen(A, height)))).containsExactly(new Ask(A, new GetBlocks(1, 11, 64)));
        assertThat(asked(fetch.step(new HeadSeen(B, height)))).containsExactly(new Ask(B, new GetBlocks(2, 75, 64)));
        assertThat(asked(fetch.step(new HeadSeen(C, height)))).containsExactly(new Ask(C, new GetBlocks(3, 139, 64)));
    }

    @Test
    void takesAShorterRangeAndGoesOnBehindIt() {
        join(A, 300);

        assertThat(asked(fetch.step(new Answered(A, range(1, 3)))))
                .containsExactly(new Ask(A, new GetBlocks(2, 14, 64)));
    }

    @Test
    void endsAtTheHeadOfThePeer() {
        join(A, 12);
        fetch.step(new Answered(A, range(1, 2)));

        assertThat(fetch.step(new HeadMoved(12))).isEmpty();
        assertThat(asked(fetch.step(new HeadSeen(A, 13)))).containsExactly(new Ask(A, new GetBlocks(2, 13, 1)));
    }

    @Test
    void asksTheNextPeerWhenOneIsLateAndLessAtATime() {
        join(A, 300);
        fetch.step(new PeerJoined(B));
        assertThat(fetch.step(new TimerFired(1)))
                .containsExactly(new Report(A, Misconduct.LATE), new StartTimer(1, BlockFetch.REST_AFTER_LATE));

        List<FetchEffect> effects = fetch.step(new HeadSeen(B, 300));

        assertThat(effects)
                .containsExactly(
                        new Ask(B, new GetBlocks(2, 11, 32)),
                        new StartTimer(2, BlockFetch.FIRST_PATIENCE.multipliedBy(2)));
        assertThat(fetch.step(new Answered(A, range(1, 64))))
                .as("the late answer")
                .isEmpty();
        assertThat(asked(fetch.step(new Answered(B, range(2, 32)))))
                .containsExactly(new Ask(B, new GetBlocks(3, 43, 64)));
    }

    @Test
    void doesNotAskAPeerThatRests() {
        join(A, 300);
        fetch.step(new TimerFired(1));
        assertThat(fetch.step(new HeadSeen(A, 301))).isEmpty();

        assertThat(asked(fetch.step(new TimerFired(1)))).containsExactly(new Ask(A, new GetBlocks(2, 11, 32)));
    }

    @Test
    void waitsNoLongerThanTheLimitHoweverOftenPeersAreLate() {
        join(A, 300);
        long request = 1;
        List<FetchEffect> effects = List.of();
        for (int i = 0; i < 20; i++) {
            fetch.step(new TimerFired(request));
            effects = fetch.step(new TimerFired(request));
            request++;
        }
        assertThat(effects)
                .containsExactly(new Ask(A, new GetBlocks(21, 11, 1)), new StartTimer(21, BlockFetch.MAX_PATIENCE));
    }

    @Test
    void letsAPeerRestThatHasNotGotWhatItClaimed() {
        join(A, 11);

        assertThat(fetch.step(new Answered(A, new BlockMissing(1))))
                .containsExactly(new StartTimer(1, BlockFetch.REST_AFTER_MISSING));
        assertThat(asked(fetch.step(new TimerFired(1)))).containsExactly(new Ask(A, new GetBlocks(2, 11, 1)));
    }

    @Test
    void reportsAPeerThatAnswersMoreThanItWasAsked() {
        join(A, 12);

        assertThat(fetch.step(new Answered(A, range(1, 3))))
                .containsExactly(new Report(A, Misconduct.BAD_ANSWER), new StartTimer(1, BlockFetch.REST_AFTER_WRONG));
    }

    @Test
    void reportsWhoSentAWrongRangeAndAsksAnotherFromThere() {
        join(A, 300);
        fetch.step(new PeerJoined(B));
        fetch.step(new HeadSeen(B, 300));
        fetch.step(new Answered(A, range(1, 64)));
        fetch.step(new Answered(B, range(2, 64)));

        List<FetchEffect> effects = fetch.step(new RangeRejected(1));

        assertThat(effects).contains(new Report(A, Misconduct.BAD_PROOF));
        assertThat(asked(effects)).containsExactly(new Ask(B, new GetBlocks(6, 11, 64)));
    }

    @Test
    void ignoresAnswersOfThoseWhoWereNotAsked() {
        join(A, 300);
        fetch.step(new PeerJoined(B));

        assertThat(fetch.step(new Answered(B, range(1, 64)))).isEmpty();
        assertThat(fetch.step(new Answered(A, range(7, 64)))).isEmpty();
        assertThat(fetch.step(new Answered(A, new BlockMissing(9)))).isEmpty();
    }

    @Test
    void asksAnotherWhenTheAskedPeerLeaves() {
        join(A, 300);
        fetch.step(new PeerJoined(B));
        fetch.step(new HeadSeen(B, 200));

        assertThat(asked(fetch.step(new PeerLeft(A)))).as("B is asked already").isEmpty();
        assertThat(asked(fetch.step(new Answered(B, range(2, 64)))))
                .containsExactly(new Ask(B, new GetBlocks(3, 11, 64)));
        assertThat(fetch.target()).isEqualTo(200);
    }

    @Test
    void dropsAQuestionThatAgreementHasAnswered() {
        join(A, 20);

        fetch.step(new HeadMoved(20));

        assertThat(fetch.step(new Answered(A, range(1, 10)))).isEmpty();
    }

    @Test
    void survivesAnAbsurdClaim() {
        join(A, Long.MAX_VALUE - 1);

        assertThat(asked(fetch.step(new Answered(A, new BlockMissing(1))))).isEmpty();
        assertThat(fetch.step(new Answered(A, new SyncMessage.Head(50, Hash.ZERO))))
                .isEmpty();
    }

    private void join(NodeId peer, long height) {
        fetch.step(new PeerJoined(peer));
        assertThat(asked(fetch.step(new HeadSeen(peer, height))))
                .containsExactly(new Ask(peer, new GetBlocks(1, 11, (int) Math.min(64, height - 10))));
    }

    private static List<Ask> asked(List<FetchEffect> effects) {
        return effects.stream()
                .filter(Ask.class::isInstance)
                .map(Ask.class::cast)
                .toList();
    }

    private static BlockRange range(long request, int count) {
        List<BlockBytes> blocks = IntStream.range(0, count)
                .mapToObj(i -> SyncFixtures.block(i, 3))
                .toList();
        return new BlockRange(request, blocks, new FinalityProof(Bytes.of(1), List.of()));
    }
}
