package io.vigil.node.p2p;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.nio.charset.StandardCharsets;

/** What a validator signs with its BLS key so that a node id is known to be its own. It names no time: it is signed once. */
public final class HelloClaim {
    private static final Bytes DOMAIN = Bytes.wrap("vigil/p2p/hello/v1".getBytes(StandardCharsets.US_ASCII));

    private HelloClaim() {}

    /** Domain ‖ node id ‖ genesis hash: no other statement of ours starts with this domain. */
    public static Bytes message(NodeId node, Hash genesis) {
        return Bytes.concat(DOMAIN, node.bytes(), genesis.bytes());
    }
}
