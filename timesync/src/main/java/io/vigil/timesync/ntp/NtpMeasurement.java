package io.vigil.timesync.ntp;

/**
 * One reply as numbers (RFC 5905 §8 and §10), on the axis of true time less monotonic time.
 *
 * @param offsetNanos true less monotonic time, if both ways took equally long
 * @param delayNanos there and back on the network
 * @param distanceNanos how far the truth may be from {@code offsetNanos}, whatever the asymmetry of the two ways
 * @param transmitNanos the server's time in the reply, since 1970
 * @param receivedMonoNanos when the reply came
 */
public record NtpMeasurement(
        long offsetNanos, long delayNanos, long distanceNanos, long transmitNanos, long receivedMonoNanos) {
    /** Our clock reading is no better than this. */
    private static final long OWN_PRECISION_NANOS = 1_000;

    /** PHI of RFC 5905: how fast a clock goes wrong during one exchange. */
    private static final long PHI_PPM = 15;

    static NtpMeasurement of(NtpPacket packet, long sentMonoNanos, long receivedMonoNanos, long delayNanos) {
        long there = NtpTimestamp.nanos(packet.receive()) - sentMonoNanos;
        long back = NtpTimestamp.nanos(packet.transmit()) - receivedMonoNanos;
        long offset = there / 2 + back / 2; // never adds two times since 1970, which overflows
        long dispersion = packet.precisionNanos()
                + OWN_PRECISION_NANOS
                + (receivedMonoNanos - sentMonoNanos) * PHI_PPM / 1_000_000;
        long distance = (packet.rootDelayNanos() + delayNanos) / 2 + packet.rootDispersionNanos() + dispersion;
        return new NtpMeasurement(
                offset, delayNanos, distance, NtpTimestamp.nanos(packet.transmit()), receivedMonoNanos);
    }

    /** {@link #distanceNanos} grown by the drift since then. */
    long distanceAt(long monoNanos, long driftPpm) {
        return distanceNanos + Math.max(0, monoNanos - receivedMonoNanos) / 1_000_000 * driftPpm;
    }
}
