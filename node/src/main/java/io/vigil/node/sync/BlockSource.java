package io.vigil.node.sync;

import io.vigil.types.Hash;
import java.util.Optional;

/** Where blocks for others come from. Called by the thread that answers peers, never by an event loop. */
public interface BlockSource {
    /** The committed block of that height. */
    Optional<BlockBytes> committed(long height);

    /** What proves the committed block of that height final; nothing if no certificate at or above it is held yet. */
    Optional<FinalityProof> finality(long height);

    /** Any block that is held, committed or not. */
    Optional<BlockBytes> block(Hash hash);
}
