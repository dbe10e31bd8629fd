package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.node.snapshot.PacedWork;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.storage.rocks.ScrubReport;
import io.vigil.storage.rocks.StoreReading;
import io.vigil.types.MalformedException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads all, so that a bad sector is found before it is needed. */
@Command(
        name = "scrub",
        description = "Read every row of a stopped node's store with its checksum; changes nothing.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit code 1 if a file is damaged.", "", "Example:  vigil db scrub --home node0 --limit-mb-s 20"})
final class DbScrubCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private StoreOfHome home = new StoreOfHome();

    @Mixin
    private RateOption rate = new RateOption();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    DbScrubCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException {
        ProgressLines lines = new ProgressLines(shell);
        try (StoppedHome held = home.hold(shell);
                StoreReading store = home.read(shell)) {
            PacedWork work = new PacedWork(rate.alone(), System::nanoTime, lines);
            ScrubReport report = store.scrub(
                    work.phase("reading " + held.home().root(), store.stats().fileBytes())::passed);
            lines.end();
            boolean whole = report.findings().isEmpty();
            if (json) {
                ObjectNode root = Shell.object()
                        .put("whole", whole)
                        .put("rows", report.rows())
                        .put("bytes", report.bytes());
                ArrayNode findings = root.putArray("findings");
                report.findings().forEach(findings::add);
                shell.print(root);
            } else {
                report.findings().forEach(finding -> shell.say("WRONG  " + finding));
                shell.say("%s  %d rows, %.1f MB"
                        .formatted(whole ? "whole" : "DAMAGED", report.rows(), report.bytes() / 1e6));
            }
            return (whole ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
        }
    }
}
