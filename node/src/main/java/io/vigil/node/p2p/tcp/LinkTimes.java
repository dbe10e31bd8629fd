package io.vigil.node.p2p.tcp;

import java.time.Duration;

/**
 * How long a link waits for what.
 *
 * @param greeting TLS handshake and HELLO together, for a slow link of a slow machine
 * @param ping between two questions whether the peer is there
 * @param silence without a whole frame for this long the peer is gone
 */
record LinkTimes(Duration greeting, Duration ping, Duration silence) {
    /** A dead peer is dropped after four unanswered pings. */
    static final LinkTimes USUAL = new LinkTimes(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(5));
}
