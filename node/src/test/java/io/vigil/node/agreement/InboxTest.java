package io.vigil.node.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.Event;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.evidence.Evidence;
import io.vigil.consensus.evidence.Offence;
import io.vigil.consensus.evidence.Witness;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Grounds;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.validators.LeaderRotation;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.verification.SignatureClaim;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.crypto.BlsSecretKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an inbox makes of messages that come late, twice, from strangers or in floods; real keys, one thread. */
class InboxTest {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();
    private static final Duration DELTA = Duration.ofMillis(100);
    private static final int MEMBERS = 4;
    private static final long LOCKED_VIEW = 9;
    private static final Hash GENESIS = Keccak.hash(Bytes.of(1));
    private static final Root ROOT = Root.genesis(GENESIS);
    private static final QuorumCertificate LOCK =
            new QuorumCertificate(0, LOCKED_VIEW, GENESIS, Signers.of(List.of(0, 1, 2)), Bytes.EMPTY);

    private final List<BlsSecretKey> keys = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> blamed = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Bytes> kept = new ConcurrentLinkedQueue<>();
    private final EventQueue queue = new EventQueue();
    private final AtomicLong now = new AtomicLong();
    private final SignBytes signBytes = new SignBytes(1, GENESIS);
    private final ValidatorSet set = someSet();
    private final ConsensusCodec codec = new ConsensusCodec(this::block);
    private EpochStart begun = new EpochStart(ROOT, set);
    private final Inbox inbox = inbox(begun);

    @AfterEach
    void end() {
        inbox.close();
    }

    /** E1: both votes come after their view was certified; the core hears both and can accuse. */
    @Test
    void twoVotesThatComeLateStillAccuse() throws InterruptedException {
        offer(2, vote(2, 5, 1));
        offer(2, vote(2, 5, 2));
        runs();

        Witness witness = new Witness(0, 32, 16);
        assertThat(witness.saw(nextBallot())).isEmpty();
        assertThat(witness.saw(nextBallot()).orElseThrow().offence()).isEqualTo(Offence.TWO_VOTES);
    }

    @Test
    void whatCountsGoesBeforeWhatComesLate() throws InterruptedException {
        offer(2, vote(2, 5, 1));
        offer(3, vote(3, LOCKED_VIEW + 1, 1));
        runs();

        assertThat(nextBallot().view()).isEqualTo(LOCKED_VIEW + 1);
        assertThat(nextBallot().view()).isEqualTo(5);
    }

    /** Each validator makes a certificate of its own; whoever holds one for a block takes it for all others that prove the same. */
    @Test
    void aCommitVoteComesWithTheCertificateThatIsKnown() throws InterruptedException {
        Bytes unread = Bytes.wrap(new byte[96]);
        offer(1, commitVote(1, new QuorumCertificate(0, LOCKED_VIEW, GENESIS, Signers.of(List.of(1, 2, 3)), unread)));
        offer(2, commitVote(2, new QuorumCertificate(0, LOCKED_VIEW, GENESIS, Signers.of(List.of(0, 1, 3)), unread)));
        runs();

        for (int signer = 1; signer <= 2; signer++) {
            Event.CommitVoteReceived heard = (Event.CommitVoteReceived)
                    queue.take(PATIENCE_NANOS).orElseThrow().apply(0);
            assertThat(heard.vote().statement().quorum()).isEqualTo(LOCK);
            assertThat(heard.vote().signer()).isEqualTo(signer);
        }
        assertThat(blamed).isEmpty();
    }

