package io.vigil.cli;

import io.vigil.node.config.NodeHome;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which folder of snapshots a command works on. */
final class ShelfOption {
    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            description = "a folder that holds snapshots (default: data/snapshots of the home)")
    private @Nullable Path folder;

    @Mixin
    private HomeOption home = new HomeOption();

    Path folder() {
        return folder == null ? home().snapshots() : folder;
    }

    NodeHome home() {
        return home.home();
    }
}
