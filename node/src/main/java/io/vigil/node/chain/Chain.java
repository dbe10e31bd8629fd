package io.vigil.node.chain;

import io.vigil.consensus.Event.Verdict;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.node.log.Journal;
import io.vigil.node.quarantine.Bundle;
import io.vigil.node.quarantine.Scene;
import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.Snapshot;
import io.vigil.storage.state.StateHistory;
import io.vigil.storage.state.WorldState;
import io.vigil.storage.state.WorldStates;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Owns the chain: one thread runs, builds and commits blocks, one after the other in the order it was asked, but for
 * commits, which go before what else waits. Executed blocks above the head are layers in memory; a commit writes one layer
 * in one synced batch, and the layers above it are put on the new base. Requests may be made by any thread.
 */
public final class Chain implements Runnable {
    private static final Duration FAILURE_AGAIN = Duration.ofMinutes(1);

    /** Requests under way: a few for each uncommitted block; catch-up waits for its own. */
    private static final int MAX_REQUESTS = 4_096;

    /** DESIGN "Storage": in catch-up a block is synced with those after it. */
    private static final int SYNC_EVERY = 64;

    private static final long IDLE_MILLIS = 500;

    private final KeyValueStore store;
    private final WorldStates states;
    private final StateHistory history;
    private final BlockExecutor executor;
    private final Bodies bodies;
    private final Pool pool;
    private final ChainListener listener;
    private final Journal journal;
    private final BlockingQueue<Runnable> requests = new LinkedBlockingQueue<>(MAX_REQUESTS);

    /** Commits that were asked for and not made; each has its place among the requests too, so there are no more of them. */
    private final Queue<Runnable> commits = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean workAsked = new AtomicBoolean();

    /** Executed blocks by hash, the head among them. */
    private final Map<Hash, ExecutedBlock> executed = new HashMap<>();

    /** Executed blocks that agreement forgot, and on which others stand that it did not. */
    private final Set<Hash> forgotten = new HashSet<>();

    /** What was said last of each executed block: whether work waits on it. */
    private final Map<Hash, Boolean> work = new HashMap<>();

    /** Blocks that a plan quarantines. */
    private final SortedSet<Hash> refused = new TreeSet<>();

    /** The block whose withheld vote was logged last; it is asked for again and again. */
    private Hash withheld = Hash.ZERO;

    /** The block that this node could not run, and when it said so last. */
    private Hash failed = Hash.ZERO;

    private long failedAtNanos;

    private ExecutedBlock head;
    private volatile CommittedHead committed;
    private volatile boolean closed;

    /**
     * @param genesisOrHead the last committed block of {@code store}
     */
    public Chain(
            KeyValueStore store,
            WorldStates states,
            StateHistory history,
            Block genesisOrHead,
            BlockExecutor executor,
            Bodies bodies,
            Pool pool,
            ChainListener listener,
            Journal journal) {
        this.store = store;
        this.states = states;
        this.history = history;
        this.executor = executor;
        this.bodies = bodies;
        this.pool = pool;
        this.listener = listener;
        this.journal = journal;
        Snapshot snapshot = store.snapshot();
        BlockRef ref = BlockRefs.ofChecked(genesisOrHead.header());
        this.head = new ExecutedBlock(
                ref, genesisOrHead, List.of(), io.vigil.types.state.StateChanges.NONE, states.committed(snapshot));
        executed.put(ref.hash(), head);
        this.committed = new CommittedHead(ref, genesisOrHead.header(), executor.epochAfter(head), snapshot);
    }

    /** Blocks that are not run unless a quorum vouches for them (G44). To be called before anything is asked. */
    public void refuse(List<Hash> blocks) {
        refused.addAll(blocks);
    }

    /** The last committed block, synced in the store. */
    public CommittedHead head() {
        return committed;
    }

    public int queued() {
        return requests.size();
    }

    public void execute(BlockRef block, boolean certified) {
        ask(() -> executeNow(block, certified));
    }

    /** @param byTimeout whether the view was entered by a timeout certificate */
    public void build(BlockRef parent, long epoch, long view, boolean byTimeout) {
        ask(() -> buildNow(parent, epoch, view, byTimeout));
    }

    /** A final block goes before everything else that waits: clients wait for it, and what is run meanwhile stands on it anyway. */
    public void commit(BlockRef block, CommitProof proof) {
        commits.add(() -> commitNow(block, proof));
        ask(() -> {});
    }

