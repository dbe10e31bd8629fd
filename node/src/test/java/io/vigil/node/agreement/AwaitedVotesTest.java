package io.vigil.node.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.PeerId;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.node.agreement.LateWords.Choice;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.crypto.BlsSecretKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AwaitedVotesTest {
    private static final Hash A = Keccak.hash(Bytes.of(1));
    private static final Hash B = Keccak.hash(Bytes.of(2));
    private static final OptionalInt OWN = OptionalInt.of(0);
    private static final long LATER = 20_000_000;

    private Duration delta = Duration.ofMillis(100);
    private final AwaitedVotes<String> votes = new AwaitedVotes<>(() -> delta);

    @Test
    void twoOfFourAndOurOwnAreAQuorum() {
        add("one", 1, A);
        assertThat(votes.takeRipe(set(4), OWN, 0)).isEmpty();
        add("two", 2, A);
        assertThat(votes.takeRipe(set(4), OWN, 0)).containsExactly("one", "two");
        assertThat(votes.isEmpty()).isTrue();
    }

    @Test
    void whoIsNoMemberWaitsForAQuorumOfOthers() {
        add("one", 1, A);
        add("two", 2, A);
        assertThat(votes.takeRipe(set(4), OptionalInt.empty(), 0)).isEmpty();
        add("three", 3, A);
        assertThat(votes.takeRipe(set(4), OptionalInt.empty(), 0)).hasSize(3);
    }

    @Test
    void votesForAnotherBlockViewOrOfAnotherKindDoNotHelp() {
        add("one", 1, A);
        add("other block", 2, B);
        votes.add(peer(2), new Choice(Kind.VOTE, 6, 2, A), "other view", 0);
        votes.add(peer(2), new Choice(Kind.COMMIT_VOTE, 5, 2, A), "other kind", 0);
        assertThat(votes.takeRipe(set(4), OWN, 0)).isEmpty();
        assertThat(votes.takeAll()).hasSize(4);
    }

    @Test
    void whatWasVerifiedCounts() {
        votes.heard(vote(1, A));
        add("two", 2, A);
        assertThat(votes.takeRipe(set(4), OWN, 0)).containsExactly("two");
    }

    /** One signer is one vote, however often it comes and from whom. */
    @Test
    void aSignerCountsOnce() {
        add("one", 1, A);
        votes.add(peer(2), vote(1, A), "one again", 0);
        assertThat(votes.takeRipe(set(4), OWN, 0)).isEmpty();
    }

    @Test
    void nobodyWaitsLong() {
        add("one", 1, A);
        assertThat(votes.takeRipe(set(4), OWN, LATER - 1)).isEmpty();
        assertThat(votes.takeRipe(set(4), OWN, LATER)).containsExactly("one");
    }

    /** Views of 25 ms have no 20 ms to spare. */
    @Test
    void atAFasterPaceNobodyWaitsThatLong() {
        delta = Duration.ofMillis(5);
        add("one", 1, A);
        assertThat(votes.takeRipe(set(4), OWN, 999_999)).isEmpty();
        assertThat(votes.takeRipe(set(4), OWN, 1_000_000)).containsExactly("one");
    }

    @Test
    void aSlowerPaceLetsNobodyWaitLonger() {
        delta = Duration.ofSeconds(1);
        add("one", 1, A);
        assertThat(votes.takeRipe(set(4), OWN, LATER)).containsExactly("one");
    }

    /** The chain may change its pace while a vote waits. */
    @Test
    void thePaceOfTheMomentCounts() {
        add("one", 1, A);
        assertThat(votes.dueInNanos(1_000_000)).isEqualTo(LATER - 1_000_000);
        delta = Duration.ofMillis(5);
        assertThat(votes.dueInNanos(1_000_000)).isZero();
        assertThat(votes.dueInNanos(3_000_000)).isZero();
        assertThat(votes.takeRipe(set(4), OWN, 1_000_000)).containsExactly("one");
    }

    @Test
    void theOldestIsDueFirst() {
        add("one", 1, A);
        votes.add(peer(2), vote(2, B), "later", 5_000_000);
        assertThat(votes.dueInNanos(5_000_000)).isEqualTo(LATER - 5_000_000);
    }

    @Test
    void theFirstOfManyAreCheckedWhileOthersCome() {
        for (int i = 1; i < AwaitedVotes.MAX_TOGETHER; i++) {
            add("" + i, i, A);
        }
        assertThat(votes.takeRipe(set(100), OWN, 0)).isEmpty();
        add("last", AwaitedVotes.MAX_TOGETHER, A);
        assertThat(votes.takeRipe(set(100), OWN, 0)).hasSize(AwaitedVotes.MAX_TOGETHER);
    }

    @Test
    void ofAPeerSoManyWait() {
        for (int i = 0; i < AwaitedVotes.MAX_OF_PEER; i++) {
            assertThat(votes.add(peer(1), new Choice(Kind.VOTE, i, 1, A), "", 0))
                    .isTrue();
        }
        assertThat(votes.add(peer(1), vote(1, B), "", 0)).isFalse();
        assertThat(votes.add(peer(2), vote(2, B), "", 0)).isTrue();
        votes.takeAll();
        assertThat(votes.add(peer(1), vote(1, B), "", 0)).as("room again").isTrue();
    }

    @Test
    void whatWasDecidedMeanwhileIsGivenBack() {
        add("one", 1, A);
        votes.add(peer(1), new Choice(Kind.COMMIT_VOTE, 5, 1, A), "commit", 0);
        assertThat(votes.takeDecided((kind, view) -> kind == Kind.VOTE && view <= 5))
                .containsExactly("one");
        assertThat(votes.takeAll()).containsExactly("commit");
    }

    private void add(String vote, int signer, Hash block) {
        votes.add(peer(signer), vote(signer, block), vote, 0);
    }

    private static Choice vote(int signer, Hash block) {
        return new Choice(Kind.VOTE, 5, signer, block);
    }

    private static ValidatorSet set(int size) {
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            BlsSecretKey key = BlsSecretKey.generate(Keccak.hash(Bytes.of(i)).bytes());
            members.add(new Validator(Address.ofInt(i + 1), key.publicKey().bytes(), 1, true));
        }
        return ValidatorSet.of(members);
    }

    private static PeerId peer(int index) {
        return new PeerId(Bytes.concat(Bytes.wrap(new byte[24]), Bytes.ofLong(index)));
    }
}
