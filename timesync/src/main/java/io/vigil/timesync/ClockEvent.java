package io.vigil.timesync;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Everything {@link TimeSync} can be told. {@code at} is both clocks of the machine when it happened. */
public sealed interface ClockEvent {
    Reading at();

    /** Time passes. Comes at least every {@link TimeSync#GAP}, else the process was suspended. */
    record Ticked(Reading at) implements ClockEvent {}

    record Answered(Reading at, Tier tier, Answer answer) implements ClockEvent {
        public Answered {
            Objects.requireNonNull(answer);
        }
    }

    /** Every source of the tier was asked and has answered or not. */
    record RoundEnded(Reading at, Tier tier) implements ClockEvent {}

    /** How the clocks of the other validators compare with ours, as far as known. */
    record PeersHeard(Reading at, PeerClocks clocks) implements ClockEvent {}

    /** A time that has surely passed: our clock should not be before it. */
    record Passed(Reading at, Witness witness, Instant time) implements ClockEvent {}

    /** The operator turned a switch. */
    record Switched(Reading at, Switch to) implements ClockEvent {}

    /** Who says that a time has passed. */
    enum Witness {
        LAST_COMMITTED_BLOCK,
        PERSISTED_TIME,
        /** What our own clock has told already: it stands still until the system clock gets there. */
        OWN_WORD
    }

    /** What an operator can change while the node runs. */
    sealed interface Switch {
        record Correct() implements Switch {}

        /** Slews back to the system clock. */
        record StopCorrecting() implements Switch {}

        /** Back to the system clock at once; the clock's output stands still until it has caught up. */
        record DropCorrection() implements Switch {}

        record Monitor(boolean on) implements Switch {}

        /** Mode {@code manual}: the offset to head for, at most {@link Correction#BOUND}. */
        record Steer(Duration offset) implements Switch {
            public Steer {
                if (offset.abs().compareTo(Correction.BOUND) > 0) {
                    throw new IllegalArgumentException(
                            "offset " + offset + " is beyond the bound of " + Correction.BOUND.toMillis() + " ms");
                }
            }
        }
    }

    /**
     * What the validators' own clocks say.
     *
     * @param ownPower our own power, counted at offset zero
     * @param totalPower of the whole set
     */
    record PeerClocks(long ownPower, long totalPower, List<PeerClock> peers) {
        public PeerClocks {
            peers = List.copyOf(peers);
        }

        /** Those that were asked at {@code monoNanos} or later. */
        PeerClocks askedSince(long monoNanos) {
            return new PeerClocks(
                    ownPower,
                    totalPower,
                    peers.stream()
                            .filter(peer -> peer.askedMonoNanos() >= monoNanos)
                            .toList());
        }
    }

    /**
     * @param offsetNanos the peer's clock less ours
     * @param askedMonoNanos when it was asked: what a clock said before a disruption says nothing about ours now
     */
    record PeerClock(long power, long offsetNanos, long askedMonoNanos) {}
}
