package io.vigil.node.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.Consensus;
import io.vigil.consensus.ConsensusParameters;
import io.vigil.consensus.ConsensusStart;
import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.Event;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RejoinTest {
    private static final long NONCE = 77;
    private static final ValidatorSet SET = ValidatorSet.of(IntStream.range(0, 4)
            .mapToObj(i -> new Validator(Address.ofInt(i + 1), key(i), 1, true))
            .toList());

    private final List<Message> asked = new ArrayList<>();
    private final List<Long> decided = new ArrayList<>();
    private long proven = 5;
    private final Rejoin rejoin = rejoin(Long.MAX_VALUE);

    @Test
    void asksEachSecondAndSignsNothingMeanwhile() {
        tick(0);
        tick(500_000_000L);
        tick(1_000_000_000L);
        assertThat(asked).hasSize(2).containsOnly(new Message.AskStatus(NONCE));
        assertThat(rejoin.allows(5)).isFalse();
        assertThat(rejoin.allows(1_000)).isFalse();
    }

    @Test
    void aQuorumOfOthersSaysFromWhichEpochOn() {
        answer(1, NONCE, 5);
        answer(2, NONCE, 4);
        assertThat(decided).isEmpty();
        answer(3, NONCE, 5);
        assertThat(decided).containsExactly(7L);
        assertThat(rejoin.allows(6)).isFalse();
        assertThat(rejoin.allows(7)).isTrue();
    }

    @Test
    void neitherOurselvesNorStrangersNorOldAnswersNorUnprovenEpochsCount() {
        answer(0, NONCE, 5);
        answer(1, NONCE, 5);
        answer(2, NONCE + 1, 5);
        answer(9, NONCE, 5);
        answer(3, NONCE, 6); // it may be, but nobody has proven it here
        assertThat(decided).isEmpty();
        answer(2, NONCE, 5);
        assertThat(decided).isEmpty();
        proven = 6;
        tick(0);
        answer(2, NONCE, 5);
        assertThat(decided).containsExactly(8L);
    }

    @Test
    void aRecordThatWasNeverLostHindersNothingAndAsksNobody() {
        Rejoin whole = rejoin(0);
        whole.ticked(0, status());
        assertThat(whole.allows(0)).isTrue();
        assertThat(asked).isEmpty();
    }

    private Rejoin rejoin(long signsFrom) {
        return new Rejoin(
                NONCE,
                () -> new EpochStart(new Root(proven, 10, Hash.ZERO), SET),
                () -> key(0),
                peer -> peer.nodeKey().get(0) < 4 ? key(peer.nodeKey().get(0)) : Bytes.EMPTY,
                asked::add,
                decided::add,
                signsFrom);
    }

    private void answer(int peer, long nonce, long epoch) {
        Message.Status status = new Message.Status(nonce, epoch, 11, 3, List.of());
        byte[] id = new byte[32];
        id[0] = (byte) peer;
        rejoin.stepped(new Event.StatusReceived(0, new PeerId(Bytes.wrap(id)), status), List.of(), status());
    }

    private void tick(long nanos) {
        rejoin.ticked(nanos, status());
    }

    private static ConsensusStatus status() {
        EpochStart start = new EpochStart(Root.genesis(Hash.ZERO), SET);
        return new Consensus(
                        ConsensusParameters.DEFAULT,
                        signatures -> signatures.getFirst(),
                        ConsensusStart.genesis(Bytes.EMPTY, start))
                .status();
    }

    private static Bytes key(int index) {
        byte[] key = new byte[48];
        key[0] = (byte) (index + 1);
        return Bytes.wrap(key);
    }
}