    @Test
    void aCertificateOfAnotherBlockIsChecked() throws InterruptedException {
        Hash other = Keccak.hash(Bytes.of(2));
        offer(
                1,
                commitVote(
                        1,
                        new QuorumCertificate(
                                0, LOCKED_VIEW, other, Signers.of(List.of(1, 2, 3)), Bytes.wrap(new byte[96]))));
        runs();
        while (blamed.isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(blamed).containsExactly("proof " + peer(1));
        assertThat(queue.size()).isZero();
    }

    /** With our own they are a quorum of four; the second finds the first waiting, and both are heard in their order. */
    @Test
    void aVoteWaitsForThoseThatMakeAQuorumWithIt() throws InterruptedException {
        offer(1, vote(1, LOCKED_VIEW + 1, 1));
        offer(3, vote(3, LOCKED_VIEW + 1, 2));
        offer(2, vote(2, LOCKED_VIEW + 1, 1));
        runs();

        assertThat(nextBallot().signer()).isEqualTo(1);
        assertThat(nextBallot().signer()).isEqualTo(2);
        assertThat(nextBallot().signer()).as("alone, once nothing else comes").isEqualTo(3);
    }

    /** A flood of one peer takes that peer's share alone. */
    @Test
    void aFloodOfOnePeerStarvesNobody() throws InterruptedException {
        Message vote = vote(1, LOCKED_VIEW + 1, 1);
        int taken = 0;
        for (int i = 0; i < 4 * Inbox.MAX_WAITING_OF_PEER; i++) {
            taken += offer(1, vote) ? 1 : 0;
        }
        assertThat(taken).isEqualTo(Inbox.MAX_WAITING_OF_PEER);
        assertThat(offer(2, vote(2, LOCKED_VIEW + 2, 1))).isTrue();
        runs();

        long heard = 0;
        while (heard != LOCKED_VIEW + 2) {
            heard = nextBallot().view();
        }
        assertThat(blamed).as("a burst is no crime").isEmpty();
    }

    /** Whoever says much waits for itself: another's first word goes before its second share of a batch. */
    @Test
    void aFloodOfOnePeerDelaysNobodyElsesWord() throws InterruptedException {
        for (int i = 0; i < Inbox.MAX_WAITING_OF_PEER; i++) {
            offer(1, vote(1, LOCKED_VIEW + 1, 1));
        }
        offer(2, proposal(Bytes.of(1)));
        runs();

        int before = 0;
        while (queue.take(PATIENCE_NANOS).orElseThrow().apply(0) instanceof Event.VoteReceived) {
            before++;
        }
        assertThat(before).isLessThanOrEqualTo(Inbox.MAX_TOGETHER_OF_PEER);
    }

    /** However fast the inbox is emptied, a peer may say so much a second and no more. */
    @Test
    void aPeerSpendsWhatItMaySay() throws InterruptedException {
        runs();
        Message vote = vote(1, LOCKED_VIEW + 1, 1);
        int taken = 0;
        for (int i = 0; i < 2 * Allowance.BURST; i++) {
            while (inbox.waiting() >= Inbox.MAX_WAITING_OF_PEER) {
                Thread.onSpinWait();
            }
            taken += offer(1, vote) ? 1 : 0;
        }
        assertThat(taken).isEqualTo(Allowance.BURST);
        while (inbox.waiting() > 0) {
            Thread.onSpinWait();
        }
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        taken = 0;
        for (int i = 0; i < Inbox.MAX_WAITING_OF_PEER; i++) {
            taken += offer(1, vote) ? 1 : 0;
        }
        assertThat(taken).isEqualTo(Allowance.PER_SECOND);
    }

    @Test
    void whoeverFloodsOnAndOnIsReported() {
        Message vote = vote(1, LOCKED_VIEW + 1, 1);
        for (int i = 0; i < Inbox.MAX_WAITING_OF_PEER + 2 * Inbox.LOST_PER_REPORT; i++) {
            offer(1, vote);
        }
        assertThat(offer(2, vote(2, LOCKED_VIEW + 1, 1))).isTrue();
        assertThat(blamed).containsExactly("flood " + peer(1), "flood " + peer(1));
    }

    @Test
    void badSignaturesAndGarbageAreBlamedOnWhoSentThem() throws InterruptedException {
        Message.CastVote good = vote(2, LOCKED_VIEW + 1, 1);
        Ballot ballot = good.ballot();
        Ballot forged = new Ballot(ballot.epoch(), ballot.view() + 1, ballot.block(), 2, ballot.signature());
        offer(1, new Message.CastVote(forged));
        inbox.offer(peer(3), Bytes.of(0xff, 0xff, 0xff));
        offer(2, good);
        runs();

        assertThat(nextBallot()).isEqualTo(ballot);
        assertThat(blamed).containsExactlyInAnyOrder("proof " + peer(1), "malformed " + peer(3));
    }

    /** E1 over the end of an epoch (G56): what comes too late to count is heard when nothing else waits. */
    @Test
    void votesOfTheEpochBeforeAreHeardLast() throws InterruptedException {
        begun = new EpochStart(new Root(1, LOCKED_VIEW, GENESIS), set);
        Inbox later = inbox(begun);
        later.offer(peer(2), codec.encode(vote(2, 5, 1)));
        later.offer(peer(2), codec.encode(vote(2, 5, 2)));
        Thread.ofVirtual().start(later);

        Witness witness = new Witness(0, 32, 16);
        assertThat(witness.saw(nextBallotOfAnEarlierEpoch())).isEmpty();
        assertThat(witness.saw(nextBallotOfAnEarlierEpoch()).orElseThrow().offence())
                .isEqualTo(Offence.TWO_VOTES);
        assertThat(blamed).isEmpty();
        later.close();
    }

    /** The core is told of the other epoch too, so that whoever is behind gets its proofs (A5). */
    private Ballot nextBallotOfAnEarlierEpoch() throws InterruptedException {
        Event event = queue.take(PATIENCE_NANOS).orElseThrow().apply(0);
        while (event instanceof Event.OtherEpochSeen) {
            event = queue.take(PATIENCE_NANOS).orElseThrow().apply(0);
        }
        return ((Event.VoteReceived) event).ballot();
    }

    private Optional<EpochStart> start(long epoch) {
        return epoch == 0 ? Optional.of(new EpochStart(ROOT, set)) : Optional.of(begun);
    }

    /** What else a liar sent is dropped: of a full line of forged votes one share of a batch costs checks. */
    @Test
    void aLiarsLineIsDropped() throws InterruptedException {
        Ballot ballot = vote(2, LOCKED_VIEW + 1, 1).ballot();
        for (int i = 1; i <= 2 * Inbox.MAX_TOGETHER_OF_PEER; i++) {
            offer(1, new Message.CastVote(new Ballot(0, LOCKED_VIEW + 1 + i, ballot.block(), 2, ballot.signature())));
        }
        runs();
        while (blamed.isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(inbox.waiting()).isZero();
        assertThat(blamed).containsExactly("proof " + peer(1));
    }

    /** A reveal that is not its leader's costs the proposal, although the leader signed that. */
    @Test
    void whatABodyClaimsIsCheckedTogetherWithItsProposal() throws InterruptedException {
        Bytes sound = Bytes.of(1);
        Bytes forged = Bytes.of(0);
        offer(1, proposal(forged));
        offer(2, proposal(sound));
        runs();

        Event event = queue.take(PATIENCE_NANOS).orElseThrow().apply(0);
        assertThat(event).isInstanceOf(Event.ProposalReceived.class);
        assertThat(((Event.ProposalReceived) event).from()).isEqualTo(peer(2));
        assertThat(kept).containsExactly(sound);
        assertThat(blamed).containsExactly("proof " + peer(1));
    }

    private void runs() {
        Thread.ofVirtual().start(inbox);
    }

    private Ballot nextBallot() throws InterruptedException {
        Event event = queue.take(PATIENCE_NANOS).orElseThrow().apply(0);
        assertThat(event).isInstanceOf(Event.VoteReceived.class);
        return ((Event.VoteReceived) event).ballot();
    }

    private boolean offer(int from, Message message) {
        return inbox.offer(peer(from), codec.encode(message));
    }

    /** The first byte of these bodies says whether their reveal holds. */
    private SignatureClaim reveal(Bytes body) {
        Hash message = Keccak.hash(body);
        int signer = body.get(0) == 0 ? leader() + 1 : leader();
        Bytes signature = key(signer % MEMBERS).sign(message.bytes()).bytes();
        return SignatureClaim.single(set.member(leader()).blsKey(), message, signature);
    }

    private BlockRef block(Bytes body) {
        return new BlockRef(Keccak.hash(body), GENESIS, 1, 0, LOCKED_VIEW + 1, leader(), false);
    }

    private int leader() {
        return new LeaderRotation(0, set).leader(LOCKED_VIEW + 1);
    }

    private Message.Propose proposal(Bytes body) {
        Statement.Proposal proposal = new Statement.Proposal(
                Statement.Kind.OPTIMISTIC_PROPOSAL, LOCKED_VIEW + 1, block(body), new Grounds.Optimistic());
        Bytes signature =
                key(leader()).sign(signBytes.of(proposal, set.root()).bytes()).bytes();
        return new Message.Propose(new Signed<>(proposal, leader(), signature), body);
    }

    private BlsSecretKey key(int signer) {
        Bytes key = set.member(signer).blsKey();
        return keys.stream()
                .filter(one -> one.publicKey().bytes().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private Message.CastVote vote(int signer, long view, int variant) {
        BlockRef block = new BlockRef(Keccak.hash(Bytes.ofLong(variant)), GENESIS, 1, 0, view, 0, false);
        QuorumCertificate parent =
                new QuorumCertificate(0, view - 1, GENESIS, Signers.of(List.of(0, 1, 2)), Bytes.EMPTY);
        Statement.Vote vote = new Statement.Vote(view, block, new Justification.ByQuorum(parent));
        Bytes signature =
                key(signer).sign(signBytes.of(vote, set.root()).bytes()).bytes();
        return new Message.CastVote(new Ballot(0, view, block.hash(), signer, signature));
    }

    private Message.CastCommitVote commitVote(int signer, QuorumCertificate quorum) {
        Statement.CommitVote vote = new Statement.CommitVote(quorum);
        Bytes signature =
                key(signer).sign(signBytes.of(vote, set.root()).bytes()).bytes();
        return new Message.CastCommitVote(new Signed<>(vote, signer, signature));
    }

    private ValidatorSet someSet() {
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            BlsSecretKey key = BlsSecretKey.generate(Keccak.hash(Bytes.of(i)).bytes());
            keys.add(key);
            members.add(new Validator(Address.ofInt(i + 1), key.publicKey().bytes(), 1, true));
        }
        return ValidatorSet.of(members);
    }

    private Inbox inbox(EpochStart epoch) {
        ConsensusStatus status = new ConsensusStatus(
                0,
                LOCKED_VIEW + 1,
                0,
                false,
                0,
                LOCK,
                BlockRef.genesis(GENESIS),
                false,
                false,
                false,
                List.of(),
                List.of(),
                0);
        return new Inbox(
                codec,
                signBytes,
                queue,
                () -> status,
                () -> epoch,
                this::start,
                of -> OptionalInt.of(0),
                () -> DELTA,
                new SignaturePoints(),
                new Blame(),
                now::get);
    }

    private final class Blame implements Inbox.Hooks {
        @Override
        public Inbox.Body body(Message.Propose propose, ValidatorSet of) {
            Bytes body = propose.body();
            return new Inbox.Body(List.of(reveal(body)), () -> kept.add(body));
        }

        @Override
        public void transaction(Bytes transaction) {}

        @Override
        public void evidence(Evidence evidence) {}

        @Override
        public void verified(Message message, ValidatorSet of) {}

        @Override
        public void malformed(PeerId from, String why) {
            blamed.add("malformed " + from);
        }

        @Override
        public void flood(PeerId from) {
            blamed.add("flood " + from);
        }

        @Override
        public void badProof(PeerId from, String why) {
            blamed.add("proof " + from);
        }
    }

    private static PeerId peer(int index) {
        return new PeerId(Bytes.concat(Bytes.wrap(new byte[24]), Bytes.ofLong(index)));
    }
}
