package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositDomain;
import io.vigil.node.config.NewHome;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.crypto.Secp256k1;
import io.vigil.types.genesis.GenesisEth1;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fifth validator joins by a deposit on the other chain and nothing else, under load, on six real processes. */
class DepositorJoinsIT {
    private static final int FIFTH = 4;
    private static final int MEMBERS = 4;
    private static final long LENGTH = 20;
    private static final long GWEI = 32_000_000_000L;
    private static final Bytes PAYER = DevelopmentAccounts.secretKeys().get(1);

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private EpochNetwork network;

    @BeforeEach
    void createNetwork() throws Exception {
        Wish wish = new Wish(
                OptionalInt.of(FIFTH + 1),
                OptionalLong.empty(),
                OptionalInt.of(26_745),
                Optional.of(NetworkPlan.OWN_ETH1));
        network = EpochNetwork.create(folder, wish, MEMBERS, "stake", LENGTH, DepositorJoinsIT::withShortPeriods);
    }

    private static void withShortPeriods(ObjectNode vigil) {
        ((ObjectNode) vigil.path("eth1")).put("period", GenesisEth1.shortestPeriod(MEMBERS));
    }

    @Test
    void whoDepositsIsElectedAndVotesAndNothingIsLost() throws Exception {
        try (EpochNetwork running = network;
                Transfers load = new Transfers(running::running)) {
            network.startAll();
            load.start();
            network.awaitHeight(0, 2);
            assertThat(network.isMember(FIFTH, 0)).isFalse();

            deposit();
            EpochNetwork.await("the fifth in the set", () -> network.isMember(FIFTH, 0));
            long joined = network.height(0);
            long epoch = network.extra(joined).epoch();
            EpochNetwork.await(
                    "a vote of the fifth", () -> network.voteEpochs(FIFTH).anyMatch(voted -> voted >= epoch));
            network.awaitHeight(0, joined + LENGTH);
            load.end();

            network.allArrived(load, 0, 1, 2, 3, FIFTH);
            long end = network.height(0);
            System.out.println(load.sent().size() + " transfers in " + end + " blocks, the fifth a member from epoch "
                    + epoch + " of " + (network.extra(end).epoch() + 1) + "; views without a block: "
                    + network.lostViews(LENGTH + 1) + " in the first epoch, while processes warm up, "
                    + (network.lostViews(end) - network.lostViews(LENGTH + 1)) + " after it");
        }
    }

    private void deposit() throws Exception {
        GenesisEth1 eth1 =
                NewHome.readGenesis(network.node(0).home().genesisFile()).eth1().orElseThrow();
        Address payer = Secp256k1.address(PAYER);
        Hash credentials = new Hash(Bytes.concat(Bytes.of(1), Bytes.wrap(new byte[11]), payer.bytes()));
        DepositData deposit =
                DepositData.signed(network.key(FIFTH), credentials, GWEI, new DepositDomain(eth1.forkVersion()));
        Eth1Client client = new Eth1Client(
                new RpcClient(RpcClient.http(), network.network().plan().eth1Url()));
        Hash sent = client.deposit(PAYER, eth1.contract().address(), deposit);
        client.await(sent, EpochNetwork.PATIENCE);
    }
}
