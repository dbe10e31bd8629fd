package io.vigil.node.p2p;

import java.time.Duration;

/**
 * One look at a peer's clock: it is ahead of ours by {@code offset}, give or take {@code radius}.
 *
 * @param offset the peer's time minus ours at the middle of the exchange
 * @param radius half the exchange's duration: the true offset lies within it; zero before the first exchange
 * @param askedNanos monotonic time ({@code System.nanoTime}) at which the exchange began
 */
public record ClockSample(Duration offset, Duration radius, long askedNanos) {}
