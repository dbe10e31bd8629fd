package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.vigil.node.config.ExitCode;
import io.vigil.node.snapshot.Shelf;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            description = "a folder that holds snapshots (default: data/snapshots of the home)")
    private @Nullable Path folder;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    SnapshotListCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Path shelf = folder == null ? home.home().snapshots() : folder;
        List<Shelf.Item> items = new Shelf(shelf).items();
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
            shell.say("no snapshots in " + shelf);
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
