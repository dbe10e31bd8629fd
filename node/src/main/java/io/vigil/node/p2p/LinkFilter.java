package io.vigil.node.p2p;

import java.time.Duration;

/**
 * Faults on links, for drills alone; {@code vigil node} passes {@link #NONE}.
 * Called from any thread for every message.
 */
public interface LinkFilter {
    /** A network as good as it is. */
    LinkFilter NONE = new LinkFilter() {
        @Override
        public boolean isCut(NodeId peer) {
            return false;
        }

        @Override
        public Fate fate(NodeId peer, Channel channel) {
            return Fate.DELIVERED;
        }
    };

    /** Whether nothing at all passes between us and {@code peer}, in either direction: a partition. */
    boolean isCut(NodeId peer);

    /** What becomes of one message of ours to {@code peer}. */
    Fate fate(NodeId peer, Channel channel);

    /** What becomes of a message. */
    sealed interface Fate {
        Fate DELIVERED = new Delivered();

        record Delivered() implements Fate {}

        record Dropped() implements Fate {}

        record Delayed(Duration by) implements Fate {}
    }
}
