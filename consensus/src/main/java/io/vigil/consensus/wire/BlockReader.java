package io.vigil.consensus.wire;

import io.vigil.consensus.statements.BlockRef;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;

/** Reads from a body what agreement needs to know. Bodies are opaque to this module. */
@FunctionalInterface
public interface BlockReader {
    /** @throws MalformedException if {@code body} is no block, or its header's {@code extraData} does not say epoch, view and leader */
    BlockRef read(Bytes body) throws MalformedException;
}
