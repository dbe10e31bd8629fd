package io.vigil.storage.append;

/** What follows the last good record of a log. */
public sealed interface Ending {
    /** Nothing. */
    record Whole() implements Ending {}

    /** What a crash leaves of an append that never returned. */
    record Torn(String file, long offset, long bytes) implements Ending {}

    /** A record that was once synced is not what it was, or is gone. */
    record Damaged(String file, long offset, String what) implements Ending {}
}