    /** Agreement wants the block no more, unless a certificate names it: then it is run again. In views without a commit there is no end of them. */
    public void forget(Hash block) {
        ask(() -> forgetNow(block));
    }

    private void forgetNow(Hash block) {
        if (!executed.containsKey(block) || block.equals(head.ref().hash())) {
            return;
        }
        forgotten.add(block);
        Hash at = block;
        while (forgotten.contains(at) && !isParent(at)) {
            forgotten.remove(at);
            at = Objects.requireNonNull(executed.remove(at)).ref().parent();
        }
    }

    private boolean isParent(Hash block) {
        return executed.values().stream().anyMatch(one -> one.ref().parent().equals(block));
    }

    /** Tells the listener how the epoch that {@code commit} ended leads to the next. */
    public void proveEpoch(CommitCertificate commit) {
        ask(() -> {
            ExecutedBlock last = executed.get(commit.block());
            if (last != null) {
                tellEpoch(last, commit);
            }
        });
    }

    private void tellEpoch(ExecutedBlock last, CommitCertificate commit) {
        listener.epochProven(new EpochProof(commit, last.block().header().encode(), executor.childSet(last)));
    }

    /**
     * Catch-up: runs and commits {@code blocks}, which follow the head and are all final by {@code proof}. They are not
     * judged by a clock nor verified but by their own execution.
     *
     * @param done told, on the chain's thread, why it stopped, or nothing if all are committed
     */
    public void follow(List<Block> blocks, CommitProof proof, BlockRef proven, Consumer<Optional<String>> done) {
        ask(() -> done.accept(followNow(blocks, proof, proven)));
    }

    /** The pool changed: says anew, for the head and each executed block, whether work waits on it. */
    public void poolChanged() {
        if (workAsked.compareAndSet(false, true) && !requests.offer(this::tellWork)) {
            workAsked.set(false);
        }
    }

    /**
     * Has what the process before this one died in made ready to be run again. Asked before anything else, since the head is
     * still the one of then.
     *
     * @param keep told, on the chain's thread, how to make the bundle; that throws if the block's parent is not here
     */
    public void reproduce(Scene scene, Consumer<Supplier<Bundle>> keep) {
        ask(() -> keep.accept(() ->
                executor.reproduction(scene, reached(scene.block().header().parentHash()), this::ancestor)));
    }

    /** An executed block; those between it and the head are run first. */
    private ExecutedBlock reached(Hash hash) {
        List<BlockRef> missing = new ArrayList<>();
        Hash at = hash;
        while (!executed.containsKey(at)) {
            BlockRef ref = bodies.find(at)
                    .map(block -> BlockRefs.ofChecked(block.header()))
                    .filter(block -> block.height() > head.ref().height())
                    .orElseThrow(
                            () -> new IllegalStateException("the block below it is not above the head " + head.ref()));
            missing.addFirst(ref);
            at = ref.parent();
        }
        missing.forEach(ref -> verdict(ref, true));
        ExecutedBlock reached = executed.get(hash);
        if (reached == null) {
            throw new IllegalStateException("the block below it cannot be run");
        }
        return reached;
    }

