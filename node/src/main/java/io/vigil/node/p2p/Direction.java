package io.vigil.node.p2p;

/** Which side opened the connection. */
public enum Direction {
    /** The peer dialled us. */
    INCOMING,
    /** We dialled the peer. */
    OUTGOING
}
