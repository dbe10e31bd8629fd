package io.vigil.node.chain;

import io.vigil.consensus.statements.BlockRef;
import io.vigil.storage.Snapshot;
import io.vigil.types.chain.Header;
import java.util.Optional;

/**
 * The head and the store as it was when it became the head. Readers {@link #retain} the snapshot for as long as
 * they read; the chain gives up its own use when the head moves.
 *
 * @param next what holds in the head's child
 */
public record CommittedHead(BlockRef ref, Header header, EpochFacts next, Snapshot snapshot) implements AutoCloseable {
    /** The snapshot, with one more user who has to close it; nothing if the head moved on meanwhile: look again. */
    public Optional<Snapshot> retain() {
        try {
            return Optional.of(snapshot.retain());
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        snapshot.close();
    }
}
