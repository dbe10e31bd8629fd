package io.vigil.cli;

import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.Settings;
import io.vigil.node.process.NodeProcess;
import io.vigil.types.MalformedException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one real node. */
@Command(
        name = "node",
        description = "Run the node of a home until Ctrl-C or SIGTERM.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:  vigil node --home node0 --log-level debug"})
final class NodeCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "start by a signed plan for a chain that stands still, at its time: see vigil gov plan")
    private List<Path> plans = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private NodeCommand(Shell shell) {
        this.shell = shell;
    }

    static CommandLine create(Shell shell) {
        return SettingFlags.addTo(new CommandLine(new NodeCommand(shell)));
    }

    @Override
    public Integer call() throws MalformedException, InterruptedException {
        NodeHome target = home.home();
        HomeOption.requireHome(target);
        NodeConfig config = Settings.tree(
                target,
                ConfigSources.resolve(
                        target,
                        shell.environment(),
                        SettingFlags.of(spec.commandLine().getParseResult())));
        if (plans.size() > 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--plan: one file, not " + plans.size());
        }
        return new NodeProcess(target, config, plans, System.err)
                .run(true, () -> {})
                .number();
    }
}
