package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.node.snapshot.PacedWork;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.node.upkeep.StoreCheck;
import io.vigil.storage.rocks.StoreReading;
import io.vigil.types.MalformedException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether a store is whole. */
@Command(
        name = "check",
        description = "Check every row of a stopped node's store; changes nothing.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Checksums of all rows; headers, bodies, receipts, indices and certificates of the chain; the state"
                    + " against",
            "its tree and the head's state root. Exit code 1 if something is wrong, 78 if a file cannot be read at"
                    + " all.",
            "",
            "Example:  vigil db check --home node0"
        })
final class DbCheckCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private StoreOfHome home = new StoreOfHome();

    @Option(names = "--blocks", paramLabel = "N", description = "follow the last N blocks only (default: all)")
    private long blocks = Long.MAX_VALUE;

    @Mixin
    private RateOption rate = new RateOption();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    DbCheckCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException {
        ProgressLines lines = new ProgressLines(shell);
        try (StoppedHome held = home.hold(shell);
                StoreReading store = home.read(shell)) {
            StoreCheck check =
                    StoreCheck.run(store, held.genesis(), blocks, new PacedWork(rate.alone(), System::nanoTime, lines));
            lines.end();
            if (json) {
                shell.print(object(check));
            } else {
                say(check);
            }
            return (check.findings().isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
        }
    }

    private void say(StoreCheck check) {
        check.findings().forEach(finding -> shell.say("WRONG  " + finding));
        shell.say(
                "%s  head %d; %d rows and %.1f MB read; %d blocks followed, %d certificates verified; %d accounts, %d slots, %d tree nodes"
                        .formatted(
                                check.findings().isEmpty() ? "whole" : "DAMAGED",
                                check.height(),
                                check.scrub().rows(),
                                check.scrub().bytes() / 1e6,
                                check.blocks(),
                                check.certificates(),
                                check.state().accounts(),
                                check.state().slots(),
                                check.state().nodes()));
        if (!check.findings().isEmpty()) {
            shell.say(
                    "restore a snapshot, or put the store aside and let the node fetch all: vigil db recover --aside");
        }
    }

    private static ObjectNode object(StoreCheck check) {
        ObjectNode root = Shell.object()
                .put("whole", check.findings().isEmpty())
                .put("height", check.height())
                .put("rows", check.scrub().rows())
                .put("bytes", check.scrub().bytes())
                .put("blocks", check.blocks())
                .put("certificates", check.certificates())
                .put("accounts", check.state().accounts())
                .put("slots", check.state().slots())
                .put("nodes", check.state().nodes());
        ArrayNode findings = root.putArray("findings");
        check.findings().forEach(findings::add);
        return root;
    }
}
