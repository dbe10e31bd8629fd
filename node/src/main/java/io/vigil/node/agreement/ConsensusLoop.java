package io.vigil.node.agreement;

import io.vigil.consensus.Consensus;
import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.node.keys.Signer;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * Owns the core: takes one event after the other and performs what the core asks for, in its order. Whatever is signed is
 * durable before it leaves (docs/protocol.md §2.6). Everything but {@link #run} may be called from any thread.
 */
public final class ConsensusLoop implements Runnable {
    /** While nothing is due; only a bound on how long a lost wake-up could matter. */
    private static final long LONGEST_WAIT_NANOS = 1_000_000_000L;

    /** Certificates that nothing signed rests on may be lost with the power for this long. */
    private static final long LAZY_SYNC_NANOS = 1_000_000_000L;

    private final Consensus core;
    private final PeerId self;
    private final Signer signer;
    private final ConsensusJournal journal;
    private final ChainWork chain;
    private final Outbox outbox;
    private final Observer observer;
    private final LongFunction<ValidatorSet> sets;
    private final Consumer<EpochProof> entered;
    private final LongPredicate maySign;
    private final LongFunction<List<EpochProof>> olderProofs;
    private final LongSupplier monotonic;
    private final EventQueue queue;

    private long timerNanos = Long.MAX_VALUE;
    private long lazySince = Long.MAX_VALUE;
    private long headHeight;
    private volatile ConsensusStatus status;
    private volatile boolean closed;

    /**
     * @param sets the members of each epoch that is proven
     * @param entered told of each epoch that begins
     * @param olderProofs as many proofs as a message holds, of which the first ends the given epoch
     * @param maySign whether the signer's record reaches back far enough to sign anything of an epoch (R6)
     */
    public ConsensusLoop(
            Consensus core,
            EventQueue queue,
            PeerId self,
            Signer signer,
            ConsensusJournal journal,
            ChainWork chain,
            Outbox outbox,
            Observer observer,
            LongFunction<ValidatorSet> sets,
            Consumer<EpochProof> entered,
            LongPredicate maySign,
            LongFunction<List<EpochProof>> olderProofs,
            LongSupplier monotonic) {
        this.core = core;
        this.queue = queue;
        this.self = self;
        this.signer = signer;
        this.journal = journal;
        this.chain = chain;
        this.outbox = outbox;
        this.observer = observer;
        this.sets = sets;
        this.entered = entered;
        this.maySign = maySign;
        this.olderProofs = olderProofs;
        this.monotonic = monotonic;
        this.status = core.status();
    }

    /** What the loop sends. No method blocks. */
    public interface Outbox {
        void send(PeerId to, Message message);

        void broadcast(Message message);

        /** Sends a wake-up with one includable transaction of our pool. */
        void wake(PeerId leader, long epoch, long view);

        /** Asks peers for the body of a block; answered by {@code BlockAvailable}. */
        void fetch(Hash block, List<PeerId> from);
    }

    /** Who hears what happened: the operator's log, metrics, the watch for stalls. Called by the loop's thread. */
    public interface Observer {
        void stepped(Event event, List<Effect> effects, ConsensusStatus status);

        /** Called at least each second, also when nothing happens. */
        void ticked(long nowNanos, ConsensusStatus status);
    }

    /** Where the core stood after its last step. */
    public ConsensusStatus status() {
        return status;
    }

    /** Runs until {@link #close}, or until a failure: then nothing more is signed, and the exception says why. */
    @Override
    public void run() {
        deliver(new Event.Started(monotonic.getAsLong()));
        while (!closed) {
            Optional<LongFunction<Event>> next = await();
            long now = monotonic.getAsLong();
            if (next.isPresent()) {
                deliver(next.get().apply(now));
            } else if (now >= timerNanos) {
                timerNanos = Long.MAX_VALUE;
                deliver(new Event.TimerFired(now));
            }
            if (now - lazySince >= LAZY_SYNC_NANOS) {
                sync();
            }
            observer.ticked(now, status);
        }
        sync();
    }

    public void close() {
        closed = true;
        queue.close();
    }

    private Optional<LongFunction<Event>> await() {
        try {
            return queue.take(Math.min(timerNanos - monotonic.getAsLong(), LONGEST_WAIT_NANOS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
            return Optional.empty();
        }
    }

    /** One event and all that our own statements cause before anybody else is heard. */
    private void deliver(Event event) {
        ArrayDeque<Event> work = new ArrayDeque<>();
        work.add(event);
        while (!work.isEmpty()) {
            Event next = work.removeFirst();
            List<Effect> effects = core.step(next).stream()
                    .filter(this::maySay)
                    .map(effect -> withOlderProofs(effect, next))
                    .toList();
            status = core.status();
            observer.stepped(next, effects, status);
            perform(effects, work);
            if (status.head().height() > headHeight) {
                headHeight = status.head().height();
                journal.committed(headHeight);
            }
        }
    }

    /** A validator that lost its record follows like a member and says nothing until its epoch has come (R6). */
    private boolean maySay(Effect effect) {
        if (effect instanceof Effect.Speak(Statement statement)) {
            return maySign.test(statement.epoch());
        }
        return !(effect instanceof Effect.Repeat(PeerId ignored, Statement statement))
                || maySign.test(statement.epoch());
    }

    /** The core holds the newest epoch proofs; who is further behind gets those that come first for it (A5). */
    private Effect withOlderProofs(Effect effect, Event cause) {
        if (!(effect instanceof Effect.Send(PeerId to, Message.Epochs(List<EpochProof> proofs)))) {
            return effect;
        }
        long asked = epochOf(cause);
        boolean isGap = proofs.getFirst().end().epoch() > asked;
        List<EpochProof> older = isGap ? olderProofs.apply(asked) : List.of();
        return older.isEmpty() ? effect : new Effect.Send(to, new Message.Epochs(older));
    }

    private static long epochOf(Event cause) {
        if (cause instanceof Event.OtherEpochSeen seen) {
            return seen.epoch();
        }
        return cause instanceof Event.StatusReceived received
                ? received.status().epoch()
                : Long.MAX_VALUE;
    }

    private void perform(List<Effect> effects, ArrayDeque<Event> work) {
        List<Statement> statements = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Speak(Statement statement)) {
                statements.add(statement);
            } else if (effect instanceof Effect.EnterEpoch(var proof)) {
                journal.entered(proof);
                lazySince = 0;
                entered.accept(proof);
            }
        }
        ArrayDeque<Bytes> signatures = new ArrayDeque<>(makeDurable(statements));
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Speak(Statement statement) -> speak(statement, signatures.removeFirst(), work);
                case Effect.Repeat(PeerId to, Statement statement) -> repeat(to, statement);
                case Effect.Send(PeerId to, Message message) -> outbox.send(to, message);
                case Effect.Broadcast(Message message) -> outbox.broadcast(message);
                case Effect.WakeLeader(PeerId leader, long epoch, long view) -> outbox.wake(leader, epoch, view);
                case Effect.Keep(var certificate) -> {
                    journal.keep(certificate);
                    lazySince = Math.min(lazySince, monotonic.getAsLong());
                }
                case Effect.StartTimer(long atNanos) -> timerNanos = atNanos;
                case Effect.Build(BlockRef parent, long epoch, long view, boolean byTimeout) ->
                    chain.build(parent, epoch, view, byTimeout);
                case Effect.Execute(BlockRef block, boolean certified) -> chain.execute(block, certified);
                case Effect.Fetch(Hash block, List<PeerId> from) -> fetch(block, from, work);
                case Effect.Commit(BlockRef block, var proof) -> chain.commit(block, proof);
                case Effect.ProveEpoch(var commit) -> chain.proveEpoch(commit);
                case Effect.Forget(Hash block) -> chain.forget(block);
                case Effect.EnterEpoch(var proof) -> outbox.broadcast(new Message.Epochs(List.of(proof))); // G53
                case Effect.Accuse ignored -> {}
                case Effect.Report ignored -> {}
            }
        }
    }

    /** D-rules and A7: bodies of what is voted for or proposed, then the signer's record, each with one fsync. */
    private List<Bytes> makeDurable(List<Statement> statements) {
        if (statements.isEmpty()) {
            if (lazySince == 0) {
                sync();
            }
            return List.of();
        }
        for (Statement statement : statements) {
            switch (statement) {
                case Statement.Vote vote -> keepBodies(vote.block().hash());
                case Statement.Proposal proposal -> keepBodies(proposal.block().hash());
                case Statement.CommitVote ignored -> {}
                case Statement.Timeout ignored -> {}
            }
        }
        sync();
        chain.synced().ifPresent(floor -> signer.committed(floor.height(), floor.hash()));
        return signer.sign(statements);
    }

    private void keepBodies(Hash tip) {
        for (BlockRef block : chain.bodies().uncommitted(tip)) {
            if (!journal.holds(block.hash())) {
                journal.body(block, body(block.hash()));
            }
        }
    }

    /** A7: what we voted for long ago, agreement and peers may have forgotten; our journal has not. */
    private void fetch(Hash block, List<PeerId> from, ArrayDeque<Event> work) {
        journal.find(block)
                .filter(found -> chain.bodies().hold(found.body()))
                .ifPresentOrElse(
                        found -> work.add(new Event.BlockAvailable(monotonic.getAsLong(), found.block())),
                        () -> outbox.fetch(block, from));
    }

    private void sync() {
        journal.sync();
        lazySince = Long.MAX_VALUE;
    }

    private void speak(Statement statement, Bytes signature, ArrayDeque<Event> work) {
        int index = ownIndex(statement);
        outbox.broadcast(message(statement, index, signature));
        long now = monotonic.getAsLong();
        switch (statement) {
            case Statement.Vote vote ->
                work.add(new Event.VoteReceived(
                        now,
                        self,
                        new Ballot(vote.epoch(), vote.view(), vote.block().hash(), index, signature)));
            case Statement.CommitVote vote ->
                work.add(new Event.CommitVoteReceived(now, self, new Signed<>(vote, index, signature)));
            case Statement.Timeout timeout ->
                work.add(new Event.TimeoutReceived(now, self, new Signed<>(timeout, index, signature)));
            case Statement.Proposal ignored -> {}
        }
    }

    /** Our earlier words for one peer; the signature is the same as the first time. */
    private void repeat(PeerId to, Statement statement) {
        if (statement instanceof Statement.Proposal proposal
                && chain.bodies().body(proposal.block().hash()).isEmpty()) {
            return; // A8: without the bytes, silence
        }
        Bytes signature = signer.sign(List.of(statement)).getFirst();
        outbox.send(to, message(statement, ownIndex(statement), signature));
    }

    private Message message(Statement statement, int index, Bytes signature) {
        return switch (statement) {
            case Statement.Vote vote ->
                new Message.CastVote(
                        new Ballot(vote.epoch(), vote.view(), vote.block().hash(), index, signature));
            case Statement.CommitVote vote -> new Message.CastCommitVote(new Signed<>(vote, index, signature));
            case Statement.Timeout timeout -> new Message.GiveUp(new Signed<>(timeout, index, signature));
            case Statement.Proposal proposal ->
                new Message.Propose(
                        new Signed<>(proposal, index, signature),
                        body(proposal.block().hash()));
        };
    }

    private int ownIndex(Statement statement) {
        return signer.indexIn(sets.apply(statement.epoch()))
                .orElseThrow(() -> new IllegalStateException("not a member of epoch " + statement.epoch()));
    }

    private Bytes body(Hash block) {
        return chain.bodies()
                .body(block)
                .orElseThrow(() -> new IllegalStateException("no body of block " + block + ", which we speak of"));
    }
}
