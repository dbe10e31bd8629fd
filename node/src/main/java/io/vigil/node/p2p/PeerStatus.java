package io.vigil.node.p2p;

import java.time.Duration;

/**
 * A connected peer, for status and metrics.
 *
 * @param roundTrip the last measured one; before the first answer the duration of the handshake
 * @param clock the last look at its clock, at most a few seconds old
 * @param queuedBytes what waits to be sent to it
 * @param droppedMessages what its queue lost since the connection began
 * @param penalty 0 for a peer that behaves; see {@link Misconduct}
 */
public record PeerStatus(
        PeerInfo info,
        Duration connectedFor,
        Duration roundTrip,
        ClockSample clock,
        long receivedBytes,
        long sentBytes,
        long queuedBytes,
        long droppedMessages,
        double penalty) {}
