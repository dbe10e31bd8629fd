package io.vigil.timesync.roughtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.testing.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replies of real servers, our own signed cases, chains and codec faults: see the README beside the vectors. */
class RoughtimeVectorsTest {
    @ParameterizedTest
    @CsvSource({
        "captured-draft19.json,40",
        "captured-draft11.json,2",
        "captured-draft08.json,2",
        "captured-google.json,2"
    })
    void capturedRepliesReadAsTheIndependentVerifierReadThem(String file, int count) {
        int run = 0;
        for (JsonNode pair : Vectors.json(Vectors.at("roughtime/" + file))) {
            ReplyCheck check = check(pair);
            if (pair.get("expect_valid").asBoolean()) {
                assertThat(check)
                        .as(pair.get("name").asText())
                        .isInstanceOfSatisfying(
                                ReplyCheck.Valid.class, valid -> assertRead(valid.time(), pair.get("expect")));
            } else {
                assertThat(check)
                        .as(pair.get("name").asText())
                        .isInstanceOfSatisfying(
                                ReplyCheck.Invalid.class,
                                invalid -> assertThat(invalid.fault().name())
                                        .isEqualTo(pair.get("expect_reason").asText()));
            }
            run++;
        }
        assertThat(run).isEqualTo(count);
    }

    private static void assertRead(SignedTime time, JsonNode expected) {
        assertThat(time.midpoint()).isEqualTo(expected.get("midp").asLong());
        assertThat(time.radius()).isEqualTo(expected.get("radi").asLong());
        assertThat(time.notBefore()).isEqualTo(expected.get("mint").asLong());
        assertThat(time.notAfter()).isEqualTo(expected.get("maxt").asLong());
        assertThat(time.pathNodes()).isEqualTo(expected.get("pathlen").asInt());
        assertThat(time.index()).isEqualTo(expected.get("indx").asInt());
        String version = expected.get("version").asText();
        assertThat(version.equals("google") ? 0 : Long.decode(version).intValue())
                .isEqualTo(time.dialect().version());
    }

    @Test
    void ownCasesAreAcceptedOrRefusedForTheReasonTheyWereMadeFor() {
        Map<Boolean, Integer> run = new TreeMap<>();
        for (JsonNode pair : Vectors.json(Vectors.at("roughtime/own-signed-cases.json"))) {
            boolean valid = pair.get("expect_valid").asBoolean();
            ReplyCheck check = check(pair);
            if (valid) {
                assertThat(check).as(pair.get("name").asText()).isInstanceOf(ReplyCheck.Valid.class);
            } else {
                String reason = pair.get("expect_reason").asText().split(" ")[0];
                assertThat(check)
                        .as(pair.get("name").asText())
                        .isInstanceOfSatisfying(
                                ReplyCheck.Invalid.class,
                                invalid -> assertThat(invalid.fault().name()).isEqualTo(reason));
            }
            run.merge(valid, 1, Integer::sum);
        }
        assertThat(run).containsExactly(Map.entry(false, 27), Map.entry(true, 8));
    }

    @Test
    void malformedMessagesAreRefused() {
        int run = 0;
        for (JsonNode entry : Vectors.json(Vectors.at("roughtime/codec-negative.json"))) {
            Bytes message = Bytes.fromHex(entry.get("message").asText());
            assertThatThrownBy(() -> RoughtimeMessage.decode(message))
                    .as(entry.get("name").asText())
                    .isInstanceOf(MalformedException.class);
            run++;
        }
        assertThat(run).isEqualTo(11);
    }

