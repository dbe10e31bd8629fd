package io.vigil.node.time;

import io.vigil.node.p2p.ClockSample;
import io.vigil.node.p2p.PeerStatus;
import io.vigil.node.p2p.Role;
import io.vigil.timesync.ClockEvent;
import io.vigil.types.Bytes;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Weighs the clocks of connected peers by what they have to say on this chain. */
public final class ValidatorClocks {
    /** A slower exchange, such as one that a suspended process slept through, says too little. */
    private static final Duration MAX_RADIUS = Duration.ofSeconds(1);

    private ValidatorClocks() {}

    /**
     * What the validators' clocks say.
     *
     * @param power of a BLS key in the present set; 0 for keys outside it
     * @param ownKey empty for an observer, which judges by the validators alone
     */
    public static Optional<ClockEvent.PeerClocks> of(
            List<PeerStatus> connected, ToLongFunction<Bytes> power, long totalPower, Bytes ownKey) {
        Set<Bytes> counted = new HashSet<>(Set.of(ownKey));
        List<ClockEvent.PeerClock> clocks = connected.stream()
                .filter(peer -> isMeasured(peer.clock()))
                .flatMap(peer -> key(peer)
                        .filter(counted::add)
                        .map(key -> new ClockEvent.PeerClock(
                                power.applyAsLong(key),
                                nearest(peer.clock()),
                                peer.clock().askedNanos()))
                        .stream())
                .toList();
        long own = ownKey.isEmpty() ? 0 : power.applyAsLong(ownKey);
        return Optional.of(new ClockEvent.PeerClocks(own, totalPower, clocks)).filter(known -> totalPower > 0);
    }

    /** Before the first exchange there is nothing but zeros; no real one takes no time. */
    private static boolean isMeasured(ClockSample sample) {
        return !sample.radius().isZero() && sample.radius().compareTo(MAX_RADIUS) <= 0;
    }

    /** The least offset that the exchange leaves possible: a slow link alone makes no clock wrong. */
    private static long nearest(ClockSample sample) {
        long offset = sample.offset().toNanos();
        long radius = sample.radius().toNanos();
        return offset - Math.clamp(offset, -radius, radius);
    }

    private static Optional<Bytes> key(PeerStatus peer) {
        return switch (peer.info().role()) {
            case Role.Validator(Bytes blsKey, Bytes signature) -> Optional.of(blsKey);
            case Role.Observer observer -> Optional.empty();
        };
    }
}
