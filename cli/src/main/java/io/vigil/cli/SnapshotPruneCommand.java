package io.vigil.cli;

import io.vigil.node.config.ExitCode;
import io.vigil.node.snapshot.Shelf;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes room. */
@Command(
        name = "prune",
        description = "Remove old snapshots; the newest always stays.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:  vigil snapshot prune --home node0 --keep 2 --budget-mb 50000 --leftovers"})
final class SnapshotPruneCommand implements Callable<Integer> {
    private static final long MEGA = 1_000_000;

    private final Shell shell;

    @Mixin
    private ShelfOption shelf = new ShelfOption();

    @Option(names = "--keep", paramLabel = "N", description = "how many stay (default: ${DEFAULT-VALUE})")
    private int keep = 2;

    @Option(names = "--budget-mb", paramLabel = "MB", description = "all that stay have at most so many megabytes")
    private long budget = Long.MAX_VALUE / MEGA;

    @Option(
            names = "--leftovers",
            description = "also the stores that restores replaced or put aside (data/chain.old-N, .restore-*.failed-N)")
    private boolean leftovers;

    SnapshotPruneCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<Shelf.Item> removed = new Shelf(shelf.folder()).prune(Math.max(Shelf.LEAST_KEPT, keep), budget * MEGA);
        removed.forEach(item -> shell.say("removed " + item.path() + ", block " + item.height()));
        List<Path> old = leftovers ? Shelf.leftovers(shelf.home().data()) : List.of();
        for (Path path : old) {
            Shelf.remove(path);
            shell.say("removed " + path);
        }
        if (removed.isEmpty() && old.isEmpty()) {
            shell.say("nothing to remove");
        }
        return ExitCode.OK.number();
    }
}
