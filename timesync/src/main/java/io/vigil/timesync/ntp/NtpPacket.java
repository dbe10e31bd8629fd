package io.vigil.timesync.ntp;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;

/**
 * The 48 bytes of a packet; extension fields behind them are not read (RFC 5905 §7.3).
 *
 * @param leap 0 to 3; 3 says that the server's clock was never set
 * @param precisionNanos resolution of the server's clock
 * @param rootDelayNanos from the server to its reference, there and back
 * @param rootDispersionNanos how wrong the server says it may be
 * @param referenceId four bytes; in a reply of stratum 0 the kiss code
 * @param origin our transmit field, echoed; {@code receive} and {@code transmit} are the server's times
 */
public record NtpPacket(
        int leap,
        int version,
        int mode,
        int stratum,
        long precisionNanos,
        long rootDelayNanos,
        long rootDispersionNanos,
        Bytes referenceId,
        long origin,
        long receive,
        long transmit) {
    static final int BYTES = 48;
    static final int CLIENT = 3;
    static final int SERVER = 4;
    static final int UNSYNCHRONISED = 3;

    private static final int VERSION = 4;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int MAX_PRECISION_LOG2 = 6;

    /** A question with nothing in it but {@code nonce}, 64 random bits. */
    public static Bytes question(long nonce) {
        byte[] packet = new byte[BYTES];
        packet[0] = VERSION << 3 | CLIENT;
        Bytes.ofLong(nonce).copyTo(packet, BYTES - Long.BYTES);
        return Bytes.wrap(packet);
    }

    /** @throws MalformedException if there are fewer than 48 bytes */
    public static NtpPacket parse(Bytes packet) throws MalformedException {
        if (packet.size() < BYTES) {
            throw new MalformedException("an NTP packet of " + packet.size() + " bytes");
        }
        int first = packet.get(0) & 0xff;
        return new NtpPacket(
                first >> 6,
                first >> 3 & 7,
                first & 7,
                packet.get(1) & 0xff,
                precision(packet.get(3)),
                shortFormat(packet, 4),
                shortFormat(packet, 8),
                packet.slice(12, 4),
                packet.getLong(24),
                packet.getLong(32),
                packet.getLong(40));
    }

    private static long precision(int log2Seconds) {
        return log2Seconds >= 0
                ? NANOS_PER_SECOND << Math.min(log2Seconds, MAX_PRECISION_LOG2)
                : NANOS_PER_SECOND >> Math.min(-log2Seconds, 62);
    }

    /** 16 bits of seconds and 16 of fraction, unsigned. */
    private static long shortFormat(Bytes packet, int offset) {
        long value = packet.getLong(offset) >>> 32;
        return value * NANOS_PER_SECOND >>> 16;
    }
}
