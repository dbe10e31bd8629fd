package io.vigil.cli;

import io.vigil.node.snapshot.SnapshotJobs;
import picocli.CommandLine.Option;

/** How much of the disk a long operation may take. */
final class RateOption {
    private static final long MEGA = 1_000_000;

    @Option(
            names = "--limit-mb-s",
            paramLabel = "MB/s",
            description = "at most so many megabytes of records per second, 0 for no limit (default: 40 for a node that"
                    + " runs, else 0)")
    private long megabytes = -1;

    /** Of a node whose blocks must not wait. */
    long besideBlocks() {
        return megabytes < 0 ? SnapshotJobs.DEFAULT_BYTES_PER_SECOND : megabytes * MEGA;
    }

    long alone() {
        return megabytes < 0 ? 0 : megabytes * MEGA;
    }
}
