package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.vigil.node.config.ExitCode;
import io.vigil.node.snapshot.Shelf;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is there to restore from. */
@Command(
        name = "list",
        description = "List the snapshots in a folder, the newest first.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:  vigil snapshot list --home node0"})
final class SnapshotListCommand implements Callable<Integer> {
    private static final double MEGA = 1e6;

    private final Shell shell;

    @Mixin
    private ShelfOption shelf = new ShelfOption();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    SnapshotListCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<Shelf.Item> items = new Shelf(shelf.folder()).items();
        if (json) {
            ArrayNode list = Shell.object().putArray("snapshots");
            items.forEach(item -> list.addObject()
                    .put("path", item.path().toString())
                    .put("height", item.height())
                    .put("id", item.id().toHex())
                    .put("timestamp", item.timestamp())
                    .put("logicalBytes", item.logicalBytes())
                    .put("fileBytes", item.fileBytes()));
            shell.print(list);
            return ExitCode.OK.number();
        }
        if (items.isEmpty()) {
            shell.say("no snapshots in " + shelf.folder());
        }
        items.forEach(item -> shell.say("block %-10d %s  %8.1f MB (%.1f MB of records)  id %s  %s"
                .formatted(
                        item.height(),
                        Instant.ofEpochSecond(item.timestamp()),
                        item.fileBytes() / MEGA,
                        item.logicalBytes() / MEGA,
                        item.id(),
                        item.path())));
        return ExitCode.OK.number();
    }
}
