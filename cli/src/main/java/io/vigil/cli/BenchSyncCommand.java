package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.bench.SyncBench;
import io.vigil.testnet.local.ChainMaker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How fast a node catches up. */
@Command(
        name = "sync",
        description = "Let a new node fetch a long chain from four others, and say how fast and what bounds it.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "\"alone\" are the same blocks run without a network. Exit code 1 if empty blocks come at less than 1,000"
                    + " a second.",
            "",
            "Example:  vigil bench sync --empty 20000 --full 1000 --transfers 200"
        })
final class BenchSyncCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--empty", paramLabel = "N", description = "empty blocks; 0 leaves them out (default: 20000)")
    private int empty = 20_000;

    @Option(
            names = "--full",
            paramLabel = "N",
            description = "blocks with transfers; 0 leaves them out (default: 1000)")
    private int full = 1_000;

    @Option(names = "--transfers", paramLabel = "T", description = "in each of those (default: ${DEFAULT-VALUE})")
    private int transfers = 200;

    @Mixin
    private NetworkOptions network = new NetworkOptions("vigil-bench-sync", 18_945);

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    BenchSyncCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<ChainMaker.Size> chains = new ArrayList<>();
        try {
            if (empty != 0) {
                chains.add(new ChainMaker.Size(empty, 0));
            }
            if (full != 0) {
                chains.add(new ChainMaker.Size(full, transfers));
            }
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        ArrayNode lines = SyncBench.run(network.dir(), network.rpcPort(), chains, shell::note);
        boolean held = true;
        for (JsonNode line : lines) {
            boolean slow = line.path("transfersPerBlock").asInt() == 0
                    && line.path("synced").path("blocksPerSecond").asDouble() < SyncBench.LEAST_EMPTY_PER_SECOND;
            held &= !slow;
            if (!json) {
                say(line);
            }
        }
        if (json) {
            shell.print(Shell.object().put("held", held).set("lines", lines));
        }
        return (held ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }

    private void say(JsonNode line) {
        JsonNode synced = line.path("synced");
        JsonNode alone = line.path("alone");
        shell.say("%s blocks of %s transfers: %s a second from four peers, %s alone; bound by thread %s, %s of the time"
                .formatted(
                        line.path("blocks").asText(),
                        line.path("transfersPerBlock").asText(),
                        synced.path("blocksPerSecond").asText(),
                        alone.path("blocksPerSecond").asText(),
                        synced.path("busiest").asText(),
                        synced.path("busiestShareOfTime").asText()));
        StringBuilder cpu = new StringBuilder("  CPU ms per block:");
        synced.path("cpuMsPerBlock")
                .properties()
                .forEach(entry -> cpu.append(' ')
                        .append(entry.getKey())
                        .append(' ')
                        .append(entry.getValue().asText()));
        shell.say(cpu + "; alone " + alone.path("blocksPerCpuSecond").asText() + " blocks per CPU second");
    }
}
