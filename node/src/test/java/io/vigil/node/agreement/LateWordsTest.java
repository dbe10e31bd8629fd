package io.vigil.node.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.PeerId;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.node.agreement.LateWords.Choice;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateWordsTest {
    private static final Hash A = Keccak.hash(Bytes.of(1));
    private static final Hash B = Keccak.hash(Bytes.of(2));

    private final LateWords late = new LateWords();

    @Test
    void whoeverSendsTooMuchLosesItsOwnAndNobodyElses() {
        for (int i = 0; i < LateWords.MAX_OF_PEER; i++) {
            assertThat(late.add(peer(1), Bytes.ofLong(i))).isTrue();
        }
        assertThat(late.add(peer(1), Bytes.ofLong(99))).isFalse();
        assertThat(late.add(peer(2), Bytes.ofLong(7))).isTrue();

        assertThat(late.takePressing(1)).containsExactly(new LateWords.Late(peer(1), Bytes.ofLong(0)));
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

    @Test
    void aVoteThatContradictsNothingWaitsUntilTheNodeIsAtRest() {
        late.add(peer(1), Bytes.of(1), vote(5, 1, A));
        late.add(peer(1), Bytes.of(2), new Choice(Kind.COMMIT_VOTE, 5, 1, B));
        late.add(peer(2), Bytes.of(3), vote(5, 2, B));
        assertThat(late.presses()).isFalse();
        assertThat(messages(late.take(9))).containsExactly(1, 2, 3);
        assertThat(late.isEmpty()).isTrue();
    }

    /** A signature of a view that nobody reached yet is worth nothing, so its signer can make as many as it likes. */
    @Test
    void whatIsSaidOfViewsFarAheadIsNotRemembered() {
        late.moveTo(5);
        late.heard(vote(5 + LateWords.KEPT_VIEWS, 1, A));
        late.heard(vote(6 + LateWords.KEPT_VIEWS, 1, A));
        late.moveTo(7 + LateWords.KEPT_VIEWS);
        late.add(peer(1), Bytes.of(1), vote(6 + LateWords.KEPT_VIEWS, 1, B));
        assertThat(late.presses()).isFalse();
        late.add(peer(1), Bytes.of(2), vote(5 + LateWords.KEPT_VIEWS, 1, B));
        assertThat(messages(late.takePressing(9))).containsExactly(2);
    }

    /** E1 among late words; whoever passes a word on need not be its signer. */
    @Test
    void twoThatContradictEachOtherPress() {
        late.add(peer(1), Bytes.of(1), vote(5, 1, A));
        late.add(peer(2), Bytes.of(2), vote(5, 1, B));
        assertThat(messages(late.takePressing(9))).containsExactly(1, 2);
    }

    @Test
    void whatContradictsAVerifiedVotePresses() {
        late.heard(vote(5, 1, A));
        late.add(peer(1), Bytes.of(1), vote(5, 1, A));
        assertThat(late.presses()).isFalse();
        late.add(peer(1), Bytes.of(2), vote(5, 1, B));
        assertThat(messages(late.takePressing(9))).containsExactly(1, 2);
    }

    @Test
    void aVoteThatIsVerifiedLaterMakesPressWhatItContradicts() {
        late.add(peer(1), Bytes.of(1), vote(5, 1, A));
        late.heard(vote(5, 1, B));
        assertThat(messages(late.takePressing(9))).containsExactly(1);
    }

    /** E3, E4: a timeout denies votes of its view and of those before it, whichever comes first. */
    @Test
    void votesThatATimeoutMayDenyPress() {
        late.add(peer(1), Bytes.of(1), vote(5, 1, A));
        late.add(peer(1), Bytes.of(2), vote(7, 1, A));
        late.add(peer(2), Bytes.of(3), vote(5, 2, A));
        late.heardTimeout(1, 6);
        assertThat(messages(late.takePressing(9))).containsExactly(1);
        late.add(peer(1), Bytes.of(4), new Choice(Kind.COMMIT_VOTE, 6, 1, A));
        late.add(peer(1), Bytes.of(5), new Choice(Kind.COMMIT_VOTE, 7, 1, A));
        assertThat(messages(late.takePressing(9))).containsExactly(4);
    }

    @Test
    void whatNoWitnessRemembersIsForgotten() {
        late.add(peer(1), Bytes.of(1), vote(5, 1, A));
        late.add(peer(1), Bytes.of(2), vote(6, 1, A));
        late.moveTo(6 + LateWords.KEPT_VIEWS);
        assertThat(messages(late.take(9))).containsExactly(2);
        assertThat(late.isEmpty()).isTrue();
    }

    @Test
    void atTheEndOfItsEpochEverythingPresses() {
        late.add(peer(1), Bytes.of(1), vote(5, 1, A));
        late.endEpoch();
        assertThat(messages(late.takePressing(9))).containsExactly(1);
    }

    private static Choice vote(long view, int signer, Hash block) {
        return new Choice(Kind.VOTE, view, signer, block);
    }

    private static List<Integer> messages(List<LateWords.Late> words) {
        return words.stream().map(one -> (int) one.message().get(0)).toList();
    }

    private static PeerId peer(int index) {
        return new PeerId(Bytes.concat(Bytes.wrap(new byte[24]), Bytes.ofLong(index)));
    }
}
