package io.vigil.node.p2p;

import io.vigil.types.Bytes;
import java.util.List;

/**
 * The other nodes we have a link to. No method blocks, whatever a peer does: each has a bounded queue of its own, and what
 * overflows it is lost (oldest of the least important first), so messages are ones that may be lost and are sent again.
 *
 * <p>Safe for use by any thread.
 */
public interface Peers extends AutoCloseable {
    /**
     * Queues a message for one peer.
     *
     * @return whether it was queued; false if the peer is not connected or its queue is full of more important ones
     * @throws IllegalArgumentException if {@code message} is empty or larger than its channel allows
     */
    boolean send(NodeId peer, Channel channel, Bytes message);

    /** Queues a message for every connected peer; never for ourselves. */
    void broadcast(Channel channel, Bytes message);

    /** Notes what a peer did wrong; enough of it ends the connection. A peer not connected is scored too. */
    void report(NodeId peer, Misconduct misconduct);

    /** The connected peers in order of their ids: those whose {@code connected} was called and {@code disconnected} was not. */
    List<PeerStatus> connected();

    /** Ends all connections and waits until nothing of this runs any more. The listener hears nothing afterwards. */
    @Override
    void close();
}
