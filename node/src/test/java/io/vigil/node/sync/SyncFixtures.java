package io.vigil.node.sync;

import io.vigil.node.p2p.NodeId;
import io.vigil.types.Bytes;

/** Peers and blocks of tests. */
final class SyncFixtures {
    private SyncFixtures() {}

    static NodeId peer(int number) {
        byte[] id = new byte[NodeId.SIZE];
        id[0] = (byte) number;
        return new NodeId(Bytes.wrap(id));
    }

    static BlockBytes block(int number, int bodyBytes) {
        return new BlockBytes(Bytes.ofLong(number), Bytes.wrap(new byte[bodyBytes]), Bytes.of(number));
    }
}
