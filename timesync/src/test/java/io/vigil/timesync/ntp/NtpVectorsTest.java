package io.vigil.timesync.ntp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.testing.Vectors;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Pairs captured from chronyd, ntpsec and ntpd-rs. */
class NtpVectorsTest {
    @Test
    void capturedRepliesAreMeasuredOrRefused() throws MalformedException {
        Map<String, Integer> run = new TreeMap<>();
        for (JsonNode pair : Vectors.json(Vectors.at("ntp/captured-ntp.json"))) {
            Bytes request = Bytes.fromHex(pair.get("req").asText());
            Bytes reply = Bytes.fromHex(pair.get("resp").asText());
            long nonce = request.getLong(40);
            assertThat(NtpPacket.question(nonce)).isEqualTo(request);
            long offset = nanos(pair, "offset");
            NtpPacket packet = NtpPacket.parse(reply);
            long served = NtpTimestamp.nanosBetween(packet.receive(), packet.transmit());
            long away = nanos(pair, "delay") + served;
            long sent = NtpTimestamp.nanos(packet.receive()) + served / 2 - offset - away / 2;
            NtpReply checked = NtpReply.check(nonce, reply, sent, sent + away);
            switch (checked) {
                case NtpReply.Valid(NtpMeasurement measurement) -> {
                    assertThat(measurement.offsetNanos()).isCloseTo(offset, within(10L));
                    assertThat(measurement.delayNanos()).isCloseTo(nanos(pair, "delay"), within(10L));
                    run.merge("valid", 1, Integer::sum);
                }
                case NtpReply.Kiss(String code) -> run.merge(code, 1, Integer::sum);
                case NtpReply.Invalid(String why, boolean ours) -> run.merge(why, 1, Integer::sum);
            }
            assertThat(NtpReply.check(nonce + 1, reply, sent, sent + away))
                    .isEqualTo(new NtpReply.Invalid("another nonce than ours", false));
        }
        assertThat(run)
                .containsExactly(
                        Map.entry("DENY", 1), Map.entry("INIT", 1), Map.entry("RATE", 1), Map.entry("valid", 4));
    }

    private static long nanos(JsonNode pair, String field) {
        return Math.round(pair.get(field).asDouble() * 1e9);
    }
}
