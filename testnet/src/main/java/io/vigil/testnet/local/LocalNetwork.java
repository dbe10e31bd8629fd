package io.vigil.testnet.local;

import io.vigil.node.config.RefusedException;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A network of real processes in one folder. Every act is complete when its method returns, and the folder then says
 * what runs; another process may act on the same network meanwhile, one at a time.
 */
public final class LocalNetwork {
    /** A node that has not closed its stores by then is killed, which it survives. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private static final Duration PAUSE_LIMIT = Duration.ofSeconds(5);
    private static final Duration PAUSE_STEP = Duration.ofMillis(1);

    private static final Duration POLL = Duration.ofMillis(50);
    private static final int CONSOLE_LINES = 15;

    private final Path folder;
    private final NodeLauncher launcher;
    private final HttpClient http = RpcClient.http();

    private LocalNetwork(Path folder, NodeLauncher launcher) {
        this.folder = folder;
        this.launcher = launcher;
    }

    /** What the user asked for; what is absent stays as the folder has it, or takes its default. */
    public record Wish(OptionalInt validators, OptionalLong chainId, OptionalInt rpcPort, Optional<String> eth1) {
        /** A wish that says nothing of eth1. */
        public Wish(OptionalInt validators, OptionalLong chainId, OptionalInt rpcPort) {
            this(validators, chainId, rpcPort, Optional.empty());
        }
    }

    /** @throws RefusedException if the folder holds no network */
    public static LocalNetwork open(Path folder, NodeLauncher launcher) {
        Path absolute = folder.toAbsolutePath().normalize();
        if (NetworkFile.read(absolute).isEmpty()) {
            throw new RefusedException(
                    absolute + ": holds no network; start one with: vigil testnet up --dir " + folder);
        }
        return new LocalNetwork(absolute, launcher);
    }

    /** @throws RefusedException if the folder holds another network than the one wished for, or something else */
    public static LocalNetwork openOrCreate(Path folder, Wish wish, NodeLauncher launcher) {
        Path absolute = folder.toAbsolutePath().normalize();
        LocalNetwork network = new LocalNetwork(absolute, launcher);
        try {
            Files.createDirectories(absolute);
        } catch (IOException e) {
            throw new UncheckedIOException(absolute + ": cannot be written: " + e, e);
        }
        network.change(file -> {
            NetworkPlan plan = plan(absolute, file.map(NetworkFile::plan), wish);
            if (file.isEmpty()) {
                refuseOtherContent(absolute);
            }
            NetworkFile next = file.map(old -> old.with(plan)).orElse(new NetworkFile(plan, Map.of()));
            next.write(); // first, so that a start that is cut short can be taken up again
            NewNetwork made = new NewNetwork(plan);
            if (!plan.hasEth1() || !made.lacksGenesis()) {
                made.complete(Optional.empty());
                return next;
            }
            NetworkFile withEth1 = network.startEth1(next);
            made.complete(Optional.of(new Eth1Node(plan).deploy()));
            return withEth1;
        });
        return network;
    }

    /** The network of the folder, with its ports moved if the user wishes. */
    static NetworkPlan plan(Path folder, Optional<NetworkPlan> old, Wish wish) {
        int validators =
                old.map(NetworkPlan::validators).orElse(wish.validators().orElse(NetworkPlan.DEFAULT_VALIDATORS));
        long chainId = old.map(NetworkPlan::chainId).orElse(wish.chainId().orElse(NetworkPlan.DEFAULT_CHAIN_ID));
        int port = wish.rpcPort().orElse(old.map(NetworkPlan::rpcPort).orElse(NetworkPlan.DEFAULT_RPC_PORT));
        if (wish.validators().orElse(validators) != validators) {
            throw new RefusedException(folder + ": holds a network of " + validators + " validators, not "
                    + wish.validators().getAsInt() + "; use another --dir, or delete this one");
        }
        if (wish.chainId().orElse(chainId) != chainId) {
            throw new RefusedException(folder + ": holds a network with chain id " + chainId + ", not "
                    + wish.chainId().getAsLong() + "; use another --dir, or delete this one");
        }
        String eth1 = old.map(NetworkPlan::eth1).orElse(wish.eth1().orElse(""));
        if (!wish.eth1().orElse(eth1).equals(eth1)) {
            throw new RefusedException(
                    folder + ": holds a network " + (eth1.isEmpty() ? "without eth1" : "with --eth1 " + eth1)
                            + "; use another --dir, or delete this one");
        }
        return new NetworkPlan(folder, validators, chainId, port, eth1);
    }

