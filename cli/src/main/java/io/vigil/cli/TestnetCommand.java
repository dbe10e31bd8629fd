package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.NodeLogs;
import io.vigil.testnet.local.NodeMain;
import io.vigil.testnet.local.NodeStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A local network of several validators. */
@Command(
        name = "testnet",
        description = "Run a local network, one process per validator.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class TestnetCommand {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);

    static CommandLine create(Shell shell) {
        CommandLine testnet = new CommandLine(new TestnetCommand())
                .addSubcommand(new Up(shell))
                .addSubcommand(new TestnetMakeCommand(shell))
                .addSubcommand(new Status(shell))
                .addSubcommand(new Down(shell))
                .addSubcommand(new Reset(shell))
                .addSubcommand(new Logs(shell))
                .addSubcommand(new Start(shell))
                .addSubcommand(new Stop(shell))
                .addSubcommand(new Kill(shell))
                .addSubcommand(new Pause(shell))
                .addSubcommand(new Resume(shell));
        TestnetFaultCommands.addTo(testnet, shell);
        return testnet;
    }

    static NodeLauncher launcher() {
        return NodeLauncher.ofThisProcess(NodeMain.class);
    }

    /** Starts or resumes. */
    @Command(
            name = "up",
            description = "Start the network of a folder, or create it. Ctrl-C stops it and keeps the chain.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footer = {"", "Example:  vigil testnet up --validators 7 --dir /tmp/net --detach"})
    static final class Up implements Callable<Integer> {
        private final Shell shell;

        @Option(names = "--validators", paramLabel = "N", description = "of a new network (default: 4)")
        private @Nullable Integer validators;

        @Mixin
        private DirOption dir = new DirOption();

        @Option(
                names = "--rpc-port",
                paramLabel = "PORT",
                description = "node i serves JSON-RPC at PORT+i, admin at +1000, p2p at +2000 (default: 8545)")
        private @Nullable Integer rpcPort;

        @Option(names = "--chain-id", paramLabel = "ID", description = "of a new network (default: 20200309)")
        private @Nullable Long chainId;

        @Option(
                names = "--eth1",
                paramLabel = "self|URL",
                description = "take deposits of another chain: one that runs beside the network, or that of a node with"
                        + " the development accounts, such as anvil; a deposit contract is made there")
        private @Nullable String eth1;

        @Option(names = "--detach", description = "return when all nodes answer, and leave them running")
        private boolean detach;

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        private final AtomicBoolean stopping = new AtomicBoolean();

        Up(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() throws InterruptedException {
            LocalNetwork network = LocalNetwork.openOrCreate(dir.folder(), wish(), launcher());
            Thread stopper = new Thread(() -> stop(network), "testnet-stop");
            Runtime.getRuntime().addShutdownHook(stopper); // from here on Ctrl-C leaves nothing behind
            List<NodePlan> nodes = network.plan().nodes();
            List<NodePlan> started = network.start(nodes);
            shell.note("starting " + started.size() + " of " + nodes.size() + " nodes ...");
            try {
                network.awaitReady(nodes, START_LIMIT);
            } catch (RuntimeException e) {
                network.stop(started);
                network.stopEth1();
                throw e;
            }
            announce(network);
            if (detach) {
                Runtime.getRuntime().removeShutdownHook(stopper);
                return ExitCode.OK.number();
            }
            shell.say("Ctrl-C stops the network and keeps the chain.");
            watch(network, nodes);
            return ExitCode.CHECK_FAILED.number();
        }

        private void stop(LocalNetwork network) {
            stopping.set(true);
            List<NodePlan> stopped = network.stop(network.plan().nodes());
            network.stopEth1();
            done(shell, "stopped", stopped);
        }

        private Wish wish() {
            Integer wishedValidators = validators;
            Long wishedChain = chainId;
            Integer wishedPort = rpcPort;
            return new Wish(
                    wishedValidators == null ? OptionalInt.empty() : OptionalInt.of(wishedValidators),
                    wishedChain == null ? OptionalLong.empty() : OptionalLong.of(wishedChain),
                    wishedPort == null ? OptionalInt.empty() : OptionalInt.of(wishedPort),
                    Optional.ofNullable(eth1));
        }

        private void announce(LocalNetwork network) {
            NetworkPlan plan = network.plan();
            if (json) {
                ObjectNode result = Shell.object().put("dir", plan.folder().toString());
                result.put("chainId", plan.chainId());
                if (plan.hasEth1()) {
                    result.put("eth1", plan.eth1Url());
                }
                ArrayNode nodes = result.putArray("nodes");
                network.status().forEach(status -> describe(nodes.addObject(), status));
                Accounts.addTo(result);
                shell.print(result);
                return;
            }
            shell.say("network of " + plan.validators() + " validators, chain id " + plan.chainId() + ", in "
                    + plan.folder());
            plan.nodes()
                    .forEach(node -> shell.say(
                            "  " + node.name() + "  JSON-RPC " + node.rpcUrl() + "  dashboard " + node.dashboardUrl()));
            if (plan.hasEth1()) {
                shell.say("  eth1   JSON-RPC " + plan.eth1Url());
            }
            Accounts.print(shell);
        }

        /** Until every node has ended, or Ctrl-C. */
        private void watch(LocalNetwork network, List<NodePlan> nodes) throws InterruptedException {
            List<NodePlan> seen = nodes;
            while (!seen.isEmpty()) {
                Thread.sleep(Duration.ofMillis(500));
                List<NodePlan> running = network.running();
                for (NodePlan node : seen) {
                    if (!running.contains(node) && !stopping.get()) {
                        shell.note(node.name() + " has ended; see " + LocalNetwork.console(node)
                                + "; start it again with: vigil testnet start " + node.name() + " --dir "
                                + network.plan().folder());
                    }
                }
                seen = running;
            }
            shell.note("all nodes have ended");
        }
    }

    private static void describe(ObjectNode object, NodeStatus status) {
        object.put("name", status.node().name())
                .put("state", status.condition().name().toLowerCase(Locale.ROOT))
                .put("pid", status.pid())
                .put("rpc", status.node().rpcUrl())
                .put("admin", status.node().adminUrl())
                .put("p2p", status.node().p2p().toString())
                .put("height", status.height())
                .put("view", status.view())
                .put("peers", status.peers())
                .put("leader", status.leader())
                .put("residentBytes", status.residentBytes());
        ObjectNode faults = object.putObject("faults");
        status.faults().forEach((other, fault) -> faults.set(other, fault.json()));
    }

    /** What each node does. */
    @Command(
            name = "status",
            description = "Print height, view, peers and memory of each node; exit code 1 if one does not answer.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil testnet status --json"})
    static final class Status implements Callable<Integer> {
        private static final long MEBIBYTE = 1 << 20;

        private final Shell shell;

        @Mixin
        private DirOption dir = new DirOption();

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        Status(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            LocalNetwork network = LocalNetwork.open(dir.folder(), launcher());
            List<NodeStatus> all = network.status();
            long resident = all.stream().mapToLong(NodeStatus::residentBytes).sum();
            if (json) {
                ObjectNode result = Shell.object()
                        .put("dir", network.plan().folder().toString())
                        .put("chainId", network.plan().chainId())
                        .put("residentBytes", resident);
                ArrayNode nodes = result.putArray("nodes");
                all.forEach(status -> describe(nodes.addObject(), status));
                shell.print(result);
            } else {
                shell.say("%-8s %-8s %8s %10s %10s %6s %-8s %9s  %s"
                        .formatted("node", "state", "pid", "height", "view", "peers", "leader", "memory", "JSON-RPC"));
                all.forEach(this::row);
                all.forEach(this::faults);
                shell.say("%d MiB resident in all".formatted(resident / MEBIBYTE));
            }
            boolean healthy = all.stream().allMatch(status -> status.condition() == NodeStatus.Condition.RUNNING);
            return (healthy ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
        }

        private void faults(NodeStatus status) {
            status.faults()
                    .forEach((other, fault) -> shell.say(
                            "link %s to %s: %s".formatted(status.node().name(), other, fault.words())));
        }

        private void row(NodeStatus status) {
            boolean known = status.condition() == NodeStatus.Condition.RUNNING;
            shell.say("%-8s %-8s %8s %10s %10s %6s %-8s %5d MiB  %s"
                    .formatted(
                            status.node().name(),
                            status.condition().name().toLowerCase(Locale.ROOT),
                            status.pid() == 0 ? "-" : Long.toString(status.pid()),
                            known ? Long.toString(status.height()) : "-",
                            known ? Long.toString(status.view()) : "-",
                            known ? Long.toString(status.peers()) : "-",
                            known ? status.leader() : "-",
                            status.residentBytes() / MEBIBYTE,
                            status.node().rpcUrl()));
        }
    }

    /** Stops all. */
    @Command(
            name = "down",
            description = "Stop all nodes and keep the chain.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil testnet down --dir /tmp/net"})
    static final class Down implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private DirOption dir = new DirOption();

        Down(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            LocalNetwork network = LocalNetwork.open(dir.folder(), launcher());
            List<NodePlan> stopped = network.stop(network.plan().nodes());
            network.stopEth1();
            return done(shell, "stopped", stopped);
        }
    }

    /** A new chain. */
    @Command(
            name = "reset",
            description = "Begin a new chain with the same keys; the network must be down. Signer records stay.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil testnet reset --dir /tmp/net"})
    static final class Reset implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private DirOption dir = new DirOption();

        Reset(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            LocalNetwork.open(dir.folder(), launcher()).reset();
            shell.say("a new genesis is in place; the next up begins at block 0");
            return ExitCode.OK.number();
        }
    }

    /** The logs of all nodes. */
    @Command(
            name = "logs",
            description = "Print the last lines of the nodes' logs.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil testnet logs node0 node2 --follow"})
    static final class Logs implements Callable<Integer> {
        private final Shell shell;

        @Parameters(paramLabel = "NODE", arity = "0..*", description = "node0 or 0, …; all if none is given")
        private List<String> names = List.of();

        @Mixin
        private DirOption dir = new DirOption();

        @Option(names = "--lines", paramLabel = "N", description = "of each node (default: ${DEFAULT-VALUE})")
        private int lines = 20;

        @Option(names = "--follow", description = "go on with what is written from now on, until Ctrl-C")
        private boolean follow;

        Logs(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            LocalNetwork network = LocalNetwork.open(dir.folder(), launcher());
            NodeLogs logs = new NodeLogs(network.nodes(names));
            logs.last(Math.max(0, lines)).forEach(shell::say);
            while (follow) {
                logs.fresh().forEach(shell::say);
                Thread.sleep(Duration.ofMillis(200));
            }
            return ExitCode.OK.number();
        }
    }

    /** Which nodes of which network. */
    static final class NodesOption {
        @Parameters(paramLabel = "NODE", arity = "1..*", description = "node0 or 0, …")
        private List<String> names = List.of();

        @Mixin
        private DirOption dir = new DirOption();

        LocalNetwork network() {
            return LocalNetwork.open(dir.folder(), launcher());
        }

        List<NodePlan> of(LocalNetwork network) {
            return network.nodes(names);
        }
    }

    /** Starts single nodes. */
    @Command(
            name = "start",
            description = "Start nodes that were stopped or killed; they go on after this command.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil testnet start node2"})
    static final class Start implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private NodesOption nodes = new NodesOption();

        Start(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() throws InterruptedException {
            LocalNetwork network = nodes.network();
            List<NodePlan> started = network.start(nodes.of(network));
            network.awaitReady(started, START_LIMIT);
            return done(shell, "started", started);
        }
    }

    /** Stops single nodes in order. */
    @Command(
            name = "stop",
            description = "Stop nodes in order.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil testnet stop node2"})
    static final class Stop implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private NodesOption nodes = new NodesOption();

        Stop(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            LocalNetwork network = nodes.network();
            return done(shell, "stopped", network.stop(nodes.of(network)));
        }
    }

    /** Kills single nodes. */
    @Command(
            name = "kill",
            description = "End nodes as a power failure would (SIGKILL).",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil testnet kill node0 node1"})
    static final class Kill implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private NodesOption nodes = new NodesOption();

        Kill(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            LocalNetwork network = nodes.network();
            return done(shell, "killed", network.kill(nodes.of(network)));
        }
    }

    /** Freezes single nodes. */
    @Command(
            name = "pause",
            description = "Freeze nodes (SIGSTOP): they keep their ports and do nothing.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil testnet pause node3"})
    static final class Pause implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private NodesOption nodes = new NodesOption();

        Pause(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            LocalNetwork network = nodes.network();
            return done(shell, "paused", network.pause(nodes.of(network)));
        }
    }

    /** Thaws single nodes. */
    @Command(
            name = "resume",
            description = "Let paused nodes go on (SIGCONT).",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil testnet resume node3"})
    static final class Resume implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private NodesOption nodes = new NodesOption();

        Resume(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            LocalNetwork network = nodes.network();
            return done(shell, "resumed", network.resume(nodes.of(network)));
        }
    }

    static int done(Shell shell, String what, List<NodePlan> nodes) {
        String names = nodes.isEmpty()
                ? "nothing"
                : String.join(" ", nodes.stream().map(NodePlan::name).toList());
        shell.say(what + " " + names);
        return ExitCode.OK.number();
    }
}
