package io.vigil.testnet.local;

import io.vigil.node.config.Endpoint;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.PeerAddress;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.NodeKey;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A node that joins a local network from outside: an observer with a home of its own and nothing but the network's genesis. */
public final class Newcomer implements AutoCloseable {
    private final NodePlan plan;
    private final List<String> flags;
    private final NodeLauncher launcher;
    private @Nullable RunningProcess process;

    private Newcomer(NodePlan plan, List<String> flags, NodeLauncher launcher) {
        this.plan = plan;
        this.flags = flags;
        this.launcher = launcher;
    }

    /**
     * Makes its home; it does not run yet.
     *
     * @param number tells it and its ports from those of others
     * @param more settings beside those of every node of the network
     */
    public static Newcomer of(LocalNetwork network, int number, Map<Setting<?>, String> more, NodeLauncher launcher) {
        NetworkPlan plan = network.plan();
        int index = plan.validators() + number;
        NodePlan first = plan.nodes().getFirst();
        NodePlan own = new NodePlan(
                index,
                new NodeHome(plan.folder().resolve("newcomer" + number)),
                new Endpoint(first.rpc().host(), first.rpc().port() + index),
                first.adminPort() + index,
                new Endpoint(first.p2p().host(), first.p2p().port() + index));
        Map<Setting<?>, String> settings = new LinkedHashMap<>(NewNetwork.developmentSettings());
        settings.put(Settings.KEYS_VALIDATES, "false");
        settings.putAll(more);
        NodeKey.generate(new SecureRandom()).writeTo(own.home().nodeKeyFile());
        NewHome.create(own.home(), settings, NewHome.readGenesis(first.home().genesisFile()));
        return new Newcomer(own, flags(plan, own), launcher);
    }

    private static List<String> flags(NetworkPlan network, NodePlan own) {
        List<String> flags = new ArrayList<>(List.of("--home", own.home().root().toString()));
        flags.addAll(List.of(Settings.RPC_LISTEN.flag(), own.rpc().toString()));
        flags.addAll(List.of(Settings.ADMIN_PORT.flag(), Integer.toString(own.adminPort())));
        flags.addAll(List.of(Settings.P2P_LISTEN.flag(), own.p2p().toString()));
        flags.addAll(List.of(
                Settings.P2P_PEERS.flag(),
                network.nodes().stream()
                        .map(node -> new PeerAddress(
                                        NodeKey.read(node.home().nodeKeyFile()).id(), node.p2p())
                                .toString())
                        .collect(Collectors.joining(","))));
        return List.copyOf(flags);
    }

    public NodePlan plan() {
        return plan;
    }

    public NodeConfig config() {
        try {
            return NodeArguments.parse(flags).config();
        } catch (MalformedException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    public void start() {
        process = launcher.start(flags, LocalNetwork.console(plan));
    }

    /** Ends it as a power failure would. */
    public void kill() {
        end(ProcessHandle::destroyForcibly);
    }

    /** The lines of its log that hold {@code word}. */
    public List<String> logged(String word) {
        Path log = plan.home().logs().resolve("vigil.log");
        try {
            return Files.exists(log)
                    ? Files.readAllLines(log).stream()
                            .filter(line -> line.contains(word))
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(log + ": cannot be read: " + e, e);
        }
    }

    @Override
    public void close() {
        end(ProcessHandle::destroy);
    }

    private void end(Consumer<ProcessHandle> act) {
        RunningProcess running = process;
        if (running != null) {
            running.handle().ifPresent(handle -> {
                act.accept(handle);
                handle.onExit().join();
            });
            process = null;
        }
    }
}
