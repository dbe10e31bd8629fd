package io.vigil.cli;

import io.vigil.node.config.ExitCode;
import io.vigil.node.preflight.Preflight;
import io.vigil.testnet.bench.CommitBench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the disk allows. */
@Command(
        name = "commit",
        description = "Measure the synced commit of a block and the opening of a store that died with a full log.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Exit code 1 if opening after the kill takes more than 5 s.",
            "",
            "Example:  vigil bench commit --dir /data/bench --keys 5000"
        })
final class BenchCommitCommand implements Callable<Integer> {
    private static final long MIB = 1 << 20;
    private static final int MAX_KEYS = 100_000;
    /** For opening after a kill with the default log. */
    private static final double MOST_SECONDS = 5;

    private static final int SMALL_BLOCK = 80;

    private final Shell shell;

    @Option(names = "--dir", paramLabel = "DIR", required = true, description = "an empty folder; delete it afterwards")
    private Path folder = Path.of("bench");

    @Option(names = "--keys", paramLabel = "N", description = "rows of a big block (default: ${DEFAULT-VALUE})")
    private int keys = 5_000;

    @Option(names = "--rounds", paramLabel = "N", description = "commits of each size (default: ${DEFAULT-VALUE})")
    private int rounds = 300;

    @Option(names = "--wal-mb", paramLabel = "MIB", description = "log that is replayed (default: ${DEFAULT-VALUE})")
    private long wal = 512;

    BenchCommitCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Preflight.of(folder).space(4 * wal * MIB).usual().require();
        say(CommitBench.commits(folder.resolve("small"), SMALL_BLOCK, Math.max(1, rounds)));
        say(CommitBench.commits(folder.resolve("big"), Math.clamp(keys, 1, MAX_KEYS), Math.max(1, rounds)));
        CommitBench.Reopening reopening = CommitBench.reopening(folder.resolve("reopening"), wal * MIB);
        shell.say("opening after a kill with %d MiB of log: %.2f s"
                .formatted(reopening.walBytes() / MIB, reopening.seconds()));
        boolean slow = reopening.seconds() > MOST_SECONDS;
        if (slow) {
            shell.say("MISSED: opening in %.0f s".formatted(MOST_SECONDS));
        }
        return (slow ? ExitCode.CHECK_FAILED : ExitCode.OK).number();
    }

    private void say(CommitBench.Latency latency) {
        shell.say("commit of %d rows: p50 %.2f ms, p99 %.2f ms, longest %.2f ms; the p99 allows %.0f blocks a second"
                .formatted(latency.keys(), latency.p50(), latency.p99(), latency.max(), 1_000 / latency.p99()));
    }
}
