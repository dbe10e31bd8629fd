package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.node.preflight.Preflight;
import io.vigil.testnet.bench.SnapshotBench;
import io.vigil.testnet.bench.SnapshotBench.Measure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Export, verification and restore of a state that it makes. */
@Command(
        name = "snapshot",
        description = "Measure export, verification and restore beside the disk and zstd in the same run.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Rates are of records, not compressed. A CPU second is one of any thread of the process, the store's own"
                    + " and",
            "Java's included, so a MB per CPU second is what one core does.",
            "",
            "Example:  vigil bench snapshot --mb 2000 --dir /data/bench"
        })
final class BenchSnapshotCommand implements Callable<Integer> {
    private static final long MEGA = 1_000_000;

    /** CyberMiles' snapshot of 26 May 2019 (I3); the same bytes again if nothing of it could be compressed. */
    private static final double HISTORY_MB = 18_000;

    private static final double TERABYTE_MB = 1_000_000;

    /** State, snapshot, restored state with its tree, and a file for the disk. */
    private static final int SPACE_FACTOR = 6;

    private final Shell shell;

    @Option(names = "--mb", paramLabel = "MB", description = "of records (default: ${DEFAULT-VALUE})")
    private long megabytes = 2_000;

    @Option(names = "--dir", paramLabel = "DIR", required = true, description = "an empty folder; delete it afterwards")
    private Path folder = Path.of("bench");

    @Option(
            names = "--flips",
            paramLabel = "N",
            description = "also turn over one random bit of the snapshot, N times; each must be refused (default: 0)")
    private int flips;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    BenchSnapshotCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        Preflight.of(folder).space(SPACE_FACTOR * megabytes * MEGA).usual().require();
        List<Measure> measures = SnapshotBench.run(folder, megabytes * MEGA, Math.max(0, flips), measure -> {
            if (!json) {
                say(measure);
            }
        });
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        if (json) {
            shell.print(object(measures, heap));
        } else {
            shell.say("heap in use afterwards %d MiB, at most %d MiB"
                    .formatted(heap >> 20, Runtime.getRuntime().maxMemory() >> 20));
            extrapolate(measures);
        }
        return ExitCode.OK.number();
    }

    private void say(Measure measure) {
        shell.say("%-22s %8.0f MB/s  %8.0f MB per CPU second  (%.1f s)"
                .formatted(
                        measure.name(),
                        measure.megabytesPerSecond(),
                        measure.megabytesPerCpuSecond(),
                        measure.seconds()));
    }

    private void extrapolate(List<Measure> measures) {
        Measure restore = measures.getLast();
        Measure disk = measures.getFirst();
        shell.say(
                "at this rate a restore of 18 GB (2019, taken by hand: 17 hours in all) takes %.0f minutes, of 1 TB %.1f hours"
                        .formatted(
                                HISTORY_MB / restore.megabytesPerSecond() / 60,
                                TERABYTE_MB / restore.megabytesPerSecond() / 3_600));
        boolean cpu = restore.cpuSeconds() > restore.seconds() / 2;
        shell.say("bound by " + (cpu ? "one core: hashing the tree" : "the disk")
                + "; the disk alone would allow %.0f MB/s".formatted(disk.megabytesPerSecond()));
    }

    private static ObjectNode object(List<Measure> measures, long heap) {
        ObjectNode root = Shell.object();
        ArrayNode list = root.putArray("measures");
        measures.forEach(measure -> list.addObject()
                .put("name", measure.name())
                .put("bytes", measure.bytes())
                .put("seconds", measure.seconds())
                .put("cpuSeconds", measure.cpuSeconds())
                .put("megabytesPerSecond", measure.megabytesPerSecond())
                .put("megabytesPerCpuSecond", measure.megabytesPerCpuSecond()));
        return root.put("heapBytes", heap);
    }
}
