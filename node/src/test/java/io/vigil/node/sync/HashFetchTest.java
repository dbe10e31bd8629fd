package io.vigil.node.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.p2p.Misconduct;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.sync.FetchEffect.Ask;
import io.vigil.node.sync.FetchEffect.Deliver;
import io.vigil.node.sync.FetchEffect.Report;
import io.vigil.node.sync.FetchEffect.StartTimer;
import io.vigil.node.sync.FetchEvent.Answered;
import io.vigil.node.sync.FetchEvent.Forgotten;
import io.vigil.node.sync.FetchEvent.PeerJoined;
import io.vigil.node.sync.FetchEvent.PeerLeft;
import io.vigil.node.sync.FetchEvent.TimerFired;
import io.vigil.node.sync.FetchEvent.Wanted;
import io.vigil.node.sync.SyncMessage.BlockFound;
import io.vigil.node.sync.SyncMessage.BlockMissing;
import io.vigil.node.sync.SyncMessage.GetBlock;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HashFetchTest {
    private static final NodeId A = SyncFixtures.peer(1);
    private static final NodeId B = SyncFixtures.peer(2);
    private static final NodeId C = SyncFixtures.peer(3);
    private static final BlockBytes BLOCK = SyncFixtures.block(7, 100);
    private static final Hash HASH = Keccak.hash(BLOCK.header());

    private final HashFetch fetch = new HashFetch(1);

    @BeforeEach
    void join() {
        fetch.step(new PeerJoined(A));
        fetch.step(new PeerJoined(B));
        fetch.step(new PeerJoined(C));
    }

    @Test
    void asksThoseFirstWhoShouldHaveIt() {
        assertThat(fetch.step(new Wanted(HASH, List.of(C, B))))
                .containsExactly(new Ask(C, new GetBlock(1, HASH)), new StartTimer(1, HashFetch.PATIENCE));
        assertThat(fetch.step(new Answered(C, new BlockMissing(1)))).contains(new Ask(B, new GetBlock(2, HASH)));
        assertThat(fetch.step(new Answered(B, new BlockMissing(2)))).contains(new Ask(A, new GetBlock(3, HASH)));
    }

    @Test
    void pausesAfterARoundOverAllAndBeginsTheNext() {
        fetch.step(new Wanted(HASH, List.of()));
        fetch.step(new Answered(A, new BlockMissing(1)));
        fetch.step(new Answered(B, new BlockMissing(2)));

        assertThat(fetch.step(new Answered(C, new BlockMissing(3))))
                .containsExactly(new StartTimer(4, HashFetch.PAUSE));
        assertThat(fetch.step(new TimerFired(4))).contains(new Ask(A, new GetBlock(5, HASH)));
    }

    @Test
    void deliversABlockWhoseHeaderHasTheHash() {
        fetch.step(new Wanted(HASH, List.of(B)));

        BlockFound found = new BlockFound(1, BLOCK);
        assertThat(fetch.step(new Answered(B, found))).containsExactly(new Deliver(B, found));
        assertThat(fetch.wanted()).isEmpty();
        assertThat(fetch.step(new TimerFired(1))).isEmpty();
    }

    @Test
    void reportsAnotherBlockAndAsksTheNext() {
        fetch.step(new Wanted(HASH, List.of(B)));

        assertThat(fetch.step(new Answered(B, new BlockFound(1, SyncFixtures.block(8, 1)))))
                .containsExactly(
                        new Report(B, Misconduct.BAD_ANSWER),
                        new Ask(A, new GetBlock(2, HASH)),
                        new StartTimer(2, HashFetch.PATIENCE));
    }

    @Test
    void asksTheNextWhenOneIsLateOrLeaves() {
        fetch.step(new Wanted(HASH, List.of(B)));

        assertThat(fetch.step(new TimerFired(1)))
                .contains(new Report(B, Misconduct.LATE), new Ask(A, new GetBlock(2, HASH)));
        assertThat(fetch.step(new PeerLeft(A))).contains(new Ask(C, new GetBlock(3, HASH)));
    }

    @Test
    void asksWhoJustCameWhileNobodyElseHasIt() {
        HashFetch alone = new HashFetch(1);
        assertThat(alone.step(new Wanted(HASH, List.of(A)))).containsExactly(new StartTimer(1, HashFetch.PAUSE));

        assertThat(alone.step(new PeerJoined(B))).contains(new Ask(B, new GetBlock(2, HASH)));
    }

    @Test
    void asksNobodyForWhatIsForgotten() {
        fetch.step(new Wanted(HASH, List.of(B)));
        fetch.step(new Forgotten(HASH));

        assertThat(fetch.step(new TimerFired(1))).isEmpty();
        assertThat(fetch.step(new Answered(B, new BlockFound(1, BLOCK)))).isEmpty();
    }

    @Test
    void asksOnceForWhatIsWantedTwiceAndTakesTheNewHints() {
        fetch.step(new Wanted(HASH, List.of(A)));
        assertThat(fetch.step(new Wanted(HASH, List.of(C)))).isEmpty();

        assertThat(fetch.step(new Answered(A, new BlockMissing(1)))).contains(new Ask(C, new GetBlock(2, HASH)));
    }

    @Test
    void dropsTheOldestWishAtTheLimit() {
        for (int i = 0; i <= HashFetch.MAX_WANTED; i++) {
            fetch.step(new Wanted(Keccak.hash(Bytes.ofLong(i)), List.of(A)));
        }

        assertThat(fetch.wanted())
                .hasSize(HashFetch.MAX_WANTED)
                .doesNotContain(Keccak.hash(Bytes.ofLong(0)))
                .contains(Keccak.hash(Bytes.ofLong(1)));
    }
}
