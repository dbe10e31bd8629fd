package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.bench.RestartBench;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long a network takes to be whole again. */
@Command(
        name = "restart",
        description =
                "Restart all validators at once, all but one far behind, and time blocks and everyone's way back.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Makes a chain for all validators (vigil testnet make), takes it away from all but one, and starts them."
                    + " Blocks",
            "come again once a quorum has caught up. Exit code 0 only if all are there within the limit.",
            "",
            "Example:  vigil bench restart --validators 8 --blocks 2000 --dir /tmp/restart"
        })
final class BenchRestartCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--validators", paramLabel = "N", description = "of the network (default: ${DEFAULT-VALUE})")
    private int validators = 8;

    @Option(names = "--blocks", paramLabel = "N", description = "of the chain (default: ${DEFAULT-VALUE})")
    private int blocks = 2_000;

    @Mixin
    private NetworkOptions network = new NetworkOptions("vigil-bench-restart", 18_945);

    @Option(names = "--limit-s", paramLabel = "S", description = "for all of it (default: ${DEFAULT-VALUE})")
    private int limitSeconds = 300;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    BenchRestartCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        RestartBench.Report report = RestartBench.run(
                new RestartBench.Plan(
                        network.dir(), network.rpcPort(), validators, blocks, Duration.ofSeconds(limitSeconds)),
                shell::note);
        if (json) {
            ObjectNode object =
                    Shell.object().put("height", report.height()).put("firstBlockSeconds", report.firstBlockSeconds());
            report.syncedSeconds().forEach(object.putArray("syncedSeconds")::add);
            shell.print(object);
        } else {
            shell.say(
                    "%d of %d validators were %d blocks behind; the first new block came after %.1f s, and all were there"
                                    .formatted(validators - 1, validators, report.height(), report.firstBlockSeconds())
                            + " after %.1f to %.1f s"
                                    .formatted(
                                            report.syncedSeconds().getFirst(),
                                            report.syncedSeconds().getLast()));
        }
        return ExitCode.OK.number();
    }
}
