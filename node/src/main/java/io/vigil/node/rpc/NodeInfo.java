package io.vigil.node.rpc;

import java.util.Optional;

/** Facts about the node. Thread-safe. */
public interface NodeInfo {
    /** Such as {@code Vigil/v0.1.0/linux-amd64/java25}. */
    String clientVersion();

    long chainId();

    int peerCount();

    /** How far the node is behind, while it is. */
    Optional<SyncProgress> syncing();

    /** Block numbers: where this sync began, what is committed, what peers have. */
    record SyncProgress(long starting, long current, long highest) {}
}
