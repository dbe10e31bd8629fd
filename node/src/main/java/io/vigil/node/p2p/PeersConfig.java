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
    /** DESIGN §2 Peers: validators always, 32 others. */
    public static final int OBSERVER_SLOTS = 32;

    /** Enough for a few nodes behind one address. */
    public static final int LINKS_PER_IP = 8;

    /** All nodes of a testnet share the loopback address. */
    public static final int LINKS_PER_IP_TESTNET = 256;

    public static final Duration BACK_OFF = Duration.ofSeconds(30);
    public static final Duration BACK_OFF_TESTNET = Duration.ofMillis(500);

    public PeersConfig {
        peers = List.copyOf(peers);
    }

    /** A node on the open network. */
    public static PeersConfig of(Endpoint listen, Endpoint advertise, List<PeerAddress> peers) {
        return new PeersConfig(listen, advertise, peers, BACK_OFF, OBSERVER_SLOTS, LINKS_PER_IP);
    }

    /** A node of a local network: quick to come back, all on one address. */
    public static PeersConfig local(Endpoint listen, List<PeerAddress> peers) {
        return new PeersConfig(listen, listen, peers, BACK_OFF_TESTNET, OBSERVER_SLOTS, LINKS_PER_IP_TESTNET);
    }
}
