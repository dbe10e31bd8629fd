package io.vigil.node.agreement;

import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.Event;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.evidence.Evidence;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.verification.Judgement;
import io.vigil.consensus.verification.SignatureClaim;
import io.vigil.consensus.verification.Verification;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.node.agreement.FairQueue.Received;
import io.vigil.node.agreement.LateWords.Choice;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Turns what peers send into events: decodes, asks what the form says, checks the signatures. A processor that is busy with checks delays every
 * commit; so votes wait for those that make a quorum with them, a certificate that proves what is known is not checked, and what cannot count any
 * more is put off. One thread runs it; {@link #offer} may be called from any.
 */
public final class Inbox implements Runnable {
    /** Messages waiting to be checked, 1 ms each: more would be stale when their turn comes. */
    static final int MAX_WAITING = 2_048;

    /** What is checked together at most: the votes of a large set, and not so many that the first wait for the last. */
    private static final int MAX_TOGETHER = 64;

    /** Of them from one peer, so that an honest word waits some 10 ms for a flood. */
    static final int MAX_TOGETHER_OF_PEER = 16;

    /** Of one peer: a full mesh sends a few messages a view, and who floods fills its own share alone. */
    static final int MAX_WAITING_OF_PEER = 256;

    /**
     * Messages beyond its share after which a peer is reported: far more than pile up while this node stands still for ten seconds, a tenth of a
     * second's worth of a flood.
     */
    static final int LOST_PER_REPORT = 1_024;

    /** A5: messages of the next epoch that are kept until it begins. */
    private static final int MAX_PARKED = 64;

    private static final int MAX_PARKED_OF_PEER = 8;

    private static final long IDLE_NANOS = 500_000_000;

    /** Nothing came for so long: the node is at rest, and may look at what proves nothing. */
    private static final long REST_NANOS = 20_000_000;

    private final ConsensusCodec codec;
    private final SignBytes signBytes;
    private final EventQueue queue;
    private final Supplier<ConsensusStatus> status;
    private final Hooks hooks;
    private final LongSupplier monotonic;
    private final FairQueue waiting = new FairQueue(MAX_WAITING, MAX_WAITING_OF_PEER);
    private final Allowance allowance = new Allowance();
    private final List<Received> parked = new ArrayList<>();
    private final LateWords late = new LateWords();
    private final AwaitedVotes<Vote> awaited;
    private final KnownQuorums quorums = new KnownQuorums();
    private final SignatureCheck check;
    private final Supplier<EpochStart> epoch;
    private final LongFunction<Optional<EpochStart>> epochs;
    private final Function<ValidatorSet, OptionalInt> ownIndex;
    private Verification verification;
    private long verificationEpoch = -1;
    private ValidatorSet verificationSet;
    private OptionalInt own;
    private volatile boolean closed;

    private final Map<PeerId, Integer> lost = new ConcurrentHashMap<>();

    /**
     * A message whose form is right, and what it claims.
     *
     * @param ours whether it is of our epoch, so that its certificates were looked at
     */
    private record Judged(PeerId from, Message message, List<SignatureClaim> claims, Body body, boolean ours) {}

    /** A vote whose form is right, as it came. */
    private record Vote(Received received, Choice choice, Judged judged) {}

    /**
     * A body that came with a proposal.
     *
     * @param claims what is signed inside it, checked together with the proposal
     * @param kept done when all that the message claims was found to hold
     */
    public record Body(List<SignatureClaim> claims, Runnable kept) {
        private static final Body NONE = new Body(List.of(), () -> {});

        public Body {
            claims = List.copyOf(claims);
        }
    }

    /** What else happens with what peers send. */
    public interface Hooks {
        /** Reads the body that came with a proposal. */
        Body body(Message.Propose propose, ValidatorSet set) throws MalformedException;

        /** A transaction came with a wake-up. */
        void transaction(Bytes transaction);

        /** A peer proved that a validator broke its word; form and signatures were checked. */
        void evidence(Evidence evidence);

        /** A message whose signatures hold, before anything else is done with it. */
        void verified(Message message, ValidatorSet set);

        void malformed(PeerId from, String why);

        /** A peer keeps sending more than can be looked at. */
        void flood(PeerId from);

        void badProof(PeerId from, String why);
    }

    /**
     * @param status where the core stood after its last step
     * @param epoch the one the core is in
     * @param epochs any that is proven here
     * @param ownIndex our place in a set; an observer has none
     * @param delta the chain's Δ as it holds at the moment
     * @param points gets the signatures that are checked
     * @param monotonic nanoseconds
     */
    public Inbox(
            ConsensusCodec codec,
            SignBytes signBytes,
            EventQueue queue,
            Supplier<ConsensusStatus> status,
            Supplier<EpochStart> epoch,
            LongFunction<Optional<EpochStart>> epochs,
            Function<ValidatorSet, OptionalInt> ownIndex,
            Supplier<Duration> delta,
            SignaturePoints points,
            Hooks hooks,
            LongSupplier monotonic) {
        this.codec = codec;
        this.signBytes = signBytes;
        this.queue = queue;
        this.status = status;
        this.hooks = hooks;
        this.epoch = epoch;
        this.epochs = epochs;
        this.ownIndex = ownIndex;
        this.awaited = new AwaitedVotes<>(delta);
        this.check = new SignatureCheck(points);
        this.monotonic = monotonic;
        EpochStart start = epoch.get();
        this.verification = new Verification(signBytes, start);
        this.verificationEpoch = start.epoch();
        this.verificationSet = start.set();
        this.own = ownIndex.apply(start.set());
    }

    /** Takes a message in, unless its sender says more than it may or too many wait: it will be said again. */
    public boolean offer(PeerId from, Bytes message) {
        if (!allowance.take(from, monotonic.getAsLong(), status.get().view())) {
            countFlood(from);
            return false;
        }
        return switch (waiting.offer(from, message)) {
            case YES -> true;
            case LINE_FULL -> {
                countFlood(from);
                yield false;
            }
            case ALL_FULL -> false;
        };
    }

    private void countFlood(PeerId from) {
        if (lost.merge(from, 1, Integer::sum) % LOST_PER_REPORT == 0) {
            hooks.flood(from);
        }
    }

    /** A peer is gone: what it sent too much is forgotten. */
    public void left(PeerId peer) {
        lost.remove(peer);
    }

    public int waiting() {
        return waiting.size();
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                List<Received> together = waiting.take(MAX_TOGETHER, MAX_TOGETHER_OF_PEER, patienceNanos());
                followEpoch();
                if (!together.isEmpty()) {
                    takeAll(together);
                } else if (late.presses()) {
                    takeLate(late.takePressing(MAX_TOGETHER));
                } else if (!awaited.isEmpty()) {
                    check(awaited.takeAll().stream().map(Vote::judged).toList());
                } else {
                    takeLate(late.take(MAX_TOGETHER));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void close() {
        closed = true;
    }

    private long patienceNanos() {
        if (late.presses()) {
            return 0;
        }
        if (!awaited.isEmpty()) {
            return awaited.dueInNanos(monotonic.getAsLong());
        }
        return late.isEmpty() ? IDLE_NANOS : REST_NANOS;
    }

    private void followEpoch() {
        EpochStart start = epoch.get();
        if (start.epoch() != verificationEpoch) {
            verification = new Verification(signBytes, start);
            verificationEpoch = start.epoch();
            verificationSet = start.set();
            own = ownIndex.apply(start.set());
            quorums.clear();
            late.endEpoch();
            awaited.takeAll()
                    .forEach(vote ->
                            late.add(vote.received().from(), vote.received().message()));
            awaited.clear();
            List<Received> again = List.copyOf(parked);
            parked.clear();
            takeAll(again);
        }
    }

    /** Judges the form of each, then the signatures of all at once, but for votes that wait for others. */
    private void takeAll(List<Received> together) {
        ConsensusStatus at = status.get();
        noteLock(at.lock());
        late.moveTo(at.view());
        List<Judged> judged = new ArrayList<>();
        together.forEach(received -> take(received, false, judged));
        awaited.takeDecided((kind, view) -> isDecided(kind, view, at))
                .forEach(
                        vote -> late.add(vote.received().from(), vote.received().message(), vote.choice()));
        awaited.takeRipe(verificationSet, own, monotonic.getAsLong()).forEach(vote -> judged.add(vote.judged()));
        check(judged);
    }

    private void takeLate(List<LateWords.Late> words) {
        List<Judged> judged = new ArrayList<>();
        words.forEach(one -> take(new Received(one.from(), one.message()), true, judged));
        check(judged);
    }

    /** The core made it of votes that were checked here, or it was checked itself. */
    private void noteLock(BlockCertificate lock) {
        if (lock instanceof QuorumCertificate quorum
                && quorum.epoch() == verificationEpoch
                && quorums.add(quorum)
                && verification.judge(new Message.Certified(quorum)) instanceof Judgement.Sound(var claims)) {
            check.trust(claims);
        }
    }

    private void check(List<Judged> judged) {
        Set<PeerId> liars = check.liars(judged.stream()
                .map(one -> new SignatureCheck.Asked(one.from(), one.claims()))
                .toList());
        for (PeerId liar : liars) {
            waiting.forget(liar); // whoever lied once costs no more checks
            hooks.badProof(liar, "a signature");
        }
        for (Judged one : judged) {
            if (!liars.contains(one.from())) {
                one.body().kept().run();
                if (one.ours()) {
                    hooks.verified(one.message(), verificationSet);
                    remember(one.message());
                }
                pass(one);
            }
        }
    }

    private void remember(Message message) {
        Choice.of(message).ifPresent(choice -> {
            late.heard(choice);
            awaited.heard(choice);
        });
        if (message instanceof Message.CastCommitVote(var vote)) {
            quorums.add(vote.statement().quorum());
        } else if (message instanceof Message.GiveUp(var timeout)) {
            late.heardTimeout(timeout.signer(), timeout.statement().view());
        }
    }

    /** @param evenLate whether votes that cannot count any more are looked at too */
    private void take(Received received, boolean evenLate, List<Judged> judged) {
        PeerId from = received.from();
        Message message;
        try {
            message = codec.decode(received.message());
        } catch (MalformedException e) {
            hooks.malformed(from, e.getMessage());
            return;
        }
        if (message instanceof Message.Epochs epochs) {
            takeEpochs(from, epochs);
            return;
        }
        OptionalLong of = Verification.epochOf(message);
        if (of.isPresent() && of.getAsLong() != verificationEpoch && !(message instanceof Message.Status)) {
            takeOther(received, message, of.getAsLong(), evenLate, judged);
            return;
        }
        if (saysNothing(message)) {
            return;
        }
        Optional<Choice> choice = Choice.of(message);
        if (!evenLate && choice.isPresent() && isLate(choice.get())) {
            late.add(from, received.message(), choice.get());
            return;
        }
        boolean mayWait = !evenLate && choice.isPresent() && quorums.covers(message);
        message = quorums.inside(message);
        boolean foreignStatus = message instanceof Message.Status status && status.epoch() != verificationEpoch;
        switch (foreignStatus ? new Judgement.Sound(List.of()) : verification.judge(message)) {
            case Judgement.Refused(String why) -> hooks.badProof(from, why);
            case Judgement.Sound(var claims) ->
                withBody(from, message, claims, !foreignStatus).ifPresent(one -> {
                    if (!mayWait || !awaits(received, one)) {
                        judged.add(one);
                    }
                });
            case Judgement.SoundEpoch ignored -> {}
        }
    }

    private Optional<Judged> withBody(PeerId from, Message message, List<SignatureClaim> claims, boolean ours) {
        try {
            Body body = message instanceof Message.Propose propose ? hooks.body(propose, verificationSet) : Body.NONE;
            List<SignatureClaim> all = new ArrayList<>(claims);
            all.addAll(body.claims());
            return Optional.of(new Judged(from, message, all, body, ours));
        } catch (MalformedException e) {
            hooks.malformed(from, e.getMessage());
            return Optional.empty();
        }
    }

    private boolean awaits(Received received, Judged judged) {
        Choice choice = Choice.of(judged.message()).orElseThrow();
        return awaited.add(judged.from(), choice, new Vote(received, choice, judged), monotonic.getAsLong());
    }

    /**
     * Messages of the next epoch wait for it; the core is told, so that proofs are asked for or given. What was said in an earlier
     * epoch counts for nothing in this one, but may still accuse (G56).
     */
    private void takeOther(Received received, Message message, long of, boolean evenLate, List<Judged> judged) {
        PeerId from = received.from();
        if (evenLate) {
            judgeFormer(from, message, of, judged);
            return;
        }
        if (of < verificationEpoch && (message instanceof Message.Accuse || isStatement(message))) {
            late.add(from, received.message());
        }
        long ofPeer = parked.stream().filter(one -> one.from().equals(from)).count();
        if (of == verificationEpoch + 1 && parked.size() < MAX_PARKED && ofPeer < MAX_PARKED_OF_PEER) {
            parked.add(received);
        }
        if (!(message instanceof Message.Accuse)) {
            queue.fromPeer(now -> new Event.OtherEpochSeen(now, from, of));
        }
    }

    /** Statements of the epoch before this one, and evidence of any whose members are known here. */
    private void judgeFormer(PeerId from, Message message, long of, List<Judged> judged) {
        boolean counts = message instanceof Message.Accuse || of == verificationEpoch - 1;
        Optional<EpochStart> former = counts ? epochs.apply(of) : Optional.empty();
        if (former.isEmpty()) {
            return;
        }
        switch (new Verification(signBytes, former.get()).judge(message)) {
            case Judgement.Refused(String why) -> hooks.badProof(from, why);
            case Judgement.Sound(var claims) -> judged.add(new Judged(from, message, claims, Body.NONE, false));
            case Judgement.SoundEpoch ignored -> {}
        }
    }

    private static boolean isStatement(Message message) {
        return switch (message) {
            case Message.Propose ignored -> true;
            case Message.CastVote ignored -> true;
            case Message.CastCommitVote ignored -> true;
            case Message.GiveUp ignored -> true;
            case Message.Certified ignored -> false;
            case Message.Status ignored -> false;
            case Message.AskStatus ignored -> false;
            case Message.Wake ignored -> false;
            case Message.Epochs ignored -> false;
            case Message.Accuse ignored -> false;
        };
    }

    private void takeEpochs(PeerId from, Message.Epochs epochs) {
        Verification judge = verification;
        long at = verificationEpoch;
        for (EpochProof proof : epochs.proofs()) {
            if (proof.end().epoch() < at) {
                continue;
            }
            if (proof.end().epoch() > at) {
                return; // the sender thinks that we know more than we do: our next status tells it
            }
            if (!(judge.judge(proof) instanceof Judgement.SoundEpoch(var claims, EpochStart next))
                    || !check.holds(claims)) {
                hooks.badProof(from, "proof of the end of epoch " + at);
                return;
            }
            queue.fromPeer(now -> new Event.EpochProven(now, proof, next));
            judge = new Verification(signBytes, next);
            at = next.epoch();
        }
    }

    /** Every node tells how it left a view; whoever has left it too, and is locked as high, learns nothing from it. */
    private boolean saysNothing(Message message) {
        ConsensusStatus at = status.get();
        return message instanceof Message.Certified(TimeoutCertificate timeout)
                && timeout.epoch() == at.epoch()
                && timeout.view() < at.view()
                && timeout.highestReported() <= at.lock().view();
    }

    private boolean isLate(Choice choice) {
        return isDecided(choice.kind(), choice.view(), status.get());
    }

    /** Votes for what is certified and commit votes for what is committed count no more; they may still accuse their signer. */
    private boolean isDecided(Kind kind, long view, ConsensusStatus at) {
        return kind == Kind.VOTE
                ? view <= at.lock().view() && at.lock().epoch() == verificationEpoch
                : view <= at.head().view() && at.head().epoch() == verificationEpoch;
    }

    private void pass(Judged judged) {
        PeerId from = judged.from();
        LongFunction<Event> event;
        switch (judged.message()) {
            case Message.Propose propose -> event = now -> new Event.ProposalReceived(now, from, propose.proposal());
            case Message.CastVote vote -> event = now -> new Event.VoteReceived(now, from, vote.ballot());
            case Message.CastCommitVote vote -> event = now -> new Event.CommitVoteReceived(now, from, vote.vote());
            case Message.GiveUp giveUp -> event = now -> new Event.TimeoutReceived(now, from, giveUp.timeout());
            case Message.Certified certified ->
                event = now -> new Event.CertificateReceived(now, from, certified.certificate());
            case Message.Status status -> event = now -> new Event.StatusReceived(now, from, status);
            case Message.AskStatus ask -> event = now -> new Event.StatusAsked(now, from, ask.nonce());
            case Message.Wake wake -> {
                if (!wake.transaction().isEmpty()) {
                    hooks.transaction(wake.transaction());
                }
                event = now -> new Event.WakeReceived(now, from, wake);
            }
            case Message.Accuse accuse -> {
                hooks.evidence(accuse.evidence());
                return; // nothing for the core
            }
            case Message.Epochs ignored -> throw new IllegalStateException("epoch proofs are taken one by one");
        }
        queue.fromPeer(event);
    }
}
