package io.vigil.timesync.ntp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.timesync.Sample;
import io.vigil.types.Bytes;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NtpReplyTest {
    private static final long NONCE = 0x0123456789abcdefL;
    private static final long SECOND = 1_000_000_000;

    @Test
    void truthLiesInTheIntervalHoweverAsymmetricTheWay() {
        long trueLessMono = 1_795_220_000L * SECOND;
        for (long there = 0; there <= 800; there += 100) {
            long back = 800 - there;
            long received = (there + back) * 1_000_000;
            long server = trueLessMono + there * 1_000_000;
            NtpReply reply = NtpReply.check(NONCE, reply(4, 0, 1, server, server), 0, received);
            assertThat(reply)
                    .isInstanceOfSatisfying(
                            NtpReply.Valid.class,
                            valid -> assertThat(Math.abs(valid.measurement().offsetNanos() - trueLessMono))
                                    .isLessThanOrEqualTo(valid.measurement().distanceNanos()));
        }
    }

    @Test
    void unusableRepliesAreRefusedWithAReason() {
        long now = 1_795_220_000L * SECOND;
        assertThat(why(reply(4, 3, 1, now, now), 0, 1000)).isEqualTo("the server's clock is not set");
        assertThat(why(reply(4, 0, 16, now, now), 0, 1000)).isEqualTo("stratum 16");
        assertThat(why(reply(4, 0, 1, now, now - SECOND), 0, 1000)).isEqualTo("answered before it was asked");
        assertThat(why(reply(4, 0, 1, now, now + SECOND), 0, SECOND / 2)).startsWith("a delay of -");
        assertThat(why(reply(4, 0, 1, now, now), 0, 2 * SECOND)).isEqualTo("a delay of 2000 ms");
        assertThat(why(reply(5, 0, 1, now, now), 0, 1000)).isEqualTo("mode 5, version 4");
        assertThat(why(Bytes.of(1, 2, 3), 0, 1000)).isEqualTo("an NTP packet of 3 bytes");
    }

    @Test
    void theEraAfter2036IsReadRight() {
        long later = Instant.parse("2040-05-06T07:08:09.5Z").getEpochSecond() * SECOND + SECOND / 2;

        assertThat(NtpTimestamp.nanos(timestamp(later))).isEqualTo(later);
        assertThat(NtpTimestamp.nanosBetween(timestamp(later - SECOND), timestamp(later)))
                .isEqualTo(SECOND);
    }

    @Test
    void theFilterPrefersTheQuickReplyUntilDriftHasEatenIt() {
        ClockFilter filter = new ClockFilter(50);
        filter.add(new NtpMeasurement(1000, 10_000, 1_000_000, 0, 0));
        Sample soon = filter.add(new NtpMeasurement(5_000_000, 9_000_000, 6_000_000, 0, 64 * SECOND));
        assertThat(soon.trueLessMono().midpointNanos()).isEqualTo(1000);
        assertThat(soon.radiusNanos()).isGreaterThan(1_000_000 + 64 * 50_000);

        Sample late = filter.add(new NtpMeasurement(7000, 10_000, 6_000_000, 0, 600 * SECOND));
        assertThat(late.trueLessMono().midpointNanos()).isEqualTo(7000);
    }

    @Test
    void kissesAreNamedAndNeverTakenForTime() {
        byte[] kiss = reply(4, 0, 0, 0, 0).toArray();
        kiss[12] = 'R';
        kiss[13] = 'A';
        kiss[14] = 'T';
        kiss[15] = 'E';

        assertThat(NtpReply.check(NONCE, Bytes.wrap(kiss), 0, 1000))
                .isInstanceOfSatisfying(
                        NtpReply.Kiss.class,
                        told -> assertThat(told.slowsDown()).isTrue());
        kiss[12] = '\n';
        assertThat(NtpReply.check(NONCE, Bytes.wrap(kiss), 0, 1000)).isEqualTo(new NtpReply.Kiss("?ATE"));
    }

    private static String why(Bytes reply, long sent, long received) {
        return NtpReply.check(NONCE, reply, sent, received) instanceof NtpReply.Invalid invalid
                ? invalid.why()
                : "accepted";
    }

    private static Bytes reply(int mode, int leap, int stratum, long receiveNanos, long transmitNanos) {
        return Bytes.concat(
                Bytes.of(leap << 6 | 4 << 3 | mode, stratum, 0, -20),
                Bytes.wrap(new byte[20]),
                Bytes.ofLong(NONCE),
                Bytes.ofLong(timestamp(receiveNanos)),
                Bytes.ofLong(timestamp(transmitNanos)));
    }

    private static long timestamp(long nanos) {
        long seconds = Math.floorDiv(nanos, SECOND) + 2_208_988_800L;
        return seconds << 32 | Math.floorMod(nanos, SECOND) * (1L << 32) / SECOND;
    }
}
