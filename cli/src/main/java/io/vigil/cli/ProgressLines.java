package io.vigil.cli;

import io.vigil.node.snapshot.Progress;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Shows how far a long operation is: on a terminal in one line that changes, otherwise a line a minute, so that a log tells
 * that it lives. What is over in two seconds shows nothing.
 */
final class ProgressLines implements Consumer<Progress> {
    private static final Duration SILENT = Duration.ofSeconds(2);
    private static final Duration ON_TERMINAL = Duration.ofMillis(500);
    private static final Duration IN_LOG = Duration.ofMinutes(1);
    private static final int WIDTH = 100;

    private final Shell shell;
    private final boolean terminal =
            System.console() != null && System.console().isTerminal();
    private final long started = System.nanoTime();
    private long next = started + SILENT.toNanos();
    private boolean open;

    ProgressLines(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void accept(Progress progress) {
        long now = System.nanoTime();
        if (now - next < 0) {
            return;
        }
        next = now + (terminal ? ON_TERMINAL : IN_LOG).toNanos();
        if (terminal) {
            shell.err().print("\r" + ("%-" + WIDTH + "s").formatted(progress));
            shell.err().flush();
            open = true;
        } else {
            shell.note(progress.toString());
        }
    }

    /** Leaves the line that changed. */
    void end() {
        if (open) {
            shell.note("");
        }
    }
}
