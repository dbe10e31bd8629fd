package io.vigil.node.quarantine;

import static io.vigil.node.quarantine.Guard.Phase.BUILDING;
import static io.vigil.node.quarantine.Guard.Phase.FOLLOWING;
import static io.vigil.node.quarantine.Guard.Phase.JUDGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.node.quarantine.Quarantine.Cause;
import io.vigil.node.quarantine.Quarantine.Entry;
import io.vigil.node.rpc.json.Dispatcher;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.rpc.json.RpcObserver;
import io.vigil.node.rpc.json.Session;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {
    private static final Bytes KEY = Keccak.hash(Bytes.of(7)).bytes();
    private static final Transaction FIRST = transaction(1);
    private static final Transaction SECOND = transaction(2);
    private static final Hash ONE = FIRST.hash();
    private static final Hash TWO = SECOND.hash();
    private static final long NOW = 1_000_000;

    @TempDir
    private Path folder;

    private Quarantine open(long seconds) {
        return Quarantine.open(folder, InstantSource.fixed(Instant.ofEpochSecond(seconds)));
    }

    @Test
    void whatThrewIsNotBuiltWithButJudgedAndFollowed() {
        try (Quarantine quarantine = open(NOW)) {
            assertThat(quarantine.objection(ONE, BUILDING)).isEmpty();
            String told = quarantine.failed(ONE, "java.lang.ArithmeticException", () -> {
                throw new IllegalStateException("no state");
            });

            assertThat(told)
                    .isEqualTo("java.lang.ArithmeticException; no bundle: java.lang.IllegalStateException: no state");
            assertThat(quarantine.objection(ONE, BUILDING))
                    .hasValueSatisfying(why -> assertThat(why).endsWith(told));
            assertThat(quarantine.objection(ONE, JUDGING)).isEmpty();
            assertThat(quarantine.objection(ONE, FOLLOWING)).isEmpty();
        }
        try (Quarantine again = open(NOW + 9_999)) {
            assertThat(again.entries()).extracting(Entry::cause).containsExactly(Cause.FAILED);
            assertThat(again.objection(ONE, BUILDING)).isPresent();
            assertThat(again.release(ONE)).isTrue();
            assertThat(again.objection(ONE, BUILDING)).isEmpty();
        }
    }

    @Test
    void theTransactionTheProcessDiedInIsFoundByTheNext() {
        Quarantine dead = open(NOW);
        dead.begin(FIRST);
        dead.end();
        dead.begin(SECOND); // and never came back

        try (Quarantine next = open(NOW)) {
            assertThat(next.diedIn()).map(Entry::transaction).contains(TWO);
            assertThat(next.diedIn()).map(Entry::reason).contains("the process ended while it ran, once");
            assertThat(next.objection(TWO, BUILDING)).isPresent();
            assertThat(next.objection(TWO, JUDGING)).isPresent();
            assertThat(next.objection(TWO, FOLLOWING))
                    .as("a quorum ran it and lives")
                    .isEmpty();
            assertThat(next.objection(ONE, BUILDING)).isEmpty();
        }
        try (Quarantine later = open(NOW + 601)) {
            assertThat(later.diedIn()).isEmpty();
            assertThat(later.objection(TWO, BUILDING)).as("once can be chance").isEmpty();
            later.begin(SECOND);
        }
        try (Quarantine last = open(NOW + 9_999_999)) {
            assertThat(last.entries()).extracting(Entry::deaths).containsExactly(2);
            assertThat(last.objection(TWO, BUILDING)).isPresent();
            assertThat(last.objection(TWO, FOLLOWING))
                    .as("not even for a quorum")
                    .isPresent();
        }
        dead.close();
    }

    @Test
    void tellsOfEverythingItKeepsAndAnyoneMayAsk() throws Exception {
        try (Quarantine quarantine = open(NOW)) {
            List<Hash> told = new ArrayList<>();
            quarantine.failed(ONE, "x", QuarantineTest::noBundle);
            quarantine.onKept(told::add);
            quarantine.failed(TWO, "y", QuarantineTest::noBundle);

            assertThat(told).containsExactly(ONE, TWO);
        }
        try (Quarantine again = open(NOW)) {
            MethodTable.Builder table = new MethodTable.Builder();
            QuarantineMethods.addPublicTo(table, again);
            byte[] answer = new Dispatcher(table.build(), new Silent())
                    .answer(
                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"vigil_getQuarantine\",\"params\":[]}"
                                    .getBytes(StandardCharsets.UTF_8),
                            Session.ANSWERS_ONLY)
                    .orElseThrow();
            JsonNode result = new ObjectMapper().readTree(answer).path("result");
            assertThat(result)
                    .extracting(entry -> entry.path("transaction").asText())
                    .containsExactly(ONE.toHex(), TWO.toHex());
            assertThat(result.get(0).path("cause").asText()).isEqualTo("FAILED");
        }
    }

    private static Bundle noBundle() {
        throw new IllegalStateException("no state");
    }

    @Test
    void forgetsTheOldest() {
        try (Quarantine quarantine = open(NOW)) {
            for (int i = 0; i <= Quarantine.MAX_ENTRIES; i++) {
                quarantine.failed(Keccak.hash(Bytes.of(i >> 8, i & 0xff)), "x", () -> {
                    throw new IllegalStateException();
                });
            }
            assertThat(quarantine.entries()).hasSize(Quarantine.MAX_ENTRIES);
            assertThat(quarantine.objection(Keccak.hash(Bytes.of(0, 0)), BUILDING))
                    .isEmpty();
        }
    }

    @Test
    void aDamagedFileIsNamed() throws Exception {
        Files.writeString(folder.resolve("quarantine.json"), "[{\"transaction\":\"0x12\"}]");
        assertThatThrownBy(() -> open(NOW))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("quarantine.json is damaged");
    }

    private static Transaction transaction(long nonce) {
        return new TransactionBody.Legacy(
                        7, nonce, UInt256.ONE, 21_000, new Target.Call(Address.ZERO), UInt256.ZERO, Bytes.EMPTY)
                .sign(KEY);
    }

    private static final class Silent implements RpcObserver {
        @Override
        public void answered(String method, Duration took, boolean failed) {}

        @Override
        public void crashed(String method, Throwable cause) {
            throw new IllegalStateException(cause);
        }

        @Override
        public void cutOff(String remote, String why) {}
    }
}
