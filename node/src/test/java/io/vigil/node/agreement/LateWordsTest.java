package io.vigil.node.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.PeerId;
import io.vigil.types.Bytes;
import org.junit.jupiter.api.Test;

class LateWordsTest {
    private final LateWords late = new LateWords();

    @Test
    void whoeverSendsTooMuchLosesItsOwnAndNobodyElses() {
        for (int i = 0; i < LateWords.MAX_OF_PEER; i++) {
            assertThat(late.add(peer(1), Bytes.ofLong(i))).isTrue();
        }
        assertThat(late.add(peer(1), Bytes.ofLong(99))).isFalse();
        assertThat(late.add(peer(2), Bytes.ofLong(7))).isTrue();

        assertThat(late.take(1)).containsExactly(new LateWords.Late(peer(1), Bytes.ofLong(0)));
        assertThat(late.add(peer(1), Bytes.ofLong(99))).as("room again").isTrue();
        assertThat(late.take(LateWords.MAX)).hasSize(LateWords.MAX_OF_PEER + 1);
        assertThat(late.isEmpty()).isTrue();
    }

    @Test
    void allTogetherAreBounded() {
        int peers = LateWords.MAX / LateWords.MAX_OF_PEER;
        for (int i = 0; i < LateWords.MAX; i++) {
            late.add(peer(i % peers), Bytes.ofLong(i));
        }
        assertThat(late.add(peer(peers), Bytes.ofLong(1))).isFalse();
    }

    private static PeerId peer(int index) {
        return new PeerId(Bytes.concat(Bytes.wrap(new byte[24]), Bytes.ofLong(index)));
    }
}
