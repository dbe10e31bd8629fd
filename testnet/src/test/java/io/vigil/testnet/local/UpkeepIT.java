package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.Node;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Settings;
import io.vigil.node.snapshot.PacedWork;
import io.vigil.node.upkeep.Recovery;
import io.vigil.node.upkeep.Rollback;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.node.upkeep.StoreCheck;
import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreReading;
import io.vigil.types.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does to the store of a stopped node, on a chain that a real one made. */
class UpkeepIT {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final long BLOCKS = 3;

    @TempDir
    private Path folder;

    @Test
    void aStoreIsCheckedTakenBackDamagedRefusedAndPutAside() throws Exception {
        DevHome dev = new DevHome(folder.resolve("home"));
        dev.prepare(OptionalLong.empty(), true);
        NodeHome home = dev.home();
        NodeConfig config = Settings.tree(home, ConfigSources.resolve(home, java.util.Map.of(), DevHome.flags(0)));
        try (Node node = Node.open(home, config)) {
            assertThatThrownBy(() -> StoppedHome.hold(home, config.storage()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("stop it first");
            awaitBlocks(home);
            assertThat(node).isNotNull();
        }
        try (StoppedHome held = StoppedHome.hold(home, config.storage())) {
            StoreCheck whole = check(held, config);
            assertThat(whole.findings()).isEmpty();
            assertThat(whole.height()).isGreaterThanOrEqualTo(BLOCKS);
            assertThat(whole.certificates()).isPositive();

            rollBack(held, whole.height());
            StoreCheck earlier = check(held, config);
            assertThat(earlier.findings()).isEmpty();
            assertThat(earlier.height()).isEqualTo(1);

            try (RocksStore store = held.store()) {
                store.commit(
                        new Batch().put(Table.ACCT, Bytes.fromHex("00".repeat(32)), Bytes.of(0xc0)), Durability.SYNCED);
                store.commit(
                        new Batch().put(Table.BODY, Bytes.ofLong(1), Bytes.fromHex("c2c0c1c0")), Durability.SYNCED);
            }
            assertThat(check(held, config).findings())
                    .anySatisfy(finding -> assertThat(finding).contains("body"))
                    .anySatisfy(finding -> assertThat(finding).contains("ACCT"));
        }
        assertThatThrownBy(() -> Node.open(home, config)).isInstanceOf(RuntimeException.class);
        putAside(folder.resolve("home"), home, config);
    }

    private static void putAside(Path root, NodeHome home, NodeConfig config) throws Exception {
        Files.delete(home.chain().resolve("CURRENT"));
        NodeHome again = new NodeHome(root);
        try (StoppedHome held = StoppedHome.hold(again, config.storage())) {
            assertThatThrownBy(held::store).isInstanceOf(RefusedException.class).hasMessageContaining("CURRENT");
            assertThatThrownBy(() ->
                            StoreReading.open(home.chain(), config.storage().sizes()))
                    .isInstanceOf(StorageException.class);
            List<Recovery.Step> steps = Recovery.run(held, config.storage(), false);
            assertThat(steps).hasSize(1);
            assertThat(steps.getFirst().aside()).isDirectory();
            assertThat(home.chain()).doesNotExist();
            assertThat(home.signer()).isNotEmptyDirectory();
        }
    }

    private static void rollBack(StoppedHome held, long head) {
        try (RocksStore store = held.store()) {
            assertThatThrownBy(() -> Rollback.to(1, store, OptionalLong.of(head - 1), count -> {}))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("--below-floor");
            long[] taken = {0};
            Rollback.to(1, store, OptionalLong.empty(), count -> taken[0] += count);
            assertThat(taken[0]).isEqualTo(head - 1);
        }
    }

    private static StoreCheck check(StoppedHome held, NodeConfig config) {
        try (StoreReading store =
                StoreReading.open(held.home().chain(), config.storage().sizes())) {
            return StoreCheck.run(
                    store, held.genesis(), Long.MAX_VALUE, new PacedWork(0, System::nanoTime, progress -> {}));
        }
    }

    /** A reader beside the node sees what the node's log holds. */
    private static void awaitBlocks(NodeHome home) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (height(home) < BLOCKS) {
            assertThat(System.nanoTime()).as("waited for blocks").isLessThan(end);
            Thread.sleep(Duration.ofMillis(200));
        }
    }

    private static long height(NodeHome home) {
        try (StoreReading store = StoreReading.open(home.chain(), io.vigil.storage.rocks.StoreSizes.DEV)) {
            return new ChainStore(store.view()::get)
                    .head()
                    .map(ChainStore.Head::height)
                    .orElse(0L);
        } catch (StorageException e) {
            return 0; // written at this moment
        }
    }
}
