package io.vigil.node.p2p.tcp;

import io.vigil.node.config.PeerAddress;
import io.vigil.node.p2p.Direction;
import java.net.InetAddress;

/** How a connection came to be. */
sealed interface Origin {
    /** We dialled a peer whose id we know. */
    record Dialled(PeerAddress to) implements Origin {}

    /** Someone dialled us. */
    record Accepted(InetAddress from) implements Origin {}

    default Direction direction() {
        return switch (this) {
            case Dialled dialled -> Direction.OUTGOING;
            case Accepted accepted -> Direction.INCOMING;
        };
    }

    /** For people, and to tell remotes apart in what is said of them; without the port, which is new each time. */
    default String remote() {
        return switch (this) {
            case Dialled(PeerAddress to) -> to.toString();
            case Accepted(InetAddress from) -> from.getHostAddress();
        };
    }
}
