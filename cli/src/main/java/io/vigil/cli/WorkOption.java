package io.vigil.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Where a copy goes that is deleted afterwards. */
final class WorkOption {
    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "where the copy goes; must not exist (default: data/rehearsal of the home)")
    private List<Path> folders = List.of();

    /** None for the default. */
    List<Path> list() {
        return folders;
    }
}