    /** The chains of liars, each with the pairs that an independent program found contradictory. */
    @Test
    void chainsAreFlaggedExactlyWhereTheyContradictThemselves() throws MalformedException {
        int run = 0;
        for (JsonNode chain : Vectors.json(Vectors.at("roughtime/chains-malfeasance.json"))) {
            MalfeasanceReport report =
                    MalfeasanceReport.parse(chain.get("report").toString());
            ChainCheck check = ChainCheck.of(report);
            List<ChainCheck.Contradiction> expected = new ArrayList<>();
            chain.get("causal_violations_i_j")
                    .forEach(pair -> expected.add(new ChainCheck.Contradiction(
                            pair.get(0).asInt(), pair.get(1).asInt())));
            assertThat(check.contradictions()).as(chain.get("name").asText()).isEqualTo(expected);
            assertThat(check.contradictions().isEmpty())
                    .isEqualTo(chain.get("pyroughtime_consistent").asBoolean());
            for (int i = 0; i < check.times().size(); i++) {
                JsonNode read = chain.get("midp_radi").get(i);
                assertThat(check.times().get(i).midpoint())
                        .isEqualTo(read.get(0).asLong());
                assertThat(check.times().get(i).radius()).isEqualTo(read.get(1).asLong());
            }
            assertThat(ChainCheck.of(MalfeasanceReport.parse(report.json()))).isEqualTo(check);
            run++;
        }
        assertThat(run).isEqualTo(8);
    }

    @Test
    void appendixBOfTheDraftContradictsItselfInTwoPairs() throws MalformedException {
        JsonNode report = Vectors.json(Vectors.at("roughtime/third-party/draft19-appendixB-malfeasance.json"));

        ChainCheck check = ChainCheck.of(MalfeasanceReport.parse(report.toString()));

        assertThat(check.times()).hasSize(3).allMatch(time -> time.dialect() == Dialect.VERSION_1);
        assertThat(check.contradictions())
                .containsExactly(new ChainCheck.Contradiction(0, 1), new ChainCheck.Contradiction(0, 2));
    }

    @Test
    void requestsThatRealServersIgnoreAreIgnored() {
        int run = 0;
        for (JsonNode entry : Vectors.json(Vectors.at("roughtime/captured-noreply-requests.json"))) {
            Bytes server =
                    RoughtimeRequest.server(Bytes.fromHex(entry.get("publicKey").asText()));
            Bytes request = Bytes.fromHex(entry.get("request").asText());
            assertThat(RequestCheck.of(request, List.of(Dialect.DRAFT_19), server))
                    .as(entry.get("name").asText())
                    .isInstanceOf(RequestCheck.Ignored.class);
            run++;
        }
        assertThat(run).isEqualTo(7);
    }

    /** MINT 0, MAXT 100 s, MIDP 50 s, RADI 5 s: Cloudflare's own server test. */
    @ParameterizedTest
    @CsvSource({
        "cloudflare_google_001,GOOGLE,1",
        "cloudflare_google_010,GOOGLE,10",
        "cloudflare_ietf_draft08_001,DRAFT_08,1",
        "cloudflare_ietf_draft08_010,DRAFT_08,10",
        "cloudflare_ietf_draft11_001,DRAFT_11,1",
        "cloudflare_ietf_draft11_010,DRAFT_11,10"
    })
    void ourServerAnswersCloudflaresBatchesByteForByte(String file, Dialect dialect, int count) {
        JsonNode batch = Vectors.json(Vectors.at("roughtime/third-party/" + file + ".json"));
        LongTermKey key = new LongTermKey(Bytes.fromHex(batch.get("root_key").asText()));
        long second = 1_000_000_000 / dialect.unitNanos();
        ReplySigner signer =
                key.delegate(dialect, Bytes.fromHex(batch.get("online_key").asText()), 0, 100 * second);
        List<RoughtimeRequest> requests = new ArrayList<>();
        for (JsonNode request : batch.get("request")) {
            RequestCheck check = RequestCheck.of(
                    Bytes.fromHex(request.asText()), List.of(dialect), RoughtimeRequest.server(key.publicKey()));
            assertThat(check)
                    .isInstanceOfSatisfying(RequestCheck.Answerable.class, asked -> requests.add(asked.request()));
        }

        List<Bytes> replies = signer.sign(requests, 50 * second, 5 * second, List.of(dialect));

        List<Bytes> expected = new ArrayList<>();
        batch.get("replies").forEach(reply -> expected.add(Bytes.fromHex(reply.asText())));
        assertThat(replies).hasSize(count).isEqualTo(expected);
    }

    private static ReplyCheck check(JsonNode pair) {
        return RoughtimeReply.check(
                Bytes.fromHex(pair.get("publicKey").asText()),
                Bytes.fromHex(pair.get("request").asText()),
                Bytes.fromHex(pair.get("response").asText()));
    }
}
