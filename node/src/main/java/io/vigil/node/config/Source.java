package io.vigil.node.config;

import java.nio.file.Path;

/** Where the value of a setting comes from, the weakest first. */
public sealed interface Source {
    /** @param note how it follows from other settings, or empty */
    record Default(String note) implements Source {}

    record InFile(Path file, int line) implements Source {}

    record Variable(String name) implements Source {}

    record Flag(String name) implements Source {}

    /** As an operator would say it: {@code vigil.toml:12}, {@code VIGIL_RPC_LISTEN}, {@code --rpc-listen}. */
    default String describe() {
        return switch (this) {
            case Default(String note) -> note.isEmpty() ? "default" : "default: " + note;
            case InFile(Path file, int line) -> file.getFileName() + ":" + line;
            case Variable(String name) -> name;
            case Flag(String name) -> name;
        };
    }
}
