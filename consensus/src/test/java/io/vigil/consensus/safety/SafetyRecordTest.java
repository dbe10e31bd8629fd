package io.vigil.consensus.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Grounds;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Statement.CommitVote;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.consensus.statements.Statement.Timeout;
import io.vigil.consensus.statements.Statement.Vote;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One test per rule between kinds of statement. */
class SafetyRecordTest {
    private static final Root ROOT = Root.genesis(Hash.ZERO);
    private final SafetyRecord empty = SafetyRecord.empty(ROOT);

    @Test
    void v2OneVotePerView() {
        SafetyRecord record = empty.after(vote(0, 5, 1));
        assertThat(record.allows(vote(0, 5, 2))).isFalse();
        assertThat(record.allows(vote(0, 4, 1))).isFalse();
        assertThat(record.allows(vote(0, 6, 1))).isTrue();
        assertThat(record.allows(vote(1, 2, 1))).isTrue(); // A3: epochs first
    }

    @Test
    void v3NoVoteAfterGivingUp() {
        SafetyRecord record = empty.after(timeout(0, 5, quorum(0, 4)));
        assertThat(record.allows(vote(0, 5, 1))).isFalse();
        assertThat(record.allows(vote(0, 6, 1))).isTrue();
    }

    @Test
    void c1NoCommitVoteAfterGivingUp() {
        SafetyRecord record = empty.after(timeout(0, 5, quorum(0, 4)));
        assertThat(record.allows(new CommitVote(quorum(0, 5)))).isFalse();
        assertThat(record.allows(new CommitVote(quorum(0, 6)))).isTrue();
    }

    @Test
    void c2OneCommitVotePerView() {
        SafetyRecord record = empty.after(new CommitVote(quorum(0, 5)));
        assertThat(record.allows(new CommitVote(quorum(0, 4)))).isFalse();
        assertThat(record.allows(new CommitVote(quorum(0, 6)))).isTrue();
    }

    @Test
    void c3ACommitVoteRaisesTheLock() {
        assertThat(empty.after(new CommitVote(quorum(0, 5))).lock().view()).isEqualTo(5);
    }

    @Test
    void aVoteRaisesTheLockToItsGrounds() {
        assertThat(empty.after(vote(0, 5, 1)).lock().view()).isEqualTo(4);
    }

    @Test
    void s6NoTimeoutReportsLessThanTheLock() {
        SafetyRecord record = empty.after(new CommitVote(quorum(0, 5)));
        TimeoutCertificate seven = new TimeoutCertificate(
                0, 7, List.of(new TimeoutCertificate.Group(3, Signers.of(List.of(0)))), Bytes.of(1), quorum(0, 3));
        assertThat(record.allows(new Timeout(8, new Justification.ByTimeout(seven, quorum(0, 3)))))
                .isFalse();
        assertThat(record.allows(new Timeout(8, new Justification.ByTimeout(seven, quorum(0, 5)))))
                .isTrue();
    }

    @Test
    void a1TheLockOfAnOldEpochDoesNotBindTheNext() {
        SafetyRecord record = empty.after(new CommitVote(quorum(0, 9)));
        assertThat(record.allows(timeout(1, 3, new Root(1, 2, Hash.ZERO)))).isTrue();
    }

    /** A8: optimistic, then normal on the same parent, is what E5 accuses. */
    @Test
    void optThenNormalSameParent() {
        Proposal optimistic =
                new Proposal(Kind.OPTIMISTIC_PROPOSAL, 5, block(0, 5, 1, quorum(0, 4)), new Grounds.Optimistic());
        Proposal normal = new Proposal(
                Kind.NORMAL_PROPOSAL, 5, block(0, 5, 2, quorum(0, 4)), new Justification.ByQuorum(quorum(0, 4)));
        SafetyRecord record = empty.after(optimistic);
        assertThat(record.allows(normal)).isFalse();
    }

    /** Found by simulation: a leader of two views in a row forgot what it had proposed in the first. */
    @Test
    void nothingBelowAnOptimisticProposal() {
        SafetyRecord record = empty.after(
                new Proposal(Kind.OPTIMISTIC_PROPOSAL, 6, block(0, 6, 1, quorum(0, 5)), new Grounds.Optimistic()));
        assertThat(record.allows(new Proposal(
                        Kind.NORMAL_PROPOSAL,
                        5,
                        block(0, 5, 2, quorum(0, 4)),
                        new Justification.ByQuorum(quorum(0, 4)))))
                .isFalse();
    }

    @Test
    void whatIsStoredIsAllowedAgainAndChangesNothing() {
        SafetyRecord record = empty.after(vote(0, 5, 1)).after(timeout(0, 5, quorum(0, 4)));
        assertThat(record.after(vote(0, 5, 1))).isSameAs(record);
    }

    @Test
    void whatIsForbiddenThrows() {
        SafetyRecord record = empty.after(vote(0, 5, 1));
        assertThatThrownBy(() -> record.after(vote(0, 5, 2))).isInstanceOf(IllegalStateException.class);
    }

    private static Vote vote(long epoch, long view, int variant) {
        QuorumCertificate parent = quorum(epoch, view - 1);
        return new Vote(view, block(epoch, view, variant, parent), new Justification.ByQuorum(parent));
    }

    private static BlockRef block(long epoch, long view, int variant, BlockCertificate parent) {
        Hash hash = Keccak.hash(Bytes.of(variant, (int) view));
        return new BlockRef(hash, parent.block(), 1, epoch, view, 0, false);
    }

    private static Timeout timeout(long epoch, long view, BlockCertificate high) {
        return new Timeout(view, new Justification.ByQuorum(high));
    }

    private static QuorumCertificate quorum(long epoch, long view) {
        return new QuorumCertificate(
                epoch, view, Keccak.hash(Bytes.ofLong(view)), Signers.of(List.of(0, 1, 2)), Bytes.of(1));
    }
}
