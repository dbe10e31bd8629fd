package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.chain.GenesisBlock;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.keys.StatementLog;
import io.vigil.node.snapshot.PacedWork;
import io.vigil.node.upkeep.StoreCheck;
import io.vigil.storage.append.DiskFolder;
import io.vigil.storage.rocks.StoreReading;
import io.vigil.storage.rocks.StoreSizes;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.Hash;
import io.vigil.types.genesis.Genesis;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChainMakerTest {
    private static final int BLOCKS = 40;

    @TempDir
    private Path folder;

    private LocalNetwork network() {
        Wish four = new Wish(OptionalInt.of(4), OptionalLong.empty(), OptionalInt.empty());
        return LocalNetwork.openOrCreate(folder, four, NodeLauncher.ofThisProcess(StubNode.class));
    }

    /** Every row, certificate, account and tree node of a node that got a copy, and the record of its key. */
    @Test
    void everyNodeHoldsAWholeChainAndKnowsThatItVotedForIt() throws Exception {
        LocalNetwork network = network();
        ChainMaker.Made made = ChainMaker.make(network, new ChainMaker.Size(BLOCKS, 3), line -> {});
        assertThat(made.height()).isEqualTo(BLOCKS + 1);
        assertThat(made.transfers()).isEqualTo(3 * BLOCKS);

        NodePlan last = network.plan().nodes().getLast();
        Genesis genesis = NewHome.readGenesis(last.home().genesisFile());
        try (StoreReading store = StoreReading.open(last.home().chain(), StoreSizes.DEV)) {
            StoreCheck check =
                    StoreCheck.run(store, genesis, Long.MAX_VALUE, new PacedWork(0, System::nanoTime, told -> {}));
            assertThat(check.findings()).isEmpty();
            assertThat(check.height()).isEqualTo(BLOCKS + 1);
            assertThat(check.certificates()).isEqualTo(BLOCKS + 1);
        }
        Hash genesisHash = GenesisBlock.hash(genesis);
        StatementLog.Contents record =
                StatementLog.read(DiskFolder.forReading(last.home().signerRecord(genesisHash)), entry -> {});
        assertThat(record.floor()).isEqualTo(new StatementLog.Floor(BLOCKS + 1, made.head()));
        assertThat(record.record().orElseThrow().lastCommitVote().orElseThrow().block())
                .isEqualTo(made.head());
    }

    @Test
    void nothingIsMadeWhereAChainIs() throws Exception {
        LocalNetwork network = network();
        ChainMaker.make(network, new ChainMaker.Size(1, 0), line -> {});
        assertThatThrownBy(() -> ChainMaker.make(network, new ChainMaker.Size(1, 0), line -> {}))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("holds a chain already");
    }
}
