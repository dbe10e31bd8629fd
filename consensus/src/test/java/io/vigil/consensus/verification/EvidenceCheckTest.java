package io.vigil.consensus.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.consensus.evidence.Evidence;
import io.vigil.consensus.evidence.Offence;
import io.vigil.consensus.evidence.Testimony;
import io.vigil.consensus.evidence.Testimony.Committed;
import io.vigil.consensus.evidence.Testimony.GaveUp;
import io.vigil.consensus.evidence.Testimony.Proposed;
import io.vigil.consensus.evidence.Testimony.Voted;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.EvidenceCodec;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;
import io.vigil.types.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Evidence is judged from its two messages and the set of its epoch; its bytes mean one thing. */
class EvidenceCheckTest {
    private static final long EPOCH = 3;
    private static final Bytes SIGNATURE = Bytes.wrap(new byte[96]);
    private static final Hash GENESIS = Hash.ZERO;
    private final SignBytes signBytes = new SignBytes(1, GENESIS);
    private final EvidenceCheck check = new EvidenceCheck(signBytes);
    private final ValidatorSet set = set();

    @Test
    void claimsBothSignaturesOfTheSignerOverWhatItSigned() {
        Seeds.forEach(200, random -> {
            Evidence evidence = evidence(random);
            if (evidence.offence() == Offence.VOTE_DENIED) {
                return;
            }
            assertThat(check.judge(evidence, set)).isInstanceOfSatisfying(Judgement.Sound.class, sound -> {
                assertThat(sound.claims()).hasSize(2);
                for (SignatureClaim claim : sound.claims()) {
                    assertThat(claim.parts().getFirst().keys())
                            .containsExactly(set.member(evidence.signer()).blsKey());
                }
            });
        });
        Voted vote = new Voted(7, Hash.ZERO, SIGNATURE);
        Evidence one = new Evidence(Offence.TWO_VOTES, EPOCH, 1, vote, new Voted(7, hash(1), SIGNATURE), List.of());
        Judgement.Sound sound = (Judgement.Sound) check.judge(one, set);
        assertThat(sound.claims().getFirst().parts().getFirst().message())
                .isEqualTo(signBytes.vote(EPOCH, set.root(), 7, Hash.ZERO));
    }

    @Test
    void aSignerOutsideTheSetIsRefused() {
        Evidence stranger = new Evidence(
                Offence.TWO_VOTES,
                EPOCH,
                4,
                new Voted(7, Hash.ZERO, SIGNATURE),
                new Voted(7, hash(1), SIGNATURE),
                List.of());
        assertThat(check.judge(stranger, set)).isInstanceOf(Judgement.Refused.class);
    }

    @Test
    void whatIsNoOffenceCannotBeWrittenDown() {
        Voted vote = new Voted(7, Hash.ZERO, SIGNATURE);
        assertNone(Offence.TWO_VOTES, vote, vote);
        assertNone(Offence.TWO_VOTES, vote, new Voted(8, hash(1), SIGNATURE));
        assertNone(Offence.TWO_VOTES, vote, new Committed(7, hash(1), SIGNATURE));
        assertNone(Offence.COMMIT_DENIED, new Committed(7, hash(1), SIGNATURE), new GaveUp(7, 7, SIGNATURE));
        assertNone(Offence.COMMIT_DENIED, new Committed(7, hash(1), SIGNATURE), new GaveUp(6, 5, SIGNATURE));
        assertNone(
                Offence.TWO_PROPOSALS,
                new Proposed(Kind.OPTIMISTIC_PROPOSAL, 7, hash(1), hash(2), SIGNATURE),
                new Proposed(Kind.FALLBACK_PROPOSAL, 7, hash(3), hash(4), SIGNATURE));
        assertNone(
                Offence.TWO_PROPOSALS,
                new Proposed(Kind.REPROPOSAL, 7, hash(1), hash(2), SIGNATURE),
                new Proposed(Kind.REPROPOSAL, 7, hash(1), hash(2), SIGNATURE));
    }

    @Test
    void e4RestsOnTheHeadersAndOnNothingElse() {
        Header parent = header(EPOCH, 5, Hash.ZERO);
        Header block = header(EPOCH, 6, parent.hash());
        assertThat(check.judge(denied(block, parent, 6, 7, 4), set)).isInstanceOf(Judgement.Sound.class);
        assertThat(check.judge(denied(block, parent, 6, 7, 5), set)).isInstanceOf(Judgement.Refused.class);
        assertThat(check.judge(denied(block, parent, 9, 9, 4), set))
                .as("a block proposed again (A6)")
                .isInstanceOf(Judgement.Refused.class);
        assertThat(check.judge(denied(block, header(EPOCH, 5, hash(3)), 6, 7, 4), set))
                .as("not its parent")
                .isInstanceOf(Judgement.Refused.class);
        Header foreign = header(EPOCH - 1, 5, Hash.ZERO);
        assertThat(check.judge(denied(header(EPOCH, 6, foreign.hash()), foreign, 6, 7, 4), set))
                .as("a parent of the epoch before")
                .isInstanceOf(Judgement.Refused.class);
        assertThat(check.judge(denied(header(EPOCH + 1, 6, parent.hash()), parent, 6, 7, 4), set))
                .isInstanceOf(Judgement.Refused.class);
    }

