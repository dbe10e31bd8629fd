package io.vigil.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.evidence.Offence;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.statements.Statement.CommitVote;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.consensus.statements.Statement.Timeout;
import io.vigil.consensus.statements.Statement.Vote;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A1–A5: how an epoch ends with its last block, and how the next begins. */
class EpochEndTest {
    private final Committee committee = Committee.of(4);
    private final BlockRef one = committee.block(committee.genesis(), 1);
    private final BlockRef last = committee.block(one, 2, 0, true);
    private final QuorumCertificate certified = committee.quorum(last);

    @Test
    void withoutItsCommitTheLastBlockIsProposedVotedAndCommittedAgain() {
        Bench bench = atTheLastBlock(committee.follower(3));
        List<Effect> effects = bench.proposal(again(3, new Justification.ByQuorum(certified)));
        assertThat(Bench.spoken(effects, Vote.class))
                .extracting(Vote::view, Vote::block)
                .containsExactly(tuple(3L, last));
        QuorumCertificate second = committee.quorum(last, 3);
        assertThat(Bench.spoken(bench.certificate(second), CommitVote.class))
                .extracting(CommitVote::view)
                .containsExactly(3L);
        CommitCertificate commit = committee.commit(second);
        List<Effect> ended = bench.certificate(commit);
        assertThat(bench.committed).contains(last);
        assertThat(Bench.only(ended, Effect.ProveEpoch.class))
                .extracting(Effect.ProveEpoch::commit)
                .containsExactly(commit);
    }

    @Test
    void itsLeaderProposesItAgainAndBuildsNothing() {
        int leader = committee.leader(3);
        Bench bench = Bench.of(committee, leader);
        bench.proposal(committee.normal(one, committee.root()));
        bench.proposal(committee.normal(last, committee.quorum(one)));
        List<Effect> effects = bench.certificate(certified);
        assertThat(Bench.spoken(effects, Proposal.class))
                .extracting(Proposal::kind, Proposal::block)
                .containsExactly(tuple(Kind.REPROPOSAL, last));
        assertThat(Bench.only(bench.effects, Effect.Build.class))
                .noneMatch(build -> build.parent().equals(last));
    }

    @Test
    void nobodyProposesOptimisticallyOnIt() {
        Bench bench = Bench.of(committee, committee.leader(3));
        bench.proposal(committee.normal(one, committee.root()));
        bench.work(last.hash(), true);
        bench.proposal(committee.normal(last, committee.quorum(one)));
        bench.work(last.hash(), true);
        assertThat(Bench.spoken(bench.effects, Proposal.class))
                .noneMatch(proposal -> proposal.block().parent().equals(last.hash()));
        assertThat(Bench.only(bench.effects, Effect.Build.class))
                .noneMatch(build -> build.parent().equals(last));
    }

    @Test
    void aChildOfItIsInvalidInItsEpoch() {
        Bench bench = atTheLastBlock(committee.follower(3));
        BlockRef child = committee.block(last, 3);
        assertThat(Bench.spoken(bench.proposal(committee.normal(child, certified)), Vote.class))
                .isEmpty();
    }

    @Test
    void twoCertificatesOfItInTwoViewsCommitNothing() {
        Bench bench = atTheLastBlock(committee.follower(3));
        bench.certificate(committee.quorum(last, 3));
        assertThat(bench.committed).doesNotContain(last);
    }

    @Test
    void itIsNotProposedAgainBelowTheHighestReport() {
        BlockRef rival = committee.block(one, 3, 0, true);
        Justification low = new Justification.ByTimeout(committee.timeouts(4, committee.quorum(rival)), certified);
        assertThatThrownBy(() -> new Proposal(Kind.REPROPOSAL, 5, last, low))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> new Proposal(Kind.REPROPOSAL, 2, last, new Justification.ByQuorum(committee.quorum(one))))
                .as("in its own view")
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBareCommitCertificateIsNoEntry() {
        Bench bench = atTheLastBlock(committee.follower(3));
        bench.certificate(committee.commit(certified));
        assertThat(bench.core.epoch().epoch()).isZero();
        enterNext(bench);
        assertThat(bench.core.epoch().epoch()).isEqualTo(1);
    }

