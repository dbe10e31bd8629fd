package io.vigil.node.p2p.tcp;

import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.OutgoingQueue;
import io.vigil.node.p2p.PeerInfo;
import io.vigil.node.p2p.Reassembly;
import io.vigil.node.p2p.Throttle;
import java.util.Optional;

/** How far a link has come, with what is known then. */
sealed interface Stage {
    /** In the TLS handshake. */
    record Securing() implements Stage {}

    /** The peer proved its key; its HELLO is awaited. */
    record Greeting(NodeId id) implements Stage {}

    /**
     * The peer has been let in.
     *
     * @param instance of its program, from HELLO
     * @param stranger whether it is neither a validator nor wanted by the configuration, so that its share is limited
     */
    record Open(
            PeerInfo info,
            long instance,
            boolean stranger,
            OutgoingQueue queue,
            Reassembly reassembly,
            Throttle throttle,
            long sinceNanos)
            implements Stage {}

    record Ended(Stage last) implements Stage {}

    default Optional<NodeId> peer() {
        return switch (this) {
            case Securing securing -> Optional.empty();
            case Greeting(NodeId id) -> Optional.of(id);
            case Open open -> Optional.of(open.info().id());
            case Ended(Stage last) -> last.peer();
        };
    }

    /** What the link is or was when it was open. */
    default Optional<Open> opened() {
        return switch (this) {
            case Securing securing -> Optional.empty();
            case Greeting greeting -> Optional.empty();
            case Open open -> Optional.of(open);
            case Ended(Stage last) -> last.opened();
        };
    }
}
