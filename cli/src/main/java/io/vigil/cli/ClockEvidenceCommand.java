package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.node.time.Timekeeper;
import io.vigil.timesync.files.EvidenceFolder;
import io.vigil.timesync.roughtime.ChainCheck;
import io.vigil.timesync.roughtime.MalfeasanceReport;
import io.vigil.timesync.roughtime.SignedTime;
import io.vigil.types.MalformedException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proofs that a Roughtime server lied, checked without trusting whoever made them. */
@Command(
        name = "evidence",
        description = "Verify reports of signed times that contradict each other.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Without files the reports that the home has kept are verified.",
            "Exit code 0: every report is signed, chained and proves a contradiction; else 1.",
            "A report shows that someone lied, not who: look which key stands against most others.",
            "",
            "Example:  vigil clock evidence --home node0"
        })
final class ClockEvidenceCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private HomeOption home = new HomeOption();

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "reports, as the draft's JSON")
    private List<Path> files = List.of();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    ClockEvidenceCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<Path> reports = files.isEmpty()
                ? new EvidenceFolder(Timekeeper.evidence(home.home()), InstantSource.system()).list()
                : files;
        ObjectNode root = Shell.object();
        ArrayNode entries = root.putArray("reports");
        boolean allProve = true;
        for (Path report : reports) {
            allProve &= verify(report, entries.addObject());
        }
        if (json) {
            shell.print(root);
        } else if (reports.isEmpty()) {
            shell.say("no evidence in " + Timekeeper.evidence(home.home()));
        }
        return (allProve ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }

    private boolean verify(Path file, ObjectNode entry) {
        entry.put("file", file.toString());
        try {
            MalfeasanceReport report = EvidenceFolder.read(file);
            ChainCheck check = ChainCheck.of(report);
            boolean proves = !check.contradictions().isEmpty();
            entry.put("proves", proves);
            say(file + ": " + report.links().size() + " signed replies, "
                    + (proves
                            ? check.contradictions().size() + " contradictions: PROVES that a server lied"
                            : "no contradiction: proves nothing"));
            ArrayNode pairs = entry.putArray("contradictions");
            for (ChainCheck.Contradiction pair : check.contradictions()) {
                String text = side(report, check, pair.earlier()) + " was answered before "
                        + side(report, check, pair.later()) + " was asked";
                pairs.add(text);
                say("  " + text);
            }
            return proves;
        } catch (MalformedException e) {
            entry.put("proves", false).put("why", String.valueOf(e.getMessage()));
            say(file + ": no evidence: " + e.getMessage());
            return false;
        }
    }

    private static String side(MalfeasanceReport report, ChainCheck check, int position) {
        SignedTime time = check.times().get(position);
        String key = Base64.getEncoder()
                .encodeToString(report.links().get(position).publicKey().toArray());
        return "reply " + position + " of " + key + " ("
                + Instant.ofEpochSecond(time.midpointNanos() / 1_000_000_000) + " ± "
                + time.radiusNanos() / 1_000_000_000 + " s)";
    }

    private void say(String line) {
        if (!json) {
            shell.say(line);
        }
    }
}