    @Test
    void entryNeedsNoBody() {
        Bench bench = Bench.of(committee, committee.follower(1));
        enterNext(bench);
        assertThat(bench.core.epoch().epoch()).isEqualTo(1);
        assertThat(bench.committed).isEmpty();
    }

    /** The certificate held may be of a later view than the header; the epoch begins after the header's (A1). */
    @Test
    void theFirstViewFollowsTheHeadersView() {
        Bench bench = atTheLastBlock(committee.follower(3));
        bench.certificate(committee.quorum(last, 3));
        bench.certificate(committee.commit(committee.quorum(last, 4)));
        enterNext(bench);
        assertThat(bench.view()).isEqualTo(last.view() + 1);
        assertThat(bench.core.lock()).isEqualTo(next().root());
    }

    @Test
    void theLockOfTheOldEpochNeverEntersATimeout() {
        Bench bench = atTheLastBlock(committee.follower(3));
        bench.certificate(committee.quorum(last, 3));
        enterNext(bench);
        List<Timeout> timeouts = Bench.spoken(bench.pass(Duration.ofSeconds(10)), Timeout.class);
        assertThat(timeouts).isNotEmpty();
        assertThat(timeouts.getFirst().epoch()).isEqualTo(1);
        assertThat(timeouts.getFirst().highView()).isEqualTo(last.view());
        assertThat(timeouts.getFirst().entry()).isEqualTo(new Justification.ByQuorum(next().root()));
    }

    @Test
    void theProofIsKeptBeforeAnythingIsSaidInTheNewEpoch() {
        Bench bench = atTheLastBlock(committee.follower(3));
        List<Effect> effects = enterNext(bench);
        int entered =
                effects.indexOf(Bench.only(effects, Effect.EnterEpoch.class).getFirst());
        assertThat(Bench.spoken(effects.subList(0, entered))).allMatch(said -> said.epoch() == 0);
    }

    @Test
    void whoIsBehindGetsTheProofsAndWhereWeStand() {
        Bench bench = atTheLastBlock(committee.follower(3));
        enterNext(bench);
        List<Effect> effects = bench.vote(committee.ballot(last, 2, other(bench)));
        assertThat(Bench.only(effects, Effect.Send.class))
                .extracting(send -> send.message().getClass())
                .isEqualTo(List.of(Message.Epochs.class, Message.Status.class));
        assertThat(Bench.only(bench.vote(committee.ballot(last, 2, other(bench))), Effect.Send.class))
                .as("at most ten times a second")
                .isEmpty();
    }

    /** G56: an epoch's end excuses nobody; votes of it count for nothing, and still show who signed two. */
    @Test
    void twoVotesOfTheEpochBeforeStillAccuse() {
        Bench bench = atTheLastBlock(committee.follower(3));
        BlockRef rival = committee.block(one, 2, 1, false);
        bench.vote(committee.ballot(rival, 2, other(bench)));
        enterNext(bench);
        List<Effect> effects = bench.vote(committee.ballot(last, 2, other(bench)));
        assertThat(Bench.only(effects, Effect.Accuse.class))
                .extracting(
                        effect -> effect.accusation().epoch(),
                        effect -> effect.accusation().offence())
                .containsExactly(tuple(0L, Offence.TWO_VOTES));
        assertThat(Bench.only(bench.vote(committee.ballot(rival, 2, other(bench))), Effect.Accuse.class))
                .as("once")
                .isEmpty();
    }

    @Test
    void whoIsAheadHearsWhereWeStand() {
        Bench bench = Bench.of(committee, committee.follower(1));
        Committee later = Committee.of(next());
        BlockRef first = later.block(last, 3);
        List<Effect> effects = bench.vote(later.ballot(first, 3, other(bench)));
        assertThat(Bench.only(effects, Effect.Send.class))
                .extracting(send -> send.message().getClass())
                .isEqualTo(List.of(Message.Status.class));
    }