    @Test
    void everyEvidenceComesBackAsItWas() {
        Seeds.forEach(500, random -> {
            Evidence evidence = evidence(random);
            assertThat(EvidenceCodec.decode(EvidenceCodec.encode(evidence))).isEqualTo(evidence);
            assertThat(EvidenceCodec.decodeInput(EvidenceCodec.encodeInput(List.of(evidence))))
                    .containsExactly(evidence);
        });
    }

    @Test
    void damagedBytesAreRefusedOrMeanExactlyWhatTheySay() {
        Seeds.forEach(5_000, random -> {
            Bytes damaged = random.damage(EvidenceCodec.encode(evidence(random)));
            try {
                assertThat(EvidenceCodec.encode(EvidenceCodec.decode(damaged))).isEqualTo(damaged);
            } catch (MalformedException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        });
    }

    @Test
    void aBlockHoldsEachOffenceOnceAndNotTooMany() throws MalformedException {
        List<Evidence> many = new ArrayList<>();
        for (int i = 0; i < EvidenceCodec.MAX_PER_BLOCK; i++) {
            many.add(twoVotes(i));
        }
        assertThat(EvidenceCodec.decodeInput(EvidenceCodec.encodeInput(many))).hasSize(many.size());
        assertThatThrownBy(() ->
                        EvidenceCodec.decodeInput(EvidenceCodec.encodeInput(List.of(many.getFirst(), many.getFirst()))))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("twice");
        many.add(twoVotes(99));
        assertThatThrownBy(() -> EvidenceCodec.encodeInput(many)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EvidenceCodec.decodeInput(Bytes.of(0xc0))).isInstanceOf(MalformedException.class);
    }

    private static Evidence twoVotes(int signer) {
        Testimony one = new Voted(7, Hash.ZERO, SIGNATURE);
        return new Evidence(Offence.TWO_VOTES, EPOCH, signer, one, new Voted(7, hash(1), SIGNATURE), List.of());
    }

    private static void assertNone(Offence offence, Testimony first, Testimony second) {
        assertThatThrownBy(() -> new Evidence(offence, EPOCH, 1, first, second, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Evidence denied(Header block, Header parent, long voted, long gaveUp, long reported) {
        return new Evidence(
                Offence.VOTE_DENIED,
                EPOCH,
                1,
                new Voted(voted, block.hash(), SIGNATURE),
                new GaveUp(gaveUp, reported, SIGNATURE),
                List.of(block.encode(), parent.encode()));
    }

    private static Header header(long epoch, long view, Hash parent) {
        return Header.builder()
                .number(view)
                .parentHash(parent)
                .extraData(new ExtraData(1, epoch, view, 0, 0).encode())
                .build();
    }

    private static Evidence evidence(Seeds random) {
        long view = random.between(2, 1_000_000);
        int signer = random.nextInt(4);
        Offence offence = random.pick(List.of(Offence.values()));
        Bytes one = random.bytes(96);
        Bytes other = random.bytes(96);
        return switch (offence) {
            case TWO_VOTES ->
                new Evidence(
                        offence,
                        EPOCH,
                        signer,
                        new Voted(view, random.hash(), one),
                        new Voted(view, random.hash(), other),
                        List.of());
            case TWO_COMMIT_VOTES ->
                new Evidence(
                        offence,
                        EPOCH,
                        signer,
                        new Committed(view, random.hash(), one),
                        new Committed(view, random.hash(), other),
                        List.of());
            case COMMIT_DENIED ->
                new Evidence(
                        offence,
                        EPOCH,
                        signer,
                        new Committed(view, random.hash(), one),
                        new GaveUp(view + random.nextInt(3), view - 1, other),
                        List.of());
            case VOTE_DENIED ->
                new Evidence(
                        offence,
                        EPOCH,
                        signer,
                        new Voted(view, random.hash(), one),
                        new GaveUp(view + random.nextInt(3), view - 2, other),
                        List.of(random.bytes(random.nextInt(600)), random.bytes(random.nextInt(600))));
            case TWO_PROPOSALS ->
                new Evidence(
                        offence,
                        EPOCH,
                        signer,
                        new Proposed(Kind.NORMAL_PROPOSAL, view, random.hash(), random.hash(), one),
                        new Proposed(Kind.NORMAL_PROPOSAL, view, random.hash(), random.hash(), other),
                        List.of());
        };
    }

    private static Hash hash(int number) {
        return new Hash(Bytes.concat(Bytes.wrap(new byte[31]), Bytes.of(number)));
    }

    private static ValidatorSet set() {
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            byte[] key = new byte[Validator.KEY_BYTES];
            key[0] = (byte) (i + 1);
            members.add(new Validator(Address.ofInt(i + 1), Bytes.wrap(key), 1, true));
        }
        return ValidatorSet.of(members);
    }
}