    /** Runs something in order with everything else. */
    public void ask(Runnable request) {
        try {
            requests.put(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs until {@link #close}, or until the disk fails. */
    @Override
    public void run() {
        try {
            while (!closed) {
                Runnable request = requests.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (request != null) {
                    commitAll();
                    request.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            committed.close();
        }
    }

    public void close() {
        closed = true;
    }

    private void commitAll() {
        for (Runnable next = commits.poll(); next != null; next = commits.poll()) {
            next.run();
        }
    }

    private void executeNow(BlockRef ref, boolean certified) {
        listener.executed(ref.hash(), verdict(ref, certified));
        work.remove(ref.hash()); // agreement may have forgotten the block, and the answer with it
        tellWork();
    }

    private Verdict verdict(BlockRef ref, boolean certified) {
        if (ref.height() <= head.ref().height()) {
            return Verdict.VALID;
        }
        ExecutedBlock parent = executed.get(ref.parent());
        ExecutedBlock known = executed.get(ref.hash());
        if (known != null) {
            forgotten.remove(ref.hash());
            return certified || parent == null ? Verdict.VALID : conduct(parent, known);
        }
        Optional<Block> block = bodies.find(ref.hash());
        if (parent == null || block.isEmpty()) {
            return Verdict.NOT_YET;
        }
        if (!certified && refused.contains(ref.hash())) {
            journal.blockInvalid(ref.height(), ref.hash(), "in quarantine by a plan");
            return Verdict.INVALID;
        }
        BlockExecutor.Judgement judgement = executor.execute(parent, block.get(), certified, this::ancestor);
        return switch (judgement) {
            case BlockExecutor.Judgement.Good(ExecutedBlock good) -> {
                executed.put(ref.hash(), good);
                yield certified ? Verdict.VALID : conduct(parent, good);
            }
            case BlockExecutor.Judgement.Bad(String why) -> {
                journal.blockInvalid(ref.height(), ref.hash(), why);
                yield Verdict.INVALID;
            }
            case BlockExecutor.Judgement.Early(long ignored) -> Verdict.NOT_YET;
            case BlockExecutor.Judgement.Failed(String why) -> {
                tellFailure(ref, why);
                yield Verdict.WITHHELD;
            }
        };
    }

    /** The core asks again in every view; the operator hears once, and then each minute. */
    private void tellFailure(BlockRef ref, String why) {
        long now = System.nanoTime();
        if (!ref.hash().equals(failed) || now - failedAtNanos >= FAILURE_AGAIN.toNanos()) {
            failed = ref.hash();
            failedAtNanos = now;
            journal.certifiedBlockFailed(ref.height(), ref.hash(), why);
        }
    }

    /** What this node's own knowledge says of a valid block: while it objects there is no vote, but a certificate is followed. */
    private Verdict conduct(ExecutedBlock parent, ExecutedBlock block) {
        Optional<String> objection;
        try {
            objection = executor.mayNotVote(parent, block);
        } catch (RuntimeException e) {
            journal.conductFailed(block.ref().height(), e.toString());
            return Verdict.VALID;
        }
        if (objection.isEmpty()) {
            return Verdict.VALID;
        }
        if (!block.ref().hash().equals(withheld)) {
            withheld = block.ref().hash();
            journal.voteWithheld(block.ref().height(), withheld, objection.get());
        }
        return Verdict.NOT_YET;
    }

    private void buildNow(BlockRef parentRef, long epoch, long view, boolean byTimeout) {
        ExecutedBlock parent = executed.get(parentRef.hash());
        if (parent == null) {
            return; // committed past it meanwhile, or not executed here: the core asks again
        }
        long started = System.nanoTime();
        BlockExecutor.Made made;
        try {
            made = executor.build(
                    parent,
                    epoch,
                    view,
                    byTimeout,
                    pool.candidates(executor.nextBaseFee(parent), parent.state()),
                    this::ancestor);
        } catch (RuntimeException e) {
            journal.buildFailed(epoch, view, e.toString());
            return; // the view passes without our block; the node stays
        }
        made.faults().forEach(why -> journal.inputLeftOut(view, why));
        made.invalid().forEach(pool::remove);
        made.quarantined().forEach(journal::transactionQuarantined);
        ExecutedBlock built = made.block();
        bodies.hold(built.block());
        executed.put(built.ref().hash(), built);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
        if (listener.built(built.ref())) {
            journal.built(
                    built.ref().height(),
                    view,
                    built.ref().hash(),
                    built.block().header().timestamp(),
                    built.block().transactions().size(),
                    millis);
        }
        tellWork();
    }

    private Optional<String> followNow(List<Block> blocks, CommitProof proof, BlockRef proven) {
        for (Block block : blocks) {
            BlockRef ref = BlockRefs.ofChecked(block.header());
            if (ref.height() <= head.ref().height()) {
                continue;
            }
            if (!ref.parent().equals(head.ref().hash())) {
                return Optional.of(
                        "block " + ref.height() + " " + ref.hash() + " does not follow the head " + head.ref());
            }
            bodies.hold(block);
            if (verdict(ref, true) != Verdict.VALID) {
                return Optional.of(
                        "block " + ref.height() + " " + ref.hash() + " is final, but this node cannot run it");
            }
            boolean last = ref.height() == blocks.getLast().number();
            commit(ref, proof, last || ref.height() % SYNC_EVERY == 0 ? Durability.SYNCED : Durability.BUFFERED);
        }
        listener.caughtUp(proven.height() == head.ref().height() ? proven : head.ref(), proof);
        if (head.ref().lastOfEpoch()
                && proof instanceof CommitProof.ByCommitVotes(CommitCertificate certificate)
                && certificate.block().equals(head.ref().hash())) {
            tellEpoch(head, certificate);
        }
        tellWork();
        return Optional.empty();
    }

    private void commitNow(BlockRef ref, CommitProof proof) {
        if (ref.height() > head.ref().height()) {
            commit(ref, proof, Durability.SYNCED);
            tellWork();
        }
    }

    private void commit(BlockRef ref, CommitProof proof, Durability durability) {
        ExecutedBlock next = executed.get(ref.hash());
        if (next == null || !ref.parent().equals(head.ref().hash())) {
            throw new IllegalStateException("commit of " + ref + ", which was not executed on the head " + head.ref());
        }
        EpochFacts before = committed.next();
        long started = System.nanoTime();
        Batch batch = new Batch();
        next.state().writeTo(batch, ref.height());
        history.write(
                batch,
                next.state(),
                ref.height(),
                committed.snapshot(),
                next.block().header().timestamp());
        ChainStore.put(batch, next.block(), next.receipts());
        if (proof instanceof CommitProof.ByCommitVotes(CommitCertificate certificate)
                && certificate.block().equals(ref.hash())) {
            ChainStore.putProof(batch, ref.height(), ConsensusCodec.encodeCertificate(certificate));
        }
        store.commit(batch, durability);
        moveHead(next);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
        Header header = next.block().header();
        journal.committed(
                ref.height(),
                ref.view(),
                ref.hash(),
                next.block().transactions().size(),
                header.gasUsed(),
                ref.leader(),
                millis);
        pool.committed(next.changes(), executor.nextBaseFee(head), committed.next());
        if (!committed.next().rules().pacing().equals(before.rules().pacing())) {
            listener.paced(committed.next().rules().pacing());
        }
        listener.committed(new ExecutedView(ref, next.block(), next.receipts(), next.changes()));
    }

    /** The committed block's layer is in the store now: what stands on it gets a base of its own, all else is gone. */
    private void moveHead(ExecutedBlock next) {
        Snapshot snapshot = store.snapshot();
        WorldState base = states.committed(snapshot);
        Map<Hash, ExecutedBlock> kept = new HashMap<>();
        ExecutedBlock moved = next.withState(base);
        kept.put(moved.ref().hash(), moved);
        executed.values().stream()
                .filter(block -> block.ref().height() > next.ref().height())
                .sorted(java.util.Comparator.comparingLong(block -> block.ref().height()))
                .forEach(block -> {
                    ExecutedBlock parent = kept.get(block.ref().parent());
                    if (parent != null) {
                        kept.put(
                                block.ref().hash(),
                                block.withState(block.state().rebase(parent.state())));
                    }
                });
        executed.clear();
        executed.putAll(kept);
        forgotten.retainAll(kept.keySet());
        head = moved;
        CommittedHead before = committed;
        committed = new CommittedHead(moved.ref(), moved.block().header(), executor.epochAfter(moved), snapshot);
        before.close();
        bodies.headMoved(moved.ref().height());
    }

    /** The hash of an ancestor, by way of the executed blocks down to the head and from there by height. */
    private Hash ancestor(BlockRef from, long height) {
        BlockRef at = from;
        while (at.height() > height && at.height() > head.ref().height()) {
            ExecutedBlock parent = executed.get(at.parent());
            if (parent == null) {
                throw new IllegalStateException("no parent of executed block " + at);
            }
            at = parent.ref();
        }
        if (at.height() == height) {
            return at.hash();
        }
        return new ChainStore(store::get)
                .header(height)
                .orElseThrow(() -> new IllegalStateException("no header at height " + height))
                .hash();
    }

    private void tellWork() {
        workAsked.set(false);
        executed.values().stream()
                .sorted(java.util.Comparator.comparingLong(block -> block.ref().height()))
                .forEach(this::tellWork);
        work.keySet().retainAll(executed.keySet());
    }

    /** Agreement goes over all its rules for each answer, so it hears none twice. */
    private void tellWork(ExecutedBlock block) {
        boolean waits = hasWork(block);
        Boolean before = work.put(block.ref().hash(), waits);
        if (before == null || before != waits) {
            listener.work(block.ref().hash(), waits);
        }
    }

    private boolean hasWork(ExecutedBlock block) {
        return pool.hasWork(
                        executor.nextBaseFee(block), block.state(), block.ref().view())
                || executor.hasSystemWork(block);
    }
}