    /** A5: one node alone heard the certificate that ended the epoch. Its first word in the next brings the three others there. */
    @Test
    void oneAheadThreeBehind() {
        Bench ahead = atTheLastBlock(committee.follower(3));
        enterNext(ahead);
        List<Timeout> words = Bench.spoken(ahead.pass(Duration.ofSeconds(10)), Timeout.class);
        assertThat(words).isNotEmpty().extracting(Statement::epoch).containsOnly(1L);
        for (int i = 0; i < committee.set.size(); i++) {
            if (i != ahead.self) {
                Bench behind = atTheLastBlock(i);
                List<Effect> answer = behind.timeout(new Signed<>(words.getFirst(), ahead.self, Committee.SIGNATURE));
                Message.Status status = (Message.Status)
                        Bench.only(answer, Effect.Send.class).getFirst().message();
                ahead.pass(Duration.ofSeconds(1));
                List<Effect> given = ahead.step(new Event.StatusReceived(ahead.nanos(), Committee.peer(i), status));
                assertThat(Bench.only(given, Effect.Send.class))
                        .contains(new Effect.Send(Committee.peer(i), new Message.Epochs(List.of(proof()))));
                enterNext(behind);
                assertThat(behind.core.epoch().epoch()).isEqualTo(1);
            }
        }
    }

    /** A5: who is no member of the next epoch goes on answering for the one that it was in, and says nothing in the next. */
    @Test
    void leaverAnswers() {
        Bench bench = atTheLastBlock(committee.follower(3));
        EpochStart without = new EpochStart(
                new Root(1, last.view(), last.hash()),
                ValidatorSet.of(IntStream.range(0, committee.set.size())
                        .filter(index -> index != bench.self)
                        .mapToObj(committee.set::member)
                        .toList()));
        EpochProof proof = new EpochProof(committee.commit(certified), Bytes.EMPTY, without.set());
        bench.step(new Event.EpochProven(bench.nanos(), proof, without));
        bench.pass(Duration.ofSeconds(10));
        assertThat(Bench.spoken(bench.effects)).extracting(Statement::epoch).containsOnly(0L);
        List<Effect> effects = bench.vote(committee.ballot(last, 2, other(bench)));
        assertThat(Bench.only(effects, Effect.Send.class))
                .extracting(Effect.Send::message)
                .contains(new Message.Epochs(List.of(proof)));
    }

    /** A validator whose first words in an epoch are durable comes back in that epoch (A3). */
    @Test
    void aRestartAfterTheFirstWordOfAnEpochStaysInIt() {
        Bench bench = atTheLastBlock(committee.follower(3));
        enterNext(bench);
        bench.pass(Duration.ofSeconds(10));
        ConsensusStart start = new ConsensusStart(
                Committee.key(bench.self), next(), List.of(proof()), bench.record(), last, List.of(), List.of());
        Bench again = Bench.restarted(Committee.of(next()), bench.self, Bench.FAST, start);
        assertThat(again.view()).isEqualTo(bench.view());
        assertThat(Bench.spoken(again.effects, Timeout.class))
                .extracting(Statement::epoch)
                .containsOnly(1L);
    }

    private Bench atTheLastBlock(int self) {
        Bench bench = Bench.of(committee, self);
        bench.proposal(committee.normal(one, committee.root()));
        bench.proposal(committee.normal(last, committee.quorum(one)));
        bench.certificate(certified);
        return bench;
    }

    private List<Effect> enterNext(Bench bench) {
        return bench.step(new Event.EpochProven(bench.nanos(), proof(), next()));
    }

    private EpochProof proof() {
        return new EpochProof(committee.commit(certified), Bytes.EMPTY, committee.set);
    }

    private EpochStart next() {
        return new EpochStart(new Root(1, last.view(), last.hash()), committee.set);
    }

    private Signed<Proposal> again(long view, Justification why) {
        return committee.signed(new Proposal(Kind.REPROPOSAL, view, last, why));
    }

    private static int other(Bench bench) {
        return bench.self == 0 ? 1 : 0;
    }
}
