package io.vigil.cli;

import io.vigil.node.config.ExitCode;
import io.vigil.storage.snapshot.Verdict;

/** What a check of a snapshot said, for people, for programs and as an exit code. */
final class VerdictLines {
    private static final double MEGA = 1e6;

    private VerdictLines() {}

    /** @param done what was done with it, such as {@code restored} */
    static int print(Shell shell, Verdict verdict, String done, long nanos, boolean json) {
        return switch (verdict) {
            case Verdict.Sound sound -> {
                double seconds = nanos / 1e9;
                if (json) {
                    shell.print(Shell.object()
                            .put("sound", true)
                            .put("height", sound.height())
                            .put("id", sound.id().toHex())
                            .put("records", sound.records())
                            .put("logicalBytes", sound.logicalBytes())
                            .put("seconds", seconds));
                } else {
                    shell.say("%s  block %d, id %s, %d records, %.1f MB in %.1f s (%.0f MB/s)"
                            .formatted(
                                    done,
                                    sound.height(),
                                    sound.id(),
                                    sound.records(),
                                    sound.logicalBytes() / MEGA,
                                    seconds,
                                    sound.logicalBytes() / MEGA / seconds));
                }
                yield ExitCode.OK.number();
            }
            case Verdict.Faulty faulty -> {
                if (json) {
                    shell.print(Shell.object()
                            .put("sound", false)
                            .put("fault", faulty.fault().name())
                            .put("chunk", faulty.chunk())
                            .put("offset", faulty.offset())
                            .put("what", faulty.what()));
                } else {
                    shell.note("vigil: refused: " + faulty);
                }
                yield faulty.fault().exitCode();
            }
        };
    }
}
