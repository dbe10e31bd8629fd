package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.bench.JoinBench;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long a newcomer takes. */
@Command(
        name = "join",
        description =
                "Let nodes join a network with a long chain by snapshot: from peers, from a file, from a liar too.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Makes a chain for four validators (vigil testnet make), starts them, and times observers that have"
                    + " nothing but",
            "genesis from their start to the head. Exit code 0 only if each was there within the limit, holds the same"
                    + " block",
            "and state root as its peers, and pinned the wrong chunks on the peer that sent them.",
            "",
            "Example:  vigil bench join --blocks 20000 --dir /tmp/join"
        })
final class BenchJoinCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--blocks", paramLabel = "N", description = "of the chain (default: ${DEFAULT-VALUE})")
    private int blocks = 20_000;

    @Option(names = "--transfers", paramLabel = "T", description = "in each block (default: ${DEFAULT-VALUE})")
    private int transfers = 1;

    @Mixin
    private NetworkOptions network = new NetworkOptions("vigil-bench-join", 18_945);

    @Option(names = "--limit-s", paramLabel = "S", description = "for each to join (default: ${DEFAULT-VALUE})")
    private int limitSeconds = 60;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    BenchJoinCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Duration limit = Duration.ofSeconds(limitSeconds);
        JoinBench.Report report = JoinBench.run(
                new JoinBench.Plan(network.dir(), network.rpcPort(), blocks, transfers, limit), shell::note);
        boolean holds = report.holds(limit);
        if (json) {
            shell.print(object(report).put("holds", holds));
        } else {
            report.joined()
                    .forEach(one -> shell.say("%-40s %6.1f s to block %d, %d peers pinned"
                            .formatted(one.how(), one.seconds(), one.height(), one.pinned())));
            shell.say("state root %s at block %d, %s"
                    .formatted(
                            report.root(),
                            report.height(),
                            report.isSame() ? "the same on all" : "NOT the same on all"));
        }
        return (holds ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }

    private static ObjectNode object(JoinBench.Report report) {
        ObjectNode root = Shell.object();
        root.put("makeSeconds", report.makeSeconds())
                .put("height", report.height())
                .put("stateRoot", report.root())
                .put("same", report.isSame());
        ArrayNode list = root.putArray("joined");
        report.joined()
                .forEach(one -> list.addObject()
                        .put("how", one.how())
                        .put("seconds", one.seconds())
                        .put("height", one.height())
                        .put("pinned", one.pinned())
                        .put("bySnapshot", one.skipped()));
        return root;
    }
}
