package io.vigil.node.p2p;

import io.vigil.types.Bytes;

/**
 * What the mesh tells the node. Calls come from event loops and must return fast: put things on queues, do no work here.
 * For one peer the order is connected, messages, disconnected, and never two connections at once; different peers
 * may call at the same time.
 */
public interface PeerListener {
    /** The peer is of our chain, authenticated and may stay. Messages to it can be sent from now on, also from within this call. */
    void connected(PeerInfo peer);

    /** Messages of one channel arrive in the order they were sent. */
    void message(NodeId from, Channel channel, Bytes message);

    void disconnected(NodeId peer, String reason);

    /**
     * Someone could not be let in, or not be reached as who it should be: another genesis, garbage, a limit. Said once a minute
     * for each remote.
     *
     * @param remote its address, with its id if that is known
     * @param reason a sentence for the operator that names both values where two differ
     */
    void refused(String remote, String reason);
}
