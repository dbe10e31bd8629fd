package io.vigil.deposits.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.deposits.CandidateBlock;
import io.vigil.deposits.Eth1Point;
import io.vigil.deposits.follow.CrossCheck;
import io.vigil.deposits.follow.Endpoint;
import io.vigil.deposits.follow.EndpointException;
import io.vigil.deposits.follow.FollowLoop;
import io.vigil.deposits.follow.FollowReport;
import io.vigil.deposits.follow.FollowReport.Ending;
import io.vigil.deposits.follow.FollowSettings;
import io.vigil.deposits.store.Start;
import io.vigil.deposits.store.TreeStore;
import io.vigil.storage.MemoryStore;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Follower, loop, JSON-RPC client and store together against a node that lies, limits and fails (D5, D27, D31). */
class FollowerTest {
    private static final FollowSettings SETTINGS = new FollowSettings(0, 16, 3_600);
    private static final int BLOCKS = 40;

    private final FakeEth1 node = new FakeEth1();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Time time = new Time();

    /** Long, so that a busy machine is no fault; short where the node hangs. */
    private Duration patience = Duration.ofSeconds(10);

    private final MemoryStore rows = new MemoryStore();
    private final List<AutoCloseable> opened = new ArrayList<>(List.of(node, http));

    /** Time that passes only by waiting. */
    private static final class Time implements Pace {
        private long nanos;
        private Duration waited = Duration.ZERO;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void pause(Duration duration) {
            nanos += duration.toNanos();
            waited = waited.plus(duration);
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable open : opened) {
            open.close();
        }
    }

    @Test
    void logsGiveTheContractsRootAtEveryKnownBlock() {
        mine(node, BLOCKS);
        TreeStore store = store(node);
        FollowReport report = loop(store, node).poll(now());

        assertThat(report.ending()).isEqualTo(new Ending.CaughtUp());
        assertThat(store.head().block()).isEqualTo(node.head());
        assertThat(store.finalized()).isEqualTo(node.header(BLOCKS - 2));
        assertNothingWrong(store);
        assertThat(TreeStore.open(rows, start(node)).report().isSound()).isTrue();
    }

