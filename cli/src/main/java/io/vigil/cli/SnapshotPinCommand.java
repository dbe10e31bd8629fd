package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.config.ExitCode;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps the state of a block, so that a snapshot of it can be made later. */
@Command(
        name = "pin",
        description = "Have a running node keep the states from a block on; without a name, list what is pinned.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:  vigil snapshot pin before-upgrade --height 120000 --days 7 --home node0"})
final class SnapshotPinCommand implements Callable<Integer> {
    private static final long DAY_SECONDS = 86_400;

    private final Shell shell;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "the pin's name")
    private @Nullable String name;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--height", paramLabel = "H", description = "of which block (default: the head)")
    private @Nullable Long height;

    @Option(names = "--days", paramLabel = "N", description = "how long it holds (default: ${DEFAULT-VALUE})")
    private long days = 7;

    @Option(names = "--remove", description = "let go of it now")
    private boolean remove;

    SnapshotPinCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException, IOException {
        var node = RunningNode.of(home.home(), shell);
        if (name != null && remove) {
            node.call("snapshot_unpin", name);
        } else if (name != null) {
            node.call("snapshot_pin", name, height, days * DAY_SECONDS);
        }
        JsonNode pins = node.call("snapshot_pins");
        pins.forEach(pin -> shell.say("%s  block %d, until %s"
                .formatted(
                        pin.path("name").asText(),
                        pin.path("height").asLong(),
                        java.time.Instant.ofEpochSecond(pin.path("endSeconds").asLong()))));
        if (pins.isEmpty()) {
            shell.say("nothing is pinned");
        }
        return ExitCode.OK.number();
    }
}
