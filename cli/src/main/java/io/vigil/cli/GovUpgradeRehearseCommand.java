package io.vigil.cli;

import io.vigil.node.Faults;
import io.vigil.node.Rehearsal;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Settings;
import io.vigil.node.upkeep.HomeCopy;
import io.vigil.types.MalformedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tries on a copy what this program makes of the chain and of the next epoch. */
@Command(
        name = "rehearse",
        description =
                "On a copy of a stopped home, run the last blocks again with this program and begin the next epoch"
                        + " under a version.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "The first block of the epoch is made empty and with the transactions that wait here, and its election is",
            "held. Roots without transactions are the same at every home. Keys and signer record are not read, nothing",
            "of the home changes, and the copy (files linked where the file system can) is deleted at the end.",
            "Exit code 0 if all of it ran, 1 if something would fail, 78 if this program lacks the version.",
            "",
            "Example:  vigil gov upgrade rehearse --home node0 --set-version 2"
        })
final class GovUpgradeRehearseCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(
            names = "--set-version",
            paramLabel = "N",
            description = "the version of the next epoch (default: the highest that this program speaks)")
    private long version = Faults.NONE.speaks();

    @Option(
            names = "--blocks",
            paramLabel = "N",
            description = "blocks to run again, 0 to " + Rehearsal.MAX_BLOCKS + " (default: ${DEFAULT-VALUE})")
    private int blocks = Rehearsal.MAX_BLOCKS;

    @Mixin
    private WorkOption work = new WorkOption();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    GovUpgradeRehearseCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException {
        long speaks = Faults.NONE.speaks();
        if (version > speaks) {
            throw new RefusedException("this program speaks protocol versions up to " + speaks + ", not " + version);
        }
        if (blocks < 0 || blocks > Rehearsal.MAX_BLOCKS) {
            throw new RefusedException("--blocks " + blocks + ": 0 to " + Rehearsal.MAX_BLOCKS);
        }
        return run(shell, home.home(), work.list(), json, copy -> Rehearsal.ofVersion(copy, blocks, version));
    }

    /** One trial on a copy. */
    @FunctionalInterface
    interface Trial {
        Rehearsal.Report on(HomeCopy copy) throws MalformedException;
    }

    static int run(Shell shell, NodeHome of, List<Path> work, boolean json, Trial trial) throws MalformedException {
        var storage = Settings.tree(of, ConfigSources.resolve(of, shell.environment(), Map.of()))
                .storage();
        Path folder = work.isEmpty() ? of.data().resolve("rehearsal") : work.getFirst();
        try (HomeCopy copy = HomeCopy.of(of, storage, folder)) {
            Rehearsal.Report report;
            try {
                report = trial.on(copy);
            } catch (RefusedException e) {
                return failed(shell, json, String.valueOf(e.getMessage()));
            }
            print(shell, json, report);
            return ExitCode.OK.number();
        }
    }

    private static int failed(Shell shell, boolean json, String why) {
        if (json) {
            shell.print(Shell.object().put("ran", false).put("why", why));
        } else {
            shell.say("rehearsal failed: " + why);
        }
        return ExitCode.CHECK_FAILED.number();
    }

    private static void print(Shell shell, boolean json, Rehearsal.Report report) {
        if (json) {
            shell.print(Shell.object()
                    .put("ran", true)
                    .put("replayed", report.replayed())
                    .put("on", report.on().toHex())
                    .put("number", report.number())
                    .put("epoch", report.epoch())
                    .put("version", report.version())
                    .put("members", report.members())
                    .put("stateRoot", report.emptyRoot().toHex())
                    .put("transactions", report.taken())
                    .put("stateRootWithThem", report.fullRoot().toHex())
                    .put("election", report.election()));
            return;
        }
        shell.say("replayed  " + report.replayed() + " blocks, each to its root, up to " + report.on());
        shell.say("begins    epoch " + report.epoch() + " under version " + report.version() + " with "
                + report.members() + " members, at block " + report.number());
        shell.say("root      " + report.emptyRoot() + " after it, empty: the same at every home");
        shell.say(
                "with pool " + report.fullRoot() + " after it with " + report.taken() + " transactions that wait here");
        shell.say("election  " + report.election());
    }
}
