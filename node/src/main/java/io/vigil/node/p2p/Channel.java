package io.vigil.node.p2p;

/**
 * What a message is about. The order is the order of importance: in every outgoing queue consensus goes before sync, sync before
 * transactions, those before snapshots, between the parts of a larger message too. Each channel keeps its own order.
 */
public enum Channel {
    /** Proposals (a block of 2 MiB and its proofs), votes, timeouts, status: 4 MiB each, and a few of them may wait. */
    CONSENSUS(4 << 20, 16 << 20),
    /** Blocks by height or hash: an answer has 8 MiB at most, and one asks for one after the other. */
    SYNC(8 << 20, 8 << 20),
    /** Gossip, which costs nothing but time when it is lost. */
    TRANSACTIONS(1 << 20, 4 << 20),
    /** Files of snapshots in parts of 1 MiB: they go when nothing else does. */
    SNAPSHOTS((1 << 20) + (1 << 10), 8 << 20);

    private final int maxMessageBytes;
    private final int maxQueueBytes;

    Channel(int maxMessageBytes, int maxQueueBytes) {
        this.maxMessageBytes = maxMessageBytes;
        this.maxQueueBytes = maxQueueBytes;
    }

    /** Larger messages are our bug when sent and the peer's when received. */
    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    /** What waits for one peer on this channel; beyond it the oldest is dropped. */
    public int maxQueueBytes() {
        return maxQueueBytes;
    }
}
