package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.consensus.validators.LeaderRotation;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositDomain;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.admin.AdminToken;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.node.keys.KeystoreFile;
import io.vigil.testnet.local.Eth1Client;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.QuickGenesis;
import io.vigil.testnet.local.RpcClient;
import io.vigil.testnet.local.Waiting;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.ValidatorInfo;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisEth1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A network with an eth1 of its own whose blocks come every 200 ms, and what a drill does with it. */
final class DepositNetwork implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final long GWEI = 32_000_000_000L;
    private static final Bytes PAYER = DevelopmentAccounts.secretKeys().get(1);

    private final HttpClient http = RpcClient.http();
    private final LocalNetwork network;
    private final GenesisEth1 eth1;
    private final Eth1Client client;
    private final List<ValidatorInfo> set;
    private int deposits;

    DepositNetwork(Path folder, int rpcPort, int validators, NodeLauncher launcher) {
        this(folder, rpcPort, validators, period(validators), launcher);
    }

    /** @param period blocks of one voting period */
    DepositNetwork(Path folder, int rpcPort, int validators, long period, NodeLauncher launcher) {
        Wish wish = new Wish(
                OptionalInt.of(validators),
                OptionalLong.empty(),
                OptionalInt.of(rpcPort),
                Optional.of(NetworkPlan.OWN_ETH1));
        network = LocalNetwork.openOrCreate(folder, wish, launcher);
        Genesis genesis = quick(NewHome.readGenesis(nodes().getFirst().home().genesisFile()), period);
        nodes().forEach(node -> NewHome.replaceGenesis(node.home(), genesis));
        eth1 = genesis.eth1().orElseThrow();
        set = genesis.validatorSet();
        client = new Eth1Client(new RpcClient(http, network.plan().eth1Url()));
    }

    /** The shortest voting period there may be. */
    static long period(int validators) {
        return GenesisEth1.shortestPeriod(validators);
    }

    private static Genesis quick(Genesis genesis, long period) {
        String text = new String(QuickGenesis.of(genesis).toJson().toArray(), StandardCharsets.UTF_8);
        String quick = text.replaceFirst("\"period\" : \\d+", "\"period\" : " + period);
        try {
            return Genesis.parse(Bytes.wrap(quick.getBytes(StandardCharsets.UTF_8)));
        } catch (MalformedException e) {
            throw new IllegalStateException("a genesis that was read before", e);
        }
    }

    List<NodePlan> nodes() {
        return network.plan().nodes();
    }

    LocalNetwork network() {
        return network;
    }

    ChainWatch watch(NodePlan node) {
        return new ChainWatch(http, node);
    }

    /** Whose votes in blocks are to be seen; members of the first set, which is that of every epoch of a drill. */
    VoteWatch votes(NodePlan node) {
        List<Address> members = set.stream().map(ValidatorInfo::address).toList();
        try {
            return new VoteWatch(
                    http, node, network.plan().eth1Url(), eth1.contract().address(), members);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Who leads which view of the first epoch. */
    LeaderRotation rotation() {
        return new LeaderRotation(0, ValidatorSet.ofChain(set));
    }

    /** Place of a node's validator in the set. */
    int member(NodePlan node) {
        Bytes key = new KeystoreFile(node.home().validatorKeyFile()).read().publicKey();
        for (int i = 0; i < set.size(); i++) {
            if (set.get(i).blsKey().bytes().equals(key)) {
                return i;
            }
        }
        throw new IllegalStateException(node.name() + " is no member");
    }

    void start(List<NodePlan> started) throws InterruptedException {
        network.start(started);
        network.awaitReady(started, START_LIMIT);
        for (NodePlan node : started) { // the admin port opens last, with a new token
            Waiting.until(node.name() + " to answer at its admin port", START_LIMIT, LOOK, () -> answers(node));
        }
    }

    private boolean answers(NodePlan node) {
        try {
            return status(node).isObject();
        } catch (UncheckedIOException | RefusedException e) { // no port yet, or no token
            return false;
        }
    }

    /** Sends {@code good} deposits of new keys, one with a bad signature, and one more for the first key if {@code odd}. */
    void deposit(int good, boolean odd) throws InterruptedException {
        List<DepositData> queue = new ArrayList<>();
        for (int i = 0; i < good; i++) {
            queue.add(signed(deposits + i));
        }
        if (odd) {
            DepositData bad = signed(deposits + good);
            queue.add(new DepositData(
                    bad.publicKey(),
                    bad.credentials(),
                    bad.amountGwei(),
                    queue.getFirst().signature()));
            queue.add(queue.getFirst());
        }
        try {
            Hash last = Hash.ZERO;
            for (DepositData deposit : queue) {
                last = client.deposit(PAYER, eth1.contract().address(), deposit);
            }
            client.await(last, START_LIMIT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        deposits += queue.size();
    }

    private DepositData signed(int number) {
        BlsSecretKey key =
                BlsSecretKey.generate(Bytes.concat(Bytes.wrap(new byte[30]), Bytes.of(1 + number / 256, number)));
        Hash credentials =
                new Hash(Bytes.concat(Bytes.of(1), Bytes.wrap(new byte[29]), Bytes.of(number / 256, number)));
        return DepositData.signed(key, credentials, GWEI, new DepositDomain(eth1.forkVersion()));
    }

    /** All that were sent. */
    int deposits() {
        return deposits;
    }

    JsonNode status(NodePlan node) {
        return admin(node, "deposits_status");
    }

    JsonNode admin(NodePlan node, String method, Object... params) {
        try {
            return new AdminClient(node.adminPort(), AdminToken.read(node.home())).call(method, params);
        } catch (IOException e) {
            throw new UncheckedIOException(node.name() + ": " + e.getMessage(), e);
        }
    }

    String contractRoot() {
        return eth1Call("0xc5f2892f");
    }

    private String eth1Call(String data) {
        try {
            return new RpcClient(http, network.plan().eth1Url())
                    .call(
                            "eth_call",
                            java.util.Map.of("to", eth1.contract().address().toHex(), "data", data),
                            "latest")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Index of the next deposit, as a node's newest state has it. */
    long processed(NodePlan node) {
        return status(node).path("nextIndex").asLong();
    }

    /** Whether what the chain adopted is what a sound node's own tree has at that count. */
    boolean hasTrueRoot(NodePlan sound) {
        JsonNode adopted = status(sound).path("adopted");
        long count = adopted.path("count").asLong();
        return count == 0
                || admin(sound, "deposits_proof", "0", Long.toString(count))
                        .path("root")
                        .asText()
                        .equals(adopted.path("root").asText());
    }

    /** Height of the first block that a node keeps a dispute about; -1 without one. */
    long firstDispute(NodePlan node) {
        Path disputes = node.home().eth1().resolve("disputes");
        if (!Files.isDirectory(disputes)) {
            return -1;
        }
        try (Stream<Path> kept = Files.list(disputes)) {
            long first = Long.MAX_VALUE;
            for (Path dispute : kept.map(each -> each.resolve("dispute.json"))
                    .filter(Files::exists)
                    .toList()) {
                first = Math.min(
                        first,
                        new ObjectMapper()
                                .readTree(dispute.toFile())
                                .path("height")
                                .asLong());
            }
            return first == Long.MAX_VALUE ? -1 : first;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the chain adopted everything that the contract holds now. */
    boolean hasTheContractsRoot(NodePlan node) {
        return status(node).path("adopted").path("root").asText().equals(contractRoot());
    }

    /** Whether all nodes have one block at the newest height that {@code chain} has seen. */
    boolean isOneChain(ChainWatch chain) throws InterruptedException {
        chain.look();
        long height = chain.height();
        boolean all = Waiting.within(
                START_LIMIT, LOOK, () -> hashes(height).stream().allMatch(hash -> hash.startsWith("0x")));
        return all && hashes(height).stream().distinct().count() == 1;
    }

    /** Hash of one height at each node; all equal means one state, since the hash covers its root. */
    private List<String> hashes(long height) {
        List<String> hashes = new ArrayList<>();
        for (NodePlan node : nodes()) {
            try {
                hashes.add(new RpcClient(http, node.rpcUrl())
                        .call("eth_getBlockByNumber", "0x" + Long.toHexString(height), false)
                        .path("hash")
                        .asText());
            } catch (IOException e) {
                hashes.add(String.valueOf(e.getMessage()));
            }
        }
        return hashes;
    }

    /** @return whether {@code reached} became true before the chain had made {@code blocks} more */
    boolean within(long blocks, ChainWatch chain, BooleanSupplier reached) throws InterruptedException {
        chain.look();
        long end = chain.height() + blocks;
        while (!reached.getAsBoolean()) {
            chain.look();
            if (chain.height() > end) {
                return reached.getAsBoolean();
            }
            Thread.sleep(LOOK);
        }
        return true;
    }

    @Override
    public void close() {
        network.stop(nodes());
        network.stopEth1();
    }
}
