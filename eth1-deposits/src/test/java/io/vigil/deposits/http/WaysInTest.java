package io.vigil.deposits.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.contract.DepositContract;
import io.vigil.deposits.follow.Endpoint;
import io.vigil.deposits.follow.EndpointException;
import io.vigil.deposits.follow.FollowLoop;
import io.vigil.deposits.follow.FollowReport.Ending;
import io.vigil.deposits.follow.FollowSettings;
import io.vigil.deposits.store.BrokenDisk;
import io.vigil.deposits.store.ProvedSlots;
import io.vigil.deposits.store.Start;
import io.vigil.deposits.store.TreeStore;
import io.vigil.deposits.wire.SnapshotCodec;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.MemoryStore;
import io.vigil.storage.StorageException;
import io.vigil.types.MalformedException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * R4.5: each way into the tree, at 0, 1, 2, 3 and 33 deposits, with a restart after every block that follows, comes to one root,
 * which is the contract's; and what lies before a late beginning can be had afterwards (D29).
 */
class WaysInTest {
    private static final FollowSettings SETTINGS = new FollowSettings(0, 16, 3_600);
    private static final List<Integer> COUNTS = List.of(0, 1, 2, 3, 33);
    private static final int MORE_BLOCKS = 4;

    /** All others are in the way of every question alike; {@link FollowerTest} has them. */
    private static final List<Fault> FAULTS_OF_LOGS = Arrays.stream(Fault.values())
            .filter(fault -> fault.name().startsWith("LOG") || fault.name().endsWith("_LIMIT") || fault == Fault.NONE)
            .toList();

    private final HttpClient http = HttpClient.newHttpClient();
    private FakeEth1 node = new FakeEth1();

    private enum Way {
        EMPTY,
        GENESIS,
        SAVED_FILE,
        SNAPSHOT_SSZ,
        SNAPSHOT_JSON,
        NETWORK,
        SLOTS,
        CRASH
    }

    /** Nothing waits. */
    private static final class NoTime implements Pace {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public void pause(Duration duration) {}
    }