    /** R4.4: after a restart only what is new is asked for. */
    @Test
    void aRestartAsksOnlyForWhatIsNew() {
        mine(node, BLOCKS);
        loop(store(node), node).poll(now());
        mine(node, 1);
        node.widestRange = 0;

        FollowReport report = loop(store(node), node).poll(now());

        assertThat(report.ending()).isEqualTo(new Ending.CaughtUp());
        assertThat(node.widestRange).isEqualTo(1);
        assertThat(report.requests()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void noFaultMakesAWrongRootAndOnePollRecovers(Fault fault) {
        patience = fault.name().startsWith("HANG") ? Duration.ofMillis(500) : patience;
        mine(node, BLOCKS / 2);
        TreeStore store = store(node);
        FollowLoop loop = loop(store, node);
        node.fault = fault; // from the very start: catching up
        loop.poll(now());
        assertNothingWrong(store);
        node.fault = Fault.NONE;
        time.pause(Duration.ofSeconds(3));
        assertThat(loop.poll(now()).ending()).isEqualTo(new Ending.CaughtUp());
        mine(node, BLOCKS / 2);
        node.fault = fault; // and again close to the head
        FollowReport report = loop.poll(now());
        assertNothingWrong(store);
        if (report.ending().equals(new Ending.NoEndpoint())) {
            assertThat(report.refused()).hasSize(1);
            assertThat(report.refused().getFirst()).startsWith("fake: ");
        }

        node.fault = Fault.NONE;
        time.pause(Duration.ofSeconds(3)); // what Retry-After asked for
        report = loop.poll(now());

        assertThat(report.ending()).as(report.toString()).isEqualTo(new Ending.CaughtUp());
        assertThat(store.head().block()).isEqualTo(node.head());
        assertNothingWrong(store);
        assertThat(store.audit().isSound()).isTrue();
    }

    @Test
    void aReorgAboveFinalityIsFollowedAtEveryDepth() {
        node.finalityDepth = 10;
        mine(node, BLOCKS);
        TreeStore store = store(node);
        FollowLoop loop = loop(store, node);
        loop.poll(now());
        for (int depth = 1; depth <= 8; depth++) {
            node.rollBack(depth);
            for (int i = 0; i <= depth; i++) {
                node.mine("fork" + depth, (depth + i) % 3);
            }
            assertThat(loop.poll(now()).ending()).isEqualTo(new Ending.CaughtUp());
            assertThat(store.head().block()).isEqualTo(node.head());
            assertNothingWrong(store);
            assertThat(store.audit().isSound()).isTrue();
        }
    }

    /** Found by simulation (seed 1): a branch that was left must not lend its blocks to what is final on the other one. */
    @Test
    void aBranchThatIsFinalWhenItIsFirstSeenHasItsOwnFinalBlock() {
        node.finalityDepth = 10;
        mine(node, BLOCKS);
        TreeStore store = store(node);
        loop(store, node).poll(now());
        node.rollBack(8);
        for (int i = 0; i < 8; i++) {
            node.mine("other", 1);
        }
        node.finalityDepth = 4;
        FollowSettings narrow = new FollowSettings(0, 1, 3_600);

        FollowReport report = new FollowLoop(List.of(endpoint(node)), node.contract(), narrow, store).poll(now());

        assertThat(report.ending()).isEqualTo(new Ending.CaughtUp());
        assertThat(store.finalized()).isEqualTo(node.header(BLOCKS - 4));
        assertThat(store.head().block()).isEqualTo(node.head());
        assertNothingWrong(store);
    }

    @Test
    void aShorterChainTakesBlocksBack() {
        node.finalityDepth = 10;
        mine(node, BLOCKS);
        TreeStore store = store(node);
        FollowLoop loop = loop(store, node);
        loop.poll(now());
        node.rollBack(3);

        assertThat(loop.poll(now()).ending()).isEqualTo(new Ending.CaughtUp());
        assertThat(store.head().block()).isEqualTo(node.head());
        assertNothingWrong(store);
    }

    /** D5. */
    @Test
    void reorgBelowFinalHalts() {
        mine(node, BLOCKS);
        TreeStore store = store(node);
        FollowLoop loop = loop(store, node);
        loop.poll(now());
        Eth1Point before = store.head();
        node.rollBack(5);
        for (int i = 0; i < 9; i++) {
            node.mine("deep", 1);
        }

        FollowReport report = loop.poll(now());

        assertThat(report.ending()).isInstanceOf(Ending.Halted.class);
        assertThat(loop.isHalted()).isTrue();
        assertThat(store.head()).isEqualTo(before);
        assertThat(loop.poll(now()).ending()).isInstanceOf(Ending.Halted.class);
    }

    /** D31: an endpoint that does not know our last blocks is not used. */
    @Test
    void failoverMustProve() {
        FakeEth1 other = new FakeEth1();
        opened.add(other);
        mine(node, BLOCKS);
        mine(other, 1);
        for (int i = 0; i < BLOCKS / 2; i++) {
            other.mine("other", 1);
        }
        TreeStore store = store(node);
        FollowLoop loop = loop(store, node, other);
        loop.poll(now());
        node.fault = Fault.HTTP_500;

        FollowReport report = loop.poll(now());

        assertThat(report.ending()).isEqualTo(new Ending.NoEndpoint());
        assertThat(report.refused()).hasSize(2);
        assertNothingWrong(store);
        node.fault = Fault.NONE;
        assertThat(loop.poll(now()).ending()).isEqualTo(new Ending.CaughtUp());
    }

    @Test
    void aSecondEndpointTakesOverFromABrokenOne() {
        FakeEth1 other = new FakeEth1();
        opened.add(other);
        mine(node, BLOCKS);
        mine(other, BLOCKS);
        node.fault = Fault.LOGS_MISSING_LAST;
        TreeStore store = store(node);

        FollowReport report = loop(store, node, other).poll(now());

        assertThat(report.ending()).isEqualTo(new Ending.CaughtUp());
        assertThat(report.refused()).hasSize(1);
        assertThat(report.refused().getFirst()).contains("CONTRADICTS_ITSELF");
        assertNothingWrong(store);
    }

    @Test
    void oldFinalityIsSaidAloud() {
        mine(node, BLOCKS);
        FollowReport report = loop(store(node), node).poll(now() + 4_000);

        assertThat(report.finalising()).isFalse();
        assertThat(report.ending()).isEqualTo(new Ending.CaughtUp());
    }

    @Test
    void depthStandsInForTheTag() {
        mine(node, BLOCKS);
        node.fault = Fault.NO_FINALIZED_TAG;
        TreeStore store = store(node);
        FollowSettings byDepth = new FollowSettings(8, 16, 3_600);

        new FollowLoop(List.of(endpoint(node)), node.contract(), byDepth, store).poll(now());

        assertThat(store.finalized()).isEqualTo(node.header(BLOCKS - 8));
        assertThat(store.head().block()).isEqualTo(node.head());
    }

    /** D4: blocks that catching up skipped are found by time when one of them is voted on. */
    @Test
    void skippedCandidatesAreFound() throws EndpointException {
        mine(node, BLOCKS);
        TreeStore store = store(node);
        FollowLoop loop = loop(store, node);
        loop.poll(now());
        for (int number = 1; number < BLOCKS - 2; number++) {
            long bound = node.header(number).timestamp() + 5;

            loop.findCandidate(bound);

            CandidateBlock found = CandidateBlock.find(store, bound).orElseThrow();
            assertThat(found.candidate().block().hash())
                    .isEqualTo(node.header(number).hash());
            assertThat(found.successor().block().number()).isEqualTo(number + 1);
        }
        assertNothingWrong(store);
    }

    /** D31: one endpoint that says otherwise stops a cast, and both answers are kept. */
    @Test
    void disagree() {
        FakeEth1 other = new FakeEth1();
        FakeEth1 third = new FakeEth1();
        opened.addAll(List.of(other, third));
        List.of(node, other, third).forEach(each -> mine(each, BLOCKS));
        TreeStore store = store(node);
        loop(store, node).poll(now());
        List<Endpoint> endpoints = List.of(endpoint(node), endpoint(other), endpoint(third));
        int needed = CrossCheck.needed(endpoints.size());

        assertThat(CrossCheck.check(store.data(store.head()), endpoints, needed))
                .isEqualTo(new CrossCheck.Verdict.Agreed(3));
        third.fault = Fault.HTTP_500;
        assertThat(CrossCheck.check(store.data(store.head()), endpoints, needed))
                .isEqualTo(new CrossCheck.Verdict.Agreed(2));
        other.fault = Fault.HTML;
        assertThat(CrossCheck.check(store.data(store.head()), endpoints, needed))
                .isInstanceOf(CrossCheck.Verdict.TooFew.class);
        other.fault = Fault.CONTRACT_ROOT_WRONG;
        CrossCheck.Verdict verdict = CrossCheck.check(store.data(store.head()), endpoints, needed);
        assertThat(verdict).isInstanceOf(CrossCheck.Verdict.Disagreed.class);
        assertThat(((CrossCheck.Verdict.Disagreed) verdict).answers()).hasSize(2);
    }

    @Test
    void requestsAreSpreadOverTime() throws EndpointException {
        mine(node, 1);
        JsonRpcClient client = client(node, 4);
        for (int i = 0; i < 12; i++) {
            client.call("eth_chainId");
        }
        assertThat(time.waited).isBetween(Duration.ofMillis(1_990), Duration.ofMillis(2_010));
        node.fault = Fault.TOO_MANY_REQUESTS;
        assertThatThrownBy(() -> client.call("eth_chainId")).hasMessageContaining("429");
        node.fault = Fault.NONE;
        assertThatThrownBy(() -> client.call("eth_chainId")).hasMessageContaining("left alone");
        assertThat(client.requests()).isEqualTo(13);
    }

    private void assertNothingWrong(TreeStore store) {
        for (Eth1Point point : store.points(0, Long.MAX_VALUE - 1)) {
            assertThat(point.block().hash())
                    .isEqualTo(node.header(point.block().number()).hash());
            assertThat(point.count())
                    .isEqualTo(node.treeAt(point.block().hash()).count());
            assertThat(store.data(point).root())
                    .isEqualTo(node.treeAt(point.block().hash()).root());
        }
        assertThat(store.tree().root())
                .isEqualTo(node.treeAt(store.head().block().hash()).root());
    }

    private static void mine(FakeEth1 node, int blocks) {
        for (int i = 0; i < blocks; i++) {
            node.mine("eth1", (int) ((node.head().number() + 1) % 3));
        }
    }

    private long now() {
        return node.head().timestamp() + 10;
    }

    private static Start start(FakeEth1 node) {
        return Start.ofLogs(node.header(0));
    }

    private TreeStore store(FakeEth1 node) {
        return TreeStore.open(rows, start(node)).store();
    }

    private FollowLoop loop(TreeStore store, FakeEth1... nodes) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (FakeEth1 each : nodes) {
            endpoints.add(endpoint(each));
        }
        return new FollowLoop(endpoints, node.contract(), SETTINGS, store);
    }

    private Endpoint endpoint(FakeEth1 each) {
        return new Endpoint("fake", new JsonRpcLogs(client(each, 10_000), each.contract()));
    }

    private JsonRpcClient client(FakeEth1 each, int perSecond) {
        EndpointSettings settings = new EndpointSettings(each.url(), patience, perSecond, 2 << 20);
        return new JsonRpcClient(http, settings, time);
    }
}
