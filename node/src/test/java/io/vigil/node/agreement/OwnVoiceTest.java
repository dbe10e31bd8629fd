package io.vigil.node.agreement;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.node.config.RefusedException;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class OwnVoiceTest {
    private static final Hash GENESIS = Keccak.hash(Bytes.of(1));
    private static final Root ROOT = Root.genesis(GENESIS);
    private static final Bytes SIGNATURE = Bytes.wrap(new byte[96]);
    private static final Bytes OURS = Bytes.fromHex("11".repeat(48));
    private static final ValidatorSet SET = ValidatorSet.of(List.of(
            new Validator(Address.ofInt(1), OURS, 1, true),
            new Validator(Address.ofInt(2), Bytes.fromHex("22".repeat(48)), 1, true)));

    private final SafetyRecord votedInViewOne = SafetyRecord.empty(ROOT)
            .after(new Statement.Vote(
                    1,
                    new BlockRef(Keccak.hash(Bytes.of(2)), GENESIS, 1, 0, 1, 0, false),
                    new Justification.ByQuorum(ROOT)));
    private final OwnVoice voice = new OwnVoice(set -> set.indexOf(OURS), () -> votedInViewOne, epoch -> true);
    private final int self = SET.indexOf(OURS).orElseThrow();

    @Test
    void ourOwnVoteComingBackAndVotesOfOthersAreNothing() {
        assertThatCode(() -> {
                    voice.heard(vote(1, self), SET);
                    voice.heard(vote(9, 1 - self), SET);
                    voice.heard(certified(9, 1 - self), SET);
                    voice.heard(certified(1, self), SET);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aVoteOfOursThatTheRecordDoesNotKnowStopsTheSigner() {
        assertThatThrownBy(() -> voice.heard(vote(2, self), SET))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("view 2");
    }

    @Test
    void soDoesACertificateThatCountsOneAlsoInAStatus() {
        Message.Certified certified = certified(2, self);
        assertThatThrownBy(() -> voice.heard(certified, SET)).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> voice.heard(new Message.Status(0, 0, 3, 1, List.of(certified.certificate())), SET))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void anObserverHearsNothing() {
        assertThatCode(() -> new OwnVoice(set -> OptionalInt.empty(), () -> votedInViewOne, epoch -> true)
                        .heard(vote(2, self), SET))
                .doesNotThrowAnyException();
    }

    private static Message.CastVote vote(long view, int signer) {
        return new Message.CastVote(new Ballot(0, view, Keccak.hash(Bytes.of(3)), signer, SIGNATURE));
    }

    private static Message.Certified certified(long view, int signer) {
        return new Message.Certified(
                new QuorumCertificate(0, view, Keccak.hash(Bytes.of(3)), Signers.of(List.of(signer)), SIGNATURE));
    }

    @Test
    void wordsOfEpochsBeforeALostRecordSignsAgainAreNoNews() {
        OwnVoice rejoining = new OwnVoice(set -> set.indexOf(OURS), () -> votedInViewOne, epoch -> epoch >= 2);
        assertThatCode(() -> rejoining.heard(vote(2, self), SET)).doesNotThrowAnyException();
    }
}