    private static void refuseOtherContent(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            Optional<Path> other = files.filter(
                            file -> !file.getFileName().toString().equals(NetworkLock.NAME))
                    .findFirst();
            if (other.isPresent()) {
                throw new RefusedException(folder + ": is not empty and holds no network ("
                        + other.get().getFileName() + "); use another --dir");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be read: " + e, e);
        }
    }

    public NetworkPlan plan() {
        return file().plan();
    }

    /** The nodes of these names, or all if there are none. */
    public List<NodePlan> nodes(List<String> names) {
        NetworkPlan plan = plan();
        return names.isEmpty() ? plan.nodes() : names.stream().map(plan::node).toList();
    }

    /**
     * Starts those of {@code nodes} that do not run.
     *
     * @return those that were started
     * @throws RefusedException if a port is taken; the message names it, and nothing was started
     */
    public List<NodePlan> start(List<NodePlan> nodes) {
        List<NodePlan> started = new ArrayList<>();
        change(old -> {
            NetworkFile file = old.orElseThrow();
            started.addAll(
                    nodes.stream().filter(node -> file.handle(node).isEmpty()).toList());
            started.forEach(LocalNetwork::refuseTakenPorts);
            NetworkFile next = startEth1(file);
            for (NodePlan node : started) {
                next = next.with(node.name(), launcher.start(NewNetwork.flags(file.plan(), node), console(node)));
                next.write(); // whatever happens next, the process can be found
            }
            return next;
        });
        return List.copyOf(started);
    }

    /** Starts the network's own eth1 node, if it has one and that does not run. */
    private NetworkFile startEth1(NetworkFile file) {
        if (!file.plan().hasOwnEth1() || file.eth1().isPresent()) {
            return file;
        }
        Eth1Node eth1 = new Eth1Node(file.plan());
        NetworkFile next = file.with(Eth1Node.NAME, launcher.start(eth1.flags(), eth1.console()));
        next.write();
        return next;
    }

    /** Ends the network's own eth1 node, if it runs. */
    public void stopEth1() {
        change(old -> {
            NetworkFile file = old.orElseThrow();
            file.eth1().ifPresent(handle -> {
                handle.destroy();
                awaitEnd(handle);
            });
            return file;
        });
    }

