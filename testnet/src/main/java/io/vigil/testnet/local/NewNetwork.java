package io.vigil.testnet.local;

import io.vigil.node.chain.GenesisBlock;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.PeerAddress;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.Beginnings;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.keys.NodeKeys;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisEth1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the homes of a local network, or gives them a new chain. */
final class NewNetwork {
    private final NetworkPlan plan;
    private final SecureRandom random = new SecureRandom();

    NewNetwork(NetworkPlan plan) {
        this.plan = plan;
    }

    /** Whether there is no genesis yet, so that {@link #complete} will make one. */
    boolean lacksGenesis() {
        return plan.nodes().stream().noneMatch(node -> Files.exists(node.home().genesisFile()));
    }

    /** {@link #complete(Optional)} without eth1. */
    void complete() {
        complete(Optional.empty());
    }

    /**
     * Makes what is missing: everything in a new folder, the rest after a start that was cut short.
     *
     * @param eth1 goes into a genesis that is made
     */
    void complete(Optional<GenesisEth1> eth1) {
        List<NodeKeys> keys = keys();
        Genesis genesis = plan.nodes().stream()
                .map(node -> node.home().genesisFile())
                .filter(Files::exists)
                .findFirst()
                .map(NewHome::readGenesis)
                .orElseGet(() -> genesis(keys, eth1));
        for (NodePlan node : plan.nodes()) {
            if (!Files.exists(node.home().genesisFile())) {
                NewHome.create(node.home(), settings(plan, node), genesis);
            }
        }
    }

    /** A new genesis and empty stores; keys and signer records stay. */
    void reset() {
        Optional<GenesisEth1> eth1 = NewHome.readGenesis(
                        plan.nodes().getFirst().home().genesisFile())
                .eth1();
        Genesis genesis = genesis(keys(), eth1);
        for (NodePlan node : plan.nodes()) {
            deleteAll(node.home().data());
            NewHome.replaceGenesis(node.home(), genesis);
        }
    }

    private List<NodeKeys> keys() {
        return plan.nodes().stream()
                .map(node -> NodeKeys.openOrCreate(node.home(), random))
                .toList();
    }

    private Genesis genesis(List<NodeKeys> keys, Optional<GenesisEth1> eth1) {
        Genesis made = NewChain.genesis(NewChain.Purpose.TESTNET, plan.chainId(), keys, Instant.now(), random);
        Genesis genesis = eth1.map(made::withEth1).orElse(made);
        plan.nodes().forEach(node -> Beginnings.in(node.home().signer()).chainMade(GenesisBlock.hash(genesis)));
        return genesis;
    }

    static void deleteAll(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be deleted: " + e, e);
        }
    }

    /** Ports and peers as they are at first, for commands that are given the home alone. */
    private static Map<Setting<?>, String> settings(NetworkPlan plan, NodePlan node) {
        Map<Setting<?>, String> settings = new LinkedHashMap<>(developmentSettings());
        settings.put(Settings.RPC_LISTEN, node.rpc().toString());
        settings.put(Settings.P2P_LISTEN, node.p2p().toString());
        settings.put(Settings.P2P_PEERS, peers(plan, node));
        return settings;
    }

    /** One process of {@code testnet} or {@code dev} (DESIGN §2 "Storage"), on a machine that it trusts. */
    static Map<Setting<?>, String> developmentSettings() {
        Map<Setting<?>, String> settings = new LinkedHashMap<>();
        settings.put(Settings.P2P_LINKS_PER_IP, "256");
        settings.put(Settings.P2P_MAX_BACK_OFF, "500");
        settings.put(Settings.RPC_ANY_ORIGIN, "true");
        settings.put(Settings.RPC_UNLOCK_DEVELOPMENT_ACCOUNTS, "true");
        settings.put(Settings.STORAGE_BLOCK_CACHE, "64");
        settings.put(Settings.STORAGE_NODE_CACHE, "64");
        settings.put(Settings.STORAGE_WAL, "64");
        settings.put(Settings.STORAGE_DISK_RESERVE, "128");
        settings.put(Settings.KEYS_VOLATILE_SIGNER, "true");
        return settings;
    }

    /**
     * What a node is told at its start and its file need not know: ports follow the network's first port, and peers are
     * the other nodes.
     */
    static List<String> flags(NetworkPlan plan, NodePlan node) {
        List<String> flags = new ArrayList<>(List.of(
                "--home",
                node.home().root().toString(),
                Settings.RPC_LISTEN.flag(),
                node.rpc().toString(),
                Settings.ADMIN_PORT.flag(),
                Integer.toString(node.adminPort()),
                Settings.P2P_LISTEN.flag(),
                node.p2p().toString(),
                Settings.P2P_PEERS.flag(),
                peers(plan, node)));
        if (plan.hasEth1()) {
            flags.addAll(new Eth1Node(plan).followerFlags());
        }
        return List.copyOf(flags);
    }

    private static String peers(NetworkPlan plan, NodePlan node) {
        return plan.nodes().stream()
                .filter(other -> other.index() != node.index())
                .map(other ->
                        new PeerAddress(NodeKey.read(other.home().nodeKeyFile()).id(), other.p2p()).toString())
                .collect(Collectors.joining(","));
    }
}