    @AfterEach
    void close() {
        node.close();
        http.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void everyWayInComesToTheContractsRootWhateverRestarts(Way way) throws MalformedException {
        for (int count : COUNTS) {
            chain(count);
            MemoryStore rows = new MemoryStore();
            Start start = enter(way, count, rows);
            for (int more = 0; more <= MORE_BLOCKS; more++) {
                TreeStore.Opened opened = TreeStore.open(rows, start);
                assertThat(opened.report().isSound()).as(opened.report().line()).isTrue();
                assertThat(loop(opened.store()).poll(now()).ending()).isEqualTo(new Ending.CaughtUp());
                Frontier contract = node.treeAt(node.head().hash());
                assertThat(contract.count()).isEqualTo(count + more);
                for (TreeStore store :
                        List.of(opened.store(), TreeStore.open(rows, start).store())) {
                    assertThat(store.tree().frontier()).as(way + " at " + count).isEqualTo(contract);
                    assertThat(store.tree().root()).isEqualTo(contract.root());
                    assertThat(store.audit().isSound()).isTrue();
                }
                node.mine("eth1", 1);
            }
        }
    }

    /** Dies at the first write of the way in, at the second, and so on until there is none left to die at. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void whereverItDiesItComesToTheContractsRoot(Way way) throws MalformedException {
        int cases = 0;
        for (int count : COUNTS) {
            chain(count);
            boolean died = true;
            for (int writes = 0; died; writes++) {
                MemoryStore rows = new MemoryStore();
                Start start = enter(way, count, rows);
                node.mine("eth1", 1);
                Frontier contract = node.treeAt(node.head().hash());
                died = diesAfter(writes, rows, start);

                TreeStore.Opened opened = TreeStore.open(rows, start);
                assertThat(opened.report().isSound()).as(opened.report().line()).isTrue();
                loop(opened.store()).poll(now());
                TreeStore again = TreeStore.open(rows, start).store();
                assertThat(again.tree().frontier())
                        .as(way + " at " + count + ", dead after " + writes)
                        .isEqualTo(contract);
                assertThat(again.tree().root()).isEqualTo(contract.root());
                cases++;
            }
        }
        System.out.println(way + ": " + cases + " restarts after a death");
        assertThat(cases).as("at least one death at each count").isGreaterThanOrEqualTo(2 * COUNTS.size());
    }

    private boolean diesAfter(int writes, MemoryStore rows, Start start) {
        try {
            FollowSettings narrow = new FollowSettings(0, 8, 3_600);
            TreeStore store =
                    TreeStore.open(new BrokenDisk(rows, writes), start).store();
            new FollowLoop(endpoints(), node.contract(), narrow, store).poll(now());
            return false;
        } catch (StorageException e) {
            assertThat(e).hasMessage("disk gone");
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 32})
    void depositsBeforeALateBeginningAreReadBackwardsAndProve(int processed)
            throws MalformedException, EndpointException {
        for (Fault fault : FAULTS_OF_LOGS) {
            chain(33);
            MemoryStore rows = new MemoryStore();
            Start start = new Start(node.treeAt(header(33).hash()), header(33), Start.Source.SLOTS);
            TreeStore store = TreeStore.open(rows, start).store();
            FollowLoop loop = loop(store);
            loop.poll(now());
            Frontier before = node.treeAt(header(processed).hash());
            node.fault = fault;
            try {
                loop.findOlder(before);
            } catch (EndpointException e) {
                assertThat(fault).isNotEqualTo(Fault.NONE);
            }
            node.fault = Fault.NONE;
            loop = loop(store); // also what a restart would do
            loop.findOlder(before);

            DepositTree tree = store.tree();
            assertThat(store.beginning()).as(fault.name()).isEqualTo(before);
            assertThat(tree.finalizedCount()).isEqualTo(processed);
            for (long index = processed; index < 33; index++) {
                assertThat(tree.proof(index, 33).proves(tree.leaf(index), 33, tree.root()))
                        .isTrue();
                assertThat(store.deposit(index).orElseThrow().root()).isEqualTo(tree.leaf(index));
            }
            assertThat(TreeStore.open(rows, start).report().isSound()).isTrue();
            assertThat(TreeStore.open(rows, start).store().beginning()).isEqualTo(before);
        }
    }

    private Start enter(Way way, int count, MemoryStore rows) throws MalformedException {
        Eth1Block at = header(count);
        Frontier tree = node.treeAt(at.hash());
        Start logs = Start.ofLogs(header(0));
        return switch (way) {
            case EMPTY -> logs;
            case GENESIS -> new Start(tree, at, Start.Source.CHAIN);
            case SAVED_FILE -> {
                loop(TreeStore.open(rows, logs).store()).poll(now());
                yield logs;
            }
            case SNAPSHOT_SSZ ->
                Start.of(SnapshotCodec.read(
                        SnapshotCodec.writeSsz(DepositTree.from(tree).snapshot(at.hash(), at.number()))));
            case SNAPSHOT_JSON ->
                Start.of(SnapshotCodec.readJson(
                        SnapshotCodec.writeJson(DepositTree.from(tree).snapshot(at.hash(), at.number()))));
            case NETWORK -> {
                node.fault = Fault.LOGS_MISSING_LAST;
                loop(TreeStore.open(rows, logs).store()).poll(now());
                node.fault = Fault.NONE;
                yield logs;
            }
            case SLOTS -> {
                ProvedSlots proof = ProvedSlots.of(tree, DepositContract.ours().codeHash());
                Frontier proved = proof.slots()
                        .prove(proof.blockHash(), ProvedSlots.CONTRACT)
                        .frontier();
                yield new Start(proved, at, Start.Source.SLOTS);
            }
            case CRASH -> {
                TreeStore.open(rows, logs);
                KeyValueStore failing = new BrokenDisk(rows, 1);
                TreeStore store = TreeStore.open(failing, logs).store();
                FollowLoop loop = new FollowLoop(endpoints(), node.contract(), new FollowSettings(0, 2, 3_600), store);
                assertThatThrownBy(() -> loop.poll(now())).hasMessage("disk gone");
                yield logs;
            }
        };
    }

    /** A block for each deposit, then three without. */
    private void chain(int deposits) {
        node.close();
        node = new FakeEth1();
        for (int i = 0; i < deposits; i++) {
            node.mine("eth1", 1);
        }
        for (int i = 0; i < 3; i++) {
            node.mine("eth1", 0);
        }
    }

    private Eth1Block header(long number) {
        return node.header(number);
    }

    private long now() {
        return node.head().timestamp() + 10;
    }

    private List<Endpoint> endpoints() {
        EndpointSettings settings = new EndpointSettings(node.url(), Duration.ofSeconds(10), 10_000, 2 << 20);
        return List.of(new Endpoint(
                "fake", new JsonRpcLogs(new JsonRpcClient(http, settings, new NoTime()), node.contract())));
    }

    private FollowLoop loop(TreeStore store) {
        return new FollowLoop(endpoints(), node.contract(), SETTINGS, store);
    }
}