    private static void refuseTakenPorts(NodePlan node) {
        for (int port : node.ports()) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(node.rpc().host(), port));
            } catch (IOException e) {
                throw new RefusedException(
                        "port " + port + " of " + node.name() + " is taken (" + e.getMessage()
                                + "); stop what listens there, or choose others with --rpc-port",
                        e);
            }
        }
    }

    /**
     * Waits until all of {@code nodes} answer.
     *
     * @throws RefusedException if one ends instead, with the last lines of its output, or the time is over
     */
    public void awaitReady(List<NodePlan> nodes, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (NodePlan node : nodes) {
            RpcClient client = new RpcClient(http, node.rpcUrl());
            while (!answers(client)) {
                if (file().handle(node).isEmpty()) {
                    throw new RefusedException(node.name() + " ended while it started; the end of " + console(node)
                            + ":\n" + lastLines(console(node)));
                }
                if (System.nanoTime() > end) {
                    throw new RefusedException(node.name() + " runs but does not answer at " + node.rpcUrl() + " after "
                            + limit.toSeconds() + " s; see " + console(node));
                }
                Thread.sleep(POLL);
            }
        }
    }

    private static boolean answers(RpcClient client) {
        try {
            client.call("eth_blockNumber");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends nodes in order: each closes its stores. What does not end in time is killed. Returns those that ran. */
    public List<NodePlan> stop(List<NodePlan> nodes) {
        return end(nodes, handle -> {
            resume(handle);
            handle.destroy();
        });
    }

    /** Ends nodes as a power failure would. Returns those that ran. */
    public List<NodePlan> kill(List<NodePlan> nodes) {
        return end(nodes, ProcessHandle::destroyForcibly);
    }

    private List<NodePlan> end(List<NodePlan> nodes, Consumer<ProcessHandle> act) {
        List<NodePlan> ended = new ArrayList<>();
        change(old -> {
            NetworkFile file = old.orElseThrow();
            List<ProcessHandle> handles = new ArrayList<>();
            for (NodePlan node : nodes) {
                file.handle(node).ifPresent(handle -> {
                    ended.add(node);
                    handles.add(handle);
                    act.accept(handle);
                });
            }
            handles.forEach(LocalNetwork::awaitEnd);
            return file;
        });
        return List.copyOf(ended);
    }

    private static void awaitEnd(ProcessHandle handle) {
        try {
            handle.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            handle.destroyForcibly();
            handle.onExit().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of process " + handle.pid() + " cannot be awaited", e);
        }
    }

    /** Stops the clock of nodes: they keep their memory and their ports and do nothing. Returns those that run. */
    public List<NodePlan> pause(List<NodePlan> nodes) {
        List<NodePlan> paused = signal(nodes, "-STOP");
        NetworkFile file = file();
        for (NodePlan node : paused) {
            file.handle(node).ifPresent(LocalNetwork::awaitPaused);
        }
        return paused;
    }

    /** The signal has been sent; each thread of the process stops when the system next looks at it. */
    private static void awaitPaused(ProcessHandle handle) {
        long until = System.nanoTime() + PAUSE_LIMIT.toNanos();
        while (handle.isAlive() && !ProcessFacts.of(handle.pid()).paused()) {
            if (System.nanoTime() - until > 0) {
                throw new RefusedException("process " + handle.pid() + " was told to pause and still runs after "
                        + PAUSE_LIMIT.toSeconds() + " s");
            }
            LockSupport.parkNanos(PAUSE_STEP.toNanos());
        }
    }

    /** Lets paused nodes go on. Returns those that run. */
    public List<NodePlan> resume(List<NodePlan> nodes) {
        return signal(nodes, "-CONT");
    }

    private List<NodePlan> signal(List<NodePlan> nodes, String signal) {
        NetworkFile file = file();
        List<NodePlan> reached = new ArrayList<>();
        for (NodePlan node : nodes) {
            file.handle(node).ifPresent(handle -> {
                signal(handle, signal);
                reached.add(node);
            });
        }
        return List.copyOf(reached);
    }

    /** A paused process does not see that it is asked to end. */
    private static void resume(ProcessHandle handle) {
        if (ProcessFacts.of(handle.pid()).paused()) {
            signal(handle, "-CONT");
        }
    }

    /** Java has no other way to send these signals. */
    private static void signal(ProcessHandle handle, String signal) {
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill " + signal + " " + handle.pid())
                    .redirectErrorStream(true)
                    .start();
            if (kill.waitFor() != 0) {
                throw new RefusedException("cannot send " + signal + " to process " + handle.pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run kill: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Gives all nodes a new chain; keys and signer records stay.
     *
     * @throws RefusedException if a node runs
     */
    public void reset() {
        change(old -> {
            NetworkFile file = old.orElseThrow();
            for (NodePlan node : file.plan().nodes()) {
                file.handle(node).ifPresent(handle -> {
                    throw new RefusedException(node.name() + " runs (process " + handle.pid()
                            + "); stop the network first: vigil testnet down --dir " + folder);
                });
            }
            new NewNetwork(file.plan()).reset();
            return file;
        });
    }

    public List<NodeStatus> status() {
        NetworkFile file = file();
        NetworkFaults faults = faults();
        return file.plan().nodes().stream()
                .map(node -> file.handle(node)
                        .map(handle -> NodeStatus.of(node, handle, new RpcClient(http, node.rpcUrl()), faults))
                        .orElse(NodeStatus.stopped(node)))
                .toList();
    }

    /** What the process of a node is told: {@code --home DIR} and flags of settings, each with its value. */
    public List<String> flags(NodePlan node) {
        return NewNetwork.flags(plan(), node);
    }

    /** What can be done to links between running nodes. */
    public NetworkFaults faults() {
        return new NetworkFaults(this);
    }

    /** Those of all nodes that run. */
    public List<NodePlan> running() {
        NetworkFile file = file();
        return file.plan().nodes().stream()
                .filter(node -> file.handle(node).isPresent())
                .toList();
    }

    /** What a node printed outside of its log: the lines of a start that failed, or of a crash. */
    public static Path console(NodePlan node) {
        return node.home().logs().resolve("console.log");
    }

    private static String lastLines(Path console) {
        try {
            List<String> lines = Files.readAllLines(console);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - CONSOLE_LINES), lines.size()));
        } catch (IOException e) {
            return "(cannot be read: " + e.getMessage() + ")";
        }
    }

    private NetworkFile file() {
        return NetworkFile.read(folder)
                .orElseThrow(() -> new RefusedException(NetworkFile.in(folder) + ": is missing"));
    }

    /** One act on the network at a time, whichever process it comes from. */
    private void change(Act act) {
        NetworkLock.holding(folder, () -> act.apply(NetworkFile.read(folder)).write());
    }

    /** From what the folder says to what it says afterwards. */
    private interface Act {
        NetworkFile apply(Optional<NetworkFile> file);
    }
}
