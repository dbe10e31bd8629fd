package io.vigil.cli;

import io.vigil.node.config.ExitCode;
import io.vigil.node.config.RefusedException;
import io.vigil.testnet.bench.DepositBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The store of deposits. */
@Command(
        name = "deposits",
        description = "Measure the tree of deposits: append, open with audit, prove; and how often eth1 is asked.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit code 1 if a proof takes more than 1 ms at the median.", "", "Example:  vigil bench deposits"
        })
final class BenchDepositsCommand implements Callable<Integer> {
    private static final double MAX_PROOF_MICROS = 1_000;
    private static final double MIB = 1 << 20;
    private static final int MOST = 10_000_000;

    private final Shell shell;

    @Option(names = "--deposits", paramLabel = "N", description = "how many (default: ${DEFAULT-VALUE})")
    private int deposits = 1_000_000;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "where to; removed afterwards (default: a temporary one)")
    private @Nullable Path dir;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    BenchDepositsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        if (deposits < 1 || deposits > MOST) {
            throw new RefusedException("from 1 to " + MOST + " deposits, not " + deposits);
        }
        Path parent = dir;
        Path folder = parent == null
                ? Files.createTempDirectory("vigil-bench")
                : Files.createTempDirectory(Files.createDirectories(parent), "vigil-bench");
        try {
            DepositBench.Result result = DepositBench.run(folder.resolve("tree"), deposits, shell::note);
            print(result);
            boolean fast = result.proofMicrosMedian() <= MAX_PROOF_MICROS;
            return (fast ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void print(DepositBench.Result result) {
        if (json) {
            shell.print(Shell.object()
                    .put("deposits", result.deposits())
                    .put("appendedPerSecond", Math.round(result.appendedPerSecond()))
                    .put("openAndAuditSeconds", result.openSeconds())
                    .put("proofMicrosMedian", result.proofMicrosMedian())
                    .put("proofMicrosWorst", result.proofMicrosWorst())
                    .put("heapBytes", result.heapBytes())
                    .put("diskBytes", result.diskBytes())
                    .put("requestsPer10000Blocks", result.requests()));
            return;
        }
        shell.say("%d deposits: %.0f appended a second, opened and audited in %.1f s"
                .formatted(result.deposits(), result.appendedPerSecond(), result.openSeconds()));
        shell.say("proof: median %.0f µs, worst %.0f µs"
                .formatted(result.proofMicrosMedian(), result.proofMicrosWorst()));
        shell.say("heap of the open store %.1f MiB, disk %.1f MiB"
                .formatted(result.heapBytes() / MIB, result.diskBytes() / MIB));
        shell.say("%d requests for 10,000 blocks of eth1".formatted(result.requests()));
    }
}
