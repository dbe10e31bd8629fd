package io.vigil.node.p2p.tcp;

import io.vigil.node.config.PeerAddress;
import io.vigil.node.p2p.PeerListener;
import io.vigil.node.p2p.PeerRecorder;
import io.vigil.node.p2p.PeersContract;
import java.util.ArrayList;
import java.util.List;

class TcpPeersContractTest extends PeersContract {
    private final List<PeerAddress> known = new ArrayList<>();

    @Override
    protected Node join(PeerListener listener, PeerRecorder recorder) {
        TestNode.Settings settings = TestNode.Settings.of(known.size() + 1, known.toArray(PeerAddress[]::new));
        TestNode node = new TestNode(settings, List.of(listener));
        known.add(node.address());
        return new Node(node.id(), node.peers, recorder);
    }
}
