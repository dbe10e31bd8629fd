package io.vigil.node.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.config.RefusedException;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R6: which key without a record starts for the first time. */
class BeginningsTest {
    private static final Bytes OWN = Bytes.wrap(new byte[] {1, 2, 3});
    private static final Bytes OTHER = Bytes.wrap(new byte[] {4, 5, 6});
    private static final Hash CHAIN = Keccak.hash(OWN);
    private static final Hash NEXT_CHAIN = Keccak.hash(OTHER);

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private Path signer = folder;
    private Beginnings beginnings = Beginnings.in(folder);

    @BeforeEach
    void lie() {
        signer = folder.resolve("signer");
        beginnings = Beginnings.in(signer);
    }

    @Test
    void withoutAWordAboutItAKeyMayHaveSigned() {
        assertThat(beginnings.isFirst(CHAIN, List.of(OWN))).isFalse();
        beginnings.keyMade(OTHER);
        assertThat(beginnings.isFirst(CHAIN, List.of(OWN))).isFalse();
        assertThat(beginnings.isFirst(CHAIN, List.of(OWN, OTHER)))
                .as("one of two came from elsewhere")
                .isFalse();
        assertThat(beginnings.isFirst(CHAIN, List.of())).isFalse();
    }

    @Test
    void aKeyThatWasMadeHereStartsOnceOnEachChain() {
        beginnings.keyMade(OWN);
        beginnings.keyMade(OTHER);
        assertThat(beginnings.isFirst(CHAIN, List.of(OWN, OTHER))).isTrue();
        beginnings.begun(CHAIN);
        beginnings.begun(CHAIN);
        assertThat(beginnings.isFirst(CHAIN, List.of(OWN, OTHER))).isFalse();
        assertThat(beginnings.isFirst(NEXT_CHAIN, List.of(OWN, OTHER))).isTrue();
    }

    @Test
    void nobodySignedOnAChainBeforeItWasMade() {
        beginnings.chainMade(CHAIN);
        assertThat(beginnings.isFirst(CHAIN, List.of(OWN))).isTrue();
        assertThat(beginnings.isFirst(NEXT_CHAIN, List.of(OWN))).isFalse();
        beginnings.begun(CHAIN);
        beginnings.chainMade(CHAIN);
        assertThat(beginnings.isFirst(CHAIN, List.of(OWN))).isFalse();
    }

    /** A record that came by itself, such as an imported one, says nothing of other chains. */
    @Test
    void aRecordAloneDoesNotVouchForItsKey() {
        beginnings.begun(CHAIN);
        assertThat(signer).doesNotExist();
        assertThat(beginnings.isFirst(NEXT_CHAIN, List.of(OWN))).isFalse();
    }

    @Test
    void aCopyDoesNotKnowWhatWasSignedSince() throws IOException {
        beginnings.keyMade(OWN);
        Beginnings copy = Beginnings.in(folder.resolve("restored"));
        Files.createDirectories(folder.resolve("restored"));
        Files.copy(beginnings.file(), copy.file());

        assertThatThrownBy(() -> copy.isFirst(CHAIN, List.of(OWN)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is a copy")
                .hasMessageContaining("vigil signer import --in-place")
                .hasMessageContaining("vigil signer recover");
        copy.keyMade(OTHER);
        assertThatThrownBy(() -> copy.isFirst(CHAIN, List.of(OWN))).isInstanceOf(RefusedException.class);
        copy.adopt();
        assertThat(copy.isFirst(CHAIN, List.of(OWN))).isTrue();
        assertThat(beginnings.isFirst(CHAIN, List.of(OWN))).isTrue();
    }

    @Test
    void aHomeThatIsMovedIsNoCopy() throws IOException {
        beginnings.keyMade(OWN);
        Path moved = folder.resolve("moved");
        Files.move(signer, moved);
        assertThat(Beginnings.in(moved).isFirst(CHAIN, List.of(OWN))).isTrue();
    }

    /** A later program may say more than this one understands (G41). */
    @Test
    void whatItDoesNotUnderstandIsRefused() throws IOException {
        beginnings.keyMade(OWN);
        for (String line : List.of("lost 0x00", "key", "key 0x0", "")) {
            Files.writeString(beginnings.file(), "key " + OWN.toHex() + "\n" + line + "\n");
            assertThatThrownBy(() -> beginnings.isFirst(CHAIN, List.of(OWN)))
                    .as(line)
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("beginnings");
        }
    }
}
