package io.vigil.node.quarantine;

import static io.vigil.node.quarantine.Guard.Phase.BUILDING;
import static io.vigil.node.quarantine.Guard.Phase.FOLLOWING;
import static io.vigil.node.quarantine.Guard.Phase.JUDGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.quarantine.Quarantine.Cause;
import io.vigil.node.quarantine.Quarantine.Entry;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {
    private static final Hash ONE = Keccak.hash(Bytes.of(1));
    private static final Hash TWO = Keccak.hash(Bytes.of(2));
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
        dead.begin(ONE);
        dead.end();
        dead.begin(TWO); // and never came back

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
            later.begin(TWO);
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
}
