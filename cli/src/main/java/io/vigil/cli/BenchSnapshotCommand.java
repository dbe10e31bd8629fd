package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.node.preflight.Preflight;
import io.vigil.testnet.bench.BlockTimeBench;
import io.vigil.testnet.bench.SnapshotBench;
import io.vigil.testnet.bench.SnapshotBench.Measure;
import io.vigil.testnet.local.NetworkPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Export, verification and restore of a state that it makes. */
@Command(
        name = "snapshot",
        description = "Measure export, verification and restore beside the disk and zstd, and blocks beside exports.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Rates are of records, not compressed. A CPU second is one of any thread of the process, the store's own"
                    + " and",
            "Java's included, so a MB per CPU second is what one core does.",
            "",
            "Goals: export 150 MB/s per core used or 60 %% of the disk; restore with full verification 40 MB/s per"
                    + " core;",
            "verification in 512 MB; block time p99 a tenth longer at most while exporting. Exit code 1 if one is"
                    + " missed.",
            "",
            "Example:  vigil bench snapshot --mb 2000 --dir /data/bench"
        })
final class BenchSnapshotCommand implements Callable<Integer> {
    private static final long MEGA = 1_000_000;

    /** CyberMiles' snapshot of 26 May 2019 (I3); the same bytes again if nothing of it could be compressed. */
    private static final double HISTORY_MB = 18_000;

    /** More of a core's time than this is a core at work. */
    private static final double BUSY = 0.8;

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

    @Option(
            names = "--load-s",
            paramLabel = "S",
            description =
                    "then measure the block time of a validator at half load, S seconds without and S with exports,"
                            + " twice; 0 leaves it out (default: ${DEFAULT-VALUE})")
    private int phaseSeconds = 20;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "of storage that this validator exports (default: ${DEFAULT-VALUE})")
    private int slots = 250_000;

    @Option(names = "--rpc-port", paramLabel = "PORT", description = "as for testnet up (default: ${DEFAULT-VALUE})")
    private int rpcPort = NetworkPlan.DEFAULT_RPC_PORT;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    BenchSnapshotCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Preflight.of(folder).space(SPACE_FACTOR * megabytes * MEGA).usual().require();
        Consumer<SnapshotBench.Measure> listener = json ? measure -> {} : this::say;
        SnapshotBench.Report report =
                SnapshotBench.run(folder.resolve("state"), megabytes * MEGA, Math.max(0, flips), listener, shell::note);
        List<String> missed = new ArrayList<>(report.missed());
        Optional<BlockTimeBench.Report> blocks = Optional.empty();
        if (phaseSeconds > 0) {
            Duration phase = Duration.ofSeconds(phaseSeconds);
            blocks = Optional.of(BlockTimeBench.run(
                    new BlockTimeBench.Plan(folder.resolve("validator"), rpcPort, slots, phase), shell::note));
            blocks.filter(times -> !times.holds())
                    .ifPresent(times -> missed.add(
                            "p99 of the block time %.0f ms while exporting, %.0f ms without (goal: a tenth more)"
                                    .formatted(times.p99Exporting(), times.p99Alone())));
        }
        if (json) {
            print(report, blocks, missed);
        } else {
            shell.say("verification held %d MB of memory at most".formatted(report.verifyPeakBytes() / MEGA));
            extrapolate(report);
            blocks.ifPresent(this::say);
            missed.forEach(goal -> shell.say("MISSED: " + goal));
        }
        return (missed.isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }

    private void say(Measure measure) {
        shell.say("%-22s %8.0f MB/s  %8.0f MB per CPU second  (%.1f s)"
                .formatted(
                        measure.name(),
                        measure.megabytesPerSecond(),
                        measure.megabytesPerCpuSecond(),
                        measure.seconds()));
    }

    private void say(BlockTimeBench.Report times) {
        shell.say("a validator with %d transfers a second: block time p50 %.0f ms, p99 %.0f ms (%d blocks);"
                        .formatted(times.perSecond(), times.p50Alone(), times.p99Alone(), times.blocksAlone())
                + " while %d snapshots of %d MB were made: p50 %.0f ms, p99 %.0f ms (%d blocks)"
                        .formatted(
                                times.snapshots(),
                                times.snapshotBytes() / MEGA,
                                times.p50Exporting(),
                                times.p99Exporting(),
                                times.blocksExporting()));
    }

    /** At the rates of this run, and at the one that the slower of core and disk would allow. */
    private void extrapolate(SnapshotBench.Report report) {
        double disk = report.of(SnapshotBench.DISK).megabytesPerSecond();
        double written =
                report.storeBytes() / (double) report.of(SnapshotBench.RESTORE).bytes();
        for (String phase : List.of(SnapshotBench.EXPORT, SnapshotBench.VERIFY, SnapshotBench.RESTORE)) {
            Measure measure = report.of(phase);
            double rate = measure.megabytesPerSecond();
            shell.say("%-12s of 18 GB (2019, taken by hand: 17 hours in all) %6.1f minutes, of 1 TB %5.1f hours; %s"
                    .formatted(
                            phase,
                            HISTORY_MB / rate / 60,
                            TERABYTE_MB / rate / 3_600,
                            measure.cpuSeconds() > BUSY * measure.seconds()
                                    ? "bound by one core"
                                    : "bound by the disk, or by what else the machine does"));
        }
        shell.say(
                "a restored store takes %.1f bytes per byte of records, so this disk would bound a restore at %.0f MB/s,"
                                .formatted(written, disk / written)
                        + " %.1f hours for 1 TB; one core at %.0f MB/s"
                                .formatted(
                                        TERABYTE_MB / (disk / written) / 3_600,
                                        report.of(SnapshotBench.RESTORE).megabytesPerCpuSecond()));
    }

    private void print(SnapshotBench.Report report, Optional<BlockTimeBench.Report> blocks, List<String> missed) {
        ObjectNode root = Shell.object();
        ArrayNode list = root.putArray("measures");
        report.measures()
                .forEach(measure -> list.addObject()
                        .put("name", measure.name())
                        .put("bytes", measure.bytes())
                        .put("seconds", measure.seconds())
                        .put("cpuSeconds", measure.cpuSeconds())
                        .put("megabytesPerSecond", measure.megabytesPerSecond())
                        .put("megabytesPerCpuSecond", measure.megabytesPerCpuSecond()));
        root.put("verifyPeakBytes", report.verifyPeakBytes()).put("storeBytes", report.storeBytes());
        blocks.ifPresent(times -> root.putObject("blockTimeMs")
                .put("transfersPerSecond", times.perSecond())
                .put("p50", times.p50Alone())
                .put("p99", times.p99Alone())
                .put("blocks", times.blocksAlone())
                .put("p50Exporting", times.p50Exporting())
                .put("p99Exporting", times.p99Exporting())
                .put("blocksExporting", times.blocksExporting())
                .put("snapshots", times.snapshots())
                .put("snapshotBytes", times.snapshotBytes()));
        missed.forEach(root.putArray("missed")::add);
        shell.print(root);
    }
}
