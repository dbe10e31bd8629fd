package io.vigil.node.p2p;

import io.vigil.node.config.Endpoint;
import io.vigil.node.config.PeerAddress;
import java.time.Duration;
import java.util.List;

/**
 * The settings of the mesh.
 *
 * @param listen where to listen; port 0 lets the system choose
 * @param advertise where others can reach us, passed on by peers; the host {@code 0.0.0.0} names none, and then only those we
 *     connect to learn where we are
 * @param peers to whom a link is always wanted, from {@code p2p.peers} and genesis
 * @param maxBackOff between attempts to reach one of them
 * @param observerSlots links to nodes that are no validators and not in {@code peers}
 * @param maxLinksPerIp incoming connections from one address, those still in their handshake included
 */
public record PeersConfig(
        Endpoint listen,
        Endpoint advertise,
        List<PeerAddress> peers,
        Duration maxBackOff,
        int observerSlots,
        int maxLinksPerIp) {
    public PeersConfig {
        peers = List.copyOf(peers);
    }
}
