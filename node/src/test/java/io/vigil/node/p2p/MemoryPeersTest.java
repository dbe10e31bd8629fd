package io.vigil.node.p2p;

import io.vigil.types.Bytes;

class MemoryPeersTest extends PeersContract {
    private final MemoryPeers.Network network = new MemoryPeers.Network();
    private int joined;

    @Override
    protected void closeNetwork() {
        network.close();
    }

    @Override
    protected Node join(PeerListener listener, PeerRecorder recorder) {
        byte[] id = new byte[NodeId.SIZE];
        id[0] = (byte) ++joined;
        NodeId self = new NodeId(Bytes.wrap(id));
        return new Node(self, network.join(self, new Role.Observer(), listener), recorder);
    }
}
