package io.vigil.testnet.local;

import io.vigil.deposits.DepositTree;
import io.vigil.deposits.contract.DepositContract;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.node.keys.NodeKeys;
import io.vigil.types.Hash;
import io.vigil.types.genesis.GenesisEth1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The chain whose deposits a local network takes: a validator of its own beside the others, or a node at a URL. */
final class Eth1Node {
    static final String NAME = "eth1";

    /** Blocks that are voted on are at least this old. */
    private static final long FOLLOW_SECONDS = 2;

    private static final long LEAST_PERIOD = 64;
    private static final Duration DEPLOY_LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    private final NetworkPlan plan;

    Eth1Node(NetworkPlan plan) {
        this.plan = plan;
    }

    private NodeHome home() {
        return new NodeHome(plan.folder().resolve(NAME));
    }

    Path console() {
        return home().logs().resolve("console.log");
    }

    /** What its process is started with; makes its home first. */
    List<String> flags() {
        NodeHome home = home();
        if (!Files.exists(home.genesisFile())) {
            SecureRandom random = new SecureRandom();
            NodeKeys keys = NodeKeys.openOrCreate(home, random);
            NewHome.create(
                    home,
                    NewNetwork.developmentSettings(),
                    NewChain.genesis(NewChain.Purpose.ETH1, plan.chainId() + 1, List.of(keys), Instant.now(), random));
        }
        List<String> flags = new ArrayList<>(List.of("--home", home.root().toString()));
        for (Map.Entry<Setting<?>, String> setting :
                DevHome.flags(plan.eth1Port()).entrySet()) {
            flags.add(setting.getKey().flag());
            flags.add(setting.getValue());
        }
        return flags;
    }

    /** Makes our own contract there and says what genesis needs to know of it. */
    GenesisEth1 deploy() {
        try {
            RpcClient rpc = new RpcClient(RpcClient.http(), plan.eth1Url());
            awaitAnswers(rpc);
            GenesisEth1.Contract contract = new Eth1Client(rpc)
                    .deploy(
                            DevelopmentAccounts.secretKeys().getFirst(),
                            DepositContract.ours().creationCode(),
                            DEPLOY_LIMIT);
            Hash empty = DepositTree.empty().root();
            return new GenesisEth1(
                    contract,
                    GenesisEth1.forkVersionOf(plan.chainId(), contract.address()),
                    FOLLOW_SECONDS,
                    Math.max(LEAST_PERIOD, GenesisEth1.shortestPeriod(plan.validators())),
                    GenesisEth1.MAX_DEPOSITS,
                    new GenesisEth1.Start(contract.deployBlock(), contract.deployHash(), empty, 0),
                    0,
                    List.of());
        } catch (IOException e) {
            throw new RefusedException(
                    "--eth1: " + e.getMessage()
                            + "; the node must take transactions of the first account of the development mnemonic",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("--eth1: interrupted", e);
        }
    }

    private static void awaitAnswers(RpcClient rpc) throws IOException, InterruptedException {
        long end = System.nanoTime() + DEPLOY_LIMIT.toNanos();
        while (true) {
            try {
                rpc.call("eth_chainId");
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(POLL);
            }
        }
    }

    /** The settings by which a validator of the network follows it. */
    List<String> followerFlags() {
        return List.of(
                Settings.ETH1_ENDPOINTS.flag(),
                plan.eth1Url(),
                Settings.ETH1_POLL.flag(),
                "250",
                Settings.ETH1_REQUESTS.flag(),
                "1000");
    }
}
