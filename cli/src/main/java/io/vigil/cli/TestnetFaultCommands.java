package io.vigil.cli;

import io.vigil.testnet.local.LinkFault;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.NetworkFaults;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code vigil testnet} does to the links between running nodes. {@code testnet status} shows it. */
final class TestnetFaultCommands {
    private TestnetFaultCommands() {}

    static void addTo(CommandLine testnet, Shell shell) {
        testnet.addSubcommand(new Partition(shell))
                .addSubcommand(new Heal(shell))
                .addSubcommand(new Slow(shell))
                .addSubcommand(new Drop(shell));
    }

    /** Cuts nodes off. */
    @Command(
            name = "partition",
            description = "Cut these nodes off from all others; among each other they stay connected.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil testnet partition node2 node3"})
    static final class Partition implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private TestnetCommand.NodesOption nodes = new TestnetCommand.NodesOption();

        Partition(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            LocalNetwork network = nodes.network();
            List<NodePlan> side = nodes.of(network);
            network.faults().partition(side);
            return TestnetCommand.done(shell, "cut off", side);
        }
    }

    /** Mends links. */
    @Command(
            name = "heal",
            description = "Mend the links of these nodes, or all links: no cut, no delay, no loss.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil testnet heal"})
    static final class Heal implements Callable<Integer> {
        private final Shell shell;

        @Parameters(paramLabel = "NODE", arity = "0..*", description = "node0 or 0, …; all if none is given")
        private List<String> names = List.of();

        @Mixin
        private DirOption dir = new DirOption();

        Heal(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            LocalNetwork network = LocalNetwork.open(dir.folder(), TestnetCommand.launcher());
            List<NodePlan> healed = network.nodes(names);
            network.faults().heal(healed);
            return TestnetCommand.done(shell, "healed", healed);
        }
    }

    /** Delays messages. */
    @Command(
            name = "slow",
            description = "Delay everything that these nodes send and are sent.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footer = {"", "Example:  vigil testnet slow node1 --delay 200 --jitter 50"})
    static final class Slow implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private TestnetCommand.NodesOption nodes = new TestnetCommand.NodesOption();

        @Option(
                names = "--delay",
                paramLabel = "MS",
                description = "one way, in milliseconds; 0 ends it (default: ${DEFAULT-VALUE})")
        private int delay = 200;

        @Option(
                names = "--jitter",
                paramLabel = "MS",
                description = "how much more or less it may be (default: ${DEFAULT-VALUE})")
        private int jitter;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        Slow(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            LinkFault fault =
                    checked(spec, () -> new LinkFault(false, Duration.ofMillis(delay), Duration.ofMillis(jitter), 0));
            LocalNetwork network = nodes.network();
            List<NodePlan> slowed = nodes.of(network);
            network.faults().slow(slowed, fault.delay(), fault.jitter());
            return TestnetCommand.done(shell, fault.delay().isZero() ? "no delay for" : "slowed", slowed);
        }
    }

    /** Loses messages. */
    @Command(
            name = "drop",
            description = "Lose a part of the messages that these nodes send, are sent, or both.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footer = {"", "Example:  vigil testnet drop node0 --percent 100 --way out"})
    static final class Drop implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private TestnetCommand.NodesOption nodes = new TestnetCommand.NodesOption();

        @Option(names = "--percent", paramLabel = "P", description = "0 ends it (default: ${DEFAULT-VALUE})")
        private int percent = 5;

        @Option(names = "--way", paramLabel = "WAY", description = "out, in or both (default: both)")
        private NetworkFaults.Way way = NetworkFaults.Way.BOTH;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        Drop(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            LinkFault fault = checked(spec, () -> LinkFault.NONE.withLoss(percent));
            LocalNetwork network = nodes.network();
            List<NodePlan> lossy = nodes.of(network);
            network.faults().drop(lossy, fault.lossPercent(), way);
            return TestnetCommand.done(shell, percent == 0 ? "no loss for" : "lossy", lossy);
        }
    }

    private static LinkFault checked(CommandSpec spec, Supplier<LinkFault> fault) {
        try {
            return fault.get();
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
