package io.vigil.timesync.ntp;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** What a datagram that came back is worth. */
public sealed interface NtpReply {
    record Valid(NtpMeasurement measurement) implements NtpReply {
        public Valid {
            Objects.requireNonNull(measurement);
        }
    }

    /** The server asks us to leave or to slow down (RFC 5905 §7.4). Its timestamps are no times. */
    record Kiss(String code) implements NtpReply {
        /** Not to be asked again by this process. */
        public boolean sendsAway() {
            return code.equals("DENY") || code.equals("RSTR");
        }

        public boolean slowsDown() {
            return code.equals("RATE");
        }
    }

    /** @param isOurs whether it at least echoes our nonce; what does not is a stranger's and the true reply may follow */
    record Invalid(String why, boolean isOurs) implements NtpReply {}

    /** A reply slower than this says too little: half of it may be error. */
    Duration MAX_DELAY = Duration.ofSeconds(1);

    /** A server farther from the truth than this is not usable. */
    Duration MAX_DISTANCE = Duration.ofMillis(500);

    /** How far the network may seem faster than nothing, by the resolution of the clocks involved. */
    Duration NEGATIVE_DELAY = Duration.ofNanos(1000);

    /**
     * @param nonce what the question carried
     * @param sentMonoNanos monotonic time just before the question left; {@code receivedMonoNanos} when the reply came
     */
    static NtpReply check(long nonce, Bytes datagram, long sentMonoNanos, long receivedMonoNanos) {
        NtpPacket packet;
        try {
            packet = NtpPacket.parse(datagram);
        } catch (MalformedException e) {
            return new Invalid(String.valueOf(e.getMessage()), false);
        }
        if (packet.mode() != NtpPacket.SERVER || packet.version() < 3 || packet.version() > 4) {
            return new Invalid("mode " + packet.mode() + ", version " + packet.version(), false);
        }
        if (packet.origin() != nonce) {
            return new Invalid("another nonce than ours", false);
        }
        if (packet.stratum() == 0) {
            return new Kiss(code(packet.referenceId()));
        }
        Optional<String> objection = objection(packet);
        if (objection.isPresent()) {
            return new Invalid(objection.get(), true);
        }
        return measured(packet, sentMonoNanos, receivedMonoNanos);
    }

    private static Optional<String> objection(NtpPacket packet) {
        if (packet.stratum() > 15) {
            return Optional.of("stratum " + packet.stratum());
        }
        if (packet.leap() == NtpPacket.UNSYNCHRONISED) {
            return Optional.of("the server's clock is not set");
        }
        if (packet.transmit() == 0) {
            return Optional.of("no transmit time");
        }
        if (packet.transmit() - packet.receive() < 0) {
            return Optional.of("answered before it was asked");
        }
        return Optional.empty();
    }

    private static NtpReply measured(NtpPacket packet, long sent, long received) {
        long away = received - sent;
        long delay = away - NtpTimestamp.nanosBetween(packet.receive(), packet.transmit());
        if (delay < -NEGATIVE_DELAY.toNanos()) {
            return new Invalid("a delay of " + delay + " ns", true);
        }
        if (away > MAX_DELAY.toNanos()) {
            return new Invalid("a delay of " + away / 1_000_000 + " ms", true);
        }
        NtpMeasurement measurement = NtpMeasurement.of(packet, sent, received, Math.max(0, delay));
        if (measurement.distanceNanos() > MAX_DISTANCE.toNanos()) {
            return new Invalid("a root distance of " + measurement.distanceNanos() / 1_000_000 + " ms", true);
        }
        return new Valid(measurement);
    }

    /** Printable whatever was sent: it goes into log lines. */
    private static String code(Bytes referenceId) {
        return new String(referenceId.shared(), StandardCharsets.US_ASCII).replaceAll("[^A-Z0-9]", "?");
    }
}
