package io.vigil.node.rpc;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.chain.Header;
import java.util.Optional;

/** The chain and its states at one moment: commits that come later are not seen. Used by one thread. */
public interface ChainSnapshot extends AutoCloseable {
    ChainView chain();

    /** The state after {@code block}, or nothing if it is no longer kept. Usable until the snapshot is closed. */
    Optional<StateView> state(Header block);

    /** The lowest height whose state is kept. */
    long lowestState();

    /** What certified {@code block}, in its wire form. */
    Optional<Bytes> certificate(Hash block);

    @Override
    void close();
}
