package io.vigil.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.evidence.Accusation;
import io.vigil.consensus.evidence.Offence;
import io.vigil.consensus.evidence.Witness;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Grounds;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** E1–E5 with A6: what a witness accuses of, and what it must let pass. */
class EvidenceTest {
    private static final int SINNER = 2;
    private final Committee committee = Committee.of(4);
    private final Witness witness = new Witness(0, 32, 16);
    private final BlockRef one = committee.block(committee.genesis(), 1);
    private final BlockRef two = committee.block(one, 2);
    private final BlockRef three = committee.block(two, 3);
    private final BlockRef rival = committee.block(two, 3, 1, false);

    @Test
    void e1TwoVotesInOneView() {
        assertThat(witness.saw(committee.ballot(three, 3, SINNER))).isEmpty();
        assertThat(witness.saw(committee.ballot(three, 3, SINNER))).isEmpty();
        assertThat(witness.saw(committee.ballot(rival, 3, SINNER + 1))).isEmpty();
        assertAccused(witness.saw(committee.ballot(rival, 3, SINNER)), Offence.TWO_VOTES);
        assertThat(witness.saw(committee.ballot(rival, 3, SINNER))).as("once").isEmpty();
    }

    @Test
    void e2TwoCommitVotesInOneView() {
        witness.saw(committee.commitVote(committee.quorum(three), SINNER));
        assertAccused(witness.saw(committee.commitVote(committee.quorum(rival), SINNER)), Offence.TWO_COMMIT_VOTES);
    }

    @Test
    void e3ATimeoutDeniesACommitVoteInEitherOrder() {
        Justification early = new Justification.ByQuorum(committee.quorum(two));
        witness.saw(committee.commitVote(committee.quorum(three), SINNER));
        assertAccused(witness.sawTimeout(committee.timeout(3, early, SINNER)), Offence.COMMIT_DENIED);

        witness.sawTimeout(committee.timeout(3, early, SINNER + 1));
        assertThat(witness.saw(committee.commitVote(committee.quorum(three), SINNER + 1)))
                .isPresent();
    }

    @Test
    void e3OtherEpoch() {
        Witness later = new Witness(1, 32, 16);
        Justification early = new Justification.ByQuorum(committee.quorum(two));
        later.saw(committee.commitVote(committee.quorum(three), SINNER));
        assertThat(later.sawTimeout(committee.timeout(3, early, SINNER))).isEmpty();
    }

    @Test
    void e3ATimeoutThatReportsTheCommittedBlockIsHonest() {
        witness.saw(committee.commitVote(committee.quorum(three), SINNER));
        Justification full = new Justification.ByQuorum(committee.quorum(three));
        assertThat(witness.sawTimeout(committee.timeout(4, full, SINNER))).isEmpty();
    }

    @Test
    void e4ATimeoutDeniesTheParentOfAVote() {
        QuorumCertificate low = committee.quorum(one);
        Justification stale = new Justification.ByTimeout(committee.timeouts(3, low), low);
        witness.saw(committee.ballot(three, 3, SINNER));
        assertThat(witness.sawTimeout(committee.timeout(4, stale, SINNER)))
                .as("unknown headers")
                .isEmpty();
        assertThat(witness.sawBlock(two)).isEmpty();
        List<Accusation> found = witness.sawBlock(three);
        assertThat(found).extracting(Accusation::offence).containsExactly(Offence.VOTE_DENIED);
        assertThat(found.getFirst().headers()).containsExactly(three.hash(), two.hash());
    }

    @Test
    void e4Repropose() {
        BlockRef last = committee.block(one, 2, 0, true);
        witness.sawBlock(one);
        witness.sawBlock(last);
        witness.saw(committee.ballot(last, 5, SINNER)); // voted for again, three views above its own
        Justification low = new Justification.ByTimeout(committee.timeouts(5, committee.root()), committee.root());
        assertThat(witness.sawTimeout(committee.timeout(6, low, SINNER))).isEmpty();
    }

    @Test
    void e5TwoProposalsOfOneKindOrOnOneParent() {
        Signed<Proposal> normal = committee.normal(three, committee.quorum(two));
        assertThat(witness.sawProposal(normal)).isEmpty();
        assertThat(witness.sawProposal(normal)).isEmpty();
        assertThat(witness.sawProposal(committee.normal(rival, committee.quorum(two))))
                .isPresent();
    }

    @Test
    void e5OptimisticAndFallbackOnTwoParentsAreLegal() {
        BlockRef ahead = committee.block(three, 4);
        BlockRef other = committee.block(two, 4, 3, false);
        Signed<Proposal> optimistic =
                committee.signed(new Proposal(Kind.OPTIMISTIC_PROPOSAL, 4, ahead, new Grounds.Optimistic()));
        assertThat(witness.sawProposal(optimistic)).isEmpty();
        assertThat(witness.sawProposal(
                        committee.fallback(other, committee.timeouts(3, committee.quorum(two)), committee.quorum(two))))
                .isEmpty();
        BlockRef twin = committee.block(three, 4, 5, false);
        assertThat(witness.sawProposal(committee.normal(twin, committee.quorum(three))))
                .as("on the optimistic one's parent")
                .isPresent();
    }

    @Test
    void whatLiesOutsideTheWindowIsNotKept() {
        witness.moveTo(100);
        Hash some = Keccak.hash(Bytes.of(1));
        Hash other = Keccak.hash(Bytes.of(2));
        for (long view : new long[] {67, 117}) {
            witness.saw(new Ballot(0, view, some, SINNER, Committee.SIGNATURE));
            assertThat(witness.saw(new Ballot(0, view, other, SINNER, Committee.SIGNATURE)))
                    .isEmpty();
        }
        for (long view : new long[] {68, 116}) {
            witness.saw(new Ballot(0, view, some, (int) view % 4, Committee.SIGNATURE));
        }
        assertThat(witness.saw(new Ballot(0, 116, other, 0, Committee.SIGNATURE)))
                .isPresent();
    }

    @Test
    void aCoreAccusesWhoeverVotesTwice() {
        Bench bench = Bench.of(committee, committee.follower(1));
        bench.vote(committee.ballot(one, 1, SINNER));
        List<Effect> effects = bench.vote(committee.ballot(two, 1, SINNER));
        assertThat(Bench.only(effects, Effect.Accuse.class))
                .extracting(effect -> effect.accusation().offence())
                .containsExactly(Offence.TWO_VOTES);
    }

    private static void assertAccused(Optional<Accusation> accusation, Offence offence) {
        assertThat(accusation).isPresent();
        assertThat(accusation.get().offence()).isEqualTo(offence);
        assertThat(accusation.get().signer()).isEqualTo(SINNER);
    }
}
