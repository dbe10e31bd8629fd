package io.vigil.consensus;

import io.vigil.consensus.Event.Verdict;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.verification.Verification;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Four cores in full mesh on one clock: every message takes one δ, building and executing take nothing, and there is one
 * transaction at most. For what must take so many δ and not one more, and for schedules that only several nodes can play.
 */
final class Mesh {
    static final Duration DELAY = Duration.ofMillis(20);
    static final int SIZE = 4;

    /** Which messages get through. */
    @FunctionalInterface
    interface Links {
        boolean passes(int from, int to, Message message);
    }

    final Committee committee = Committee.of(SIZE);
    final List<BlockRef> chain = new ArrayList<>();
    final List<Statement.Timeout> timeouts = new ArrayList<>();
    Links links = (from, to, message) -> true;

    /** A7: whether a body is on disk before its vote leaves. */
    boolean keepsBodies = true;

    /** A7: whether a body that agreement forgot is read from the disk again. */
    boolean readsBodies = true;

    private final long epochEnd;
    private final List<Committee> committees = new ArrayList<>(List.of(committee));
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Hash, BlockRef> blocks = new TreeMap<>();
    private final Set<Hash> carriers = new TreeSet<>();
    private final PriorityQueue<Scheduled> queue = new PriorityQueue<>((one, other) ->
            one.at() != other.at() ? Long.compare(one.at(), other.at()) : Long.compare(one.order(), other.order()));
    private long now;
    private long order;

    private record Scheduled(long at, long order, Runnable action) {}

    Mesh(ConsensusParameters parameters) {
        this(parameters, 0);
    }

    /** @param epochEnd height of the first epoch's last block; 0 for none. The second has no end, and the same members */
    Mesh(ConsensusParameters parameters, long epochEnd) {
        this.epochEnd = epochEnd;
        for (int i = 0; i < SIZE; i++) {
            nodes.add(new Node(i, parameters));
        }
        nodes.forEach(node -> node.step(new Event.Started(0)));
        connectAll();
    }

    private void connectAll() {
        for (Node node : nodes) {
            for (int peer = 0; peer < SIZE; peer++) {
                if (peer != node.self && nodes.get(peer).alive) {
                    node.step(new Event.PeerConnected(now, Committee.peer(peer), Committee.key(peer)));
                }
            }
        }
    }

    Duration now() {
        return Duration.ofNanos(now);
    }

    long view(int node) {
        return nodes.get(node).core.view();
    }

    EpochStart epoch(int node) {
        return nodes.get(node).core.epoch();
    }

    ConsensusStatus status(int node) {
        return nodes.get(node).core.status();
    }

    SafetyRecord record(int node) {
        return nodes.get(node).core.safety();
    }

    boolean allMatch(IntPredicate condition) {
        return IntStream.range(0, SIZE).allMatch(condition);
    }

    boolean isIdle() {
        return allMatch(node -> status(node).idle());
    }

    /** Whether {@code node} has a final block with the transaction. */
    boolean isFinal(int node) {
        return nodes.get(node).hasFinal;
    }

    void pass(Duration time) {
        long end = now + time.toNanos();
        while (!queue.isEmpty() && queue.peek().at() <= end) {
            Scheduled next = queue.remove();
            now = next.at();
            next.action().run();
        }
        now = end;
    }

    /** The transaction enters the pool of {@code node}, and of nobody else. */
    void submit(int node) {
        nodes.get(node).knows = true;
        nodes.get(node).tellWork();
    }

    void kill(int node) {
        nodes.get(node).alive = false;
        nodes.get(node).life++;
    }

    /** The power fails everywhere at once, and comes back for some: what was durable is all that anybody knows. */
    void restart(IntPredicate who) {
        for (int node = 0; node < SIZE; node++) {
            kill(node);
        }
        nodes.stream().filter(node -> who.test(node.self)).forEach(Node::restart);
        connectAll();
    }

    /** {@code from} says to one alone that it gave up on its view. */
    void giveUp(int from, int to) {
        Justification entry = nodes.get(from).core.entry().orElseThrow();
        nodes.get(to)
                .step(new Event.TimeoutReceived(
                        now,
                        Committee.peer(from),
                        new Signed<>(new Statement.Timeout(view(from), entry), from, Committee.SIGNATURE)));
    }

    /** Time until the condition holds, looked at every millisecond. */
    Duration until(java.util.function.BooleanSupplier condition, Duration patience) {
        Duration began = now();
        while (!condition.getAsBoolean()) {
            pass(Duration.ofMillis(1));
            if (now().minus(began).compareTo(patience) > 0) {
                throw new AssertionError("not within " + patience + ", in view " + view(0));
            }
        }
        return now().minus(began);
    }

    void wake(int from, int to) {
        nodes.get(to)
                .step(new Event.WakeReceived(now, Committee.peer(from), new Message.Wake(0, view(to), Bytes.EMPTY)));
    }

    private void send(int from, int to, Message message) {
        if (nodes.get(from).alive && links.passes(from, to, message)) {
            queue.add(new Scheduled(
                    now + DELAY.toNanos(), order++, () -> nodes.get(to).receive(from, message)));
        }
    }

    private boolean holds(BlockRef block) {
        BlockRef at = block;
        while (blocks.containsKey(at.hash()) && !carriers.contains(at.hash())) {
            at = blocks.getOrDefault(at.parent(), committee.genesis());
        }
        return carriers.contains(at.hash());
    }

    private final class Node {
        private final int self;
        private final ConsensusParameters parameters;
        private final Map<Hash, Boolean> executed = new TreeMap<>();
        private final Set<Hash> bodies = new TreeSet<>();
        private final Set<Hash> durableBodies = new TreeSet<>();
        private final List<EpochProof> proofs = new ArrayList<>();
        private final List<Runnable> parked = new ArrayList<>();
        private Consensus core;
        private BlockRef head = committee.genesis();
        private boolean alive = true;
        private int life;
        private boolean knows;
        private boolean hasFinal;
        private long timerAt = Long.MAX_VALUE;

        Node(int self, ConsensusParameters parameters) {
            this.self = self;
            this.parameters = parameters;
            this.core = new Consensus(
                    parameters, Committee.JOIN, ConsensusStart.genesis(Committee.key(self), committee.epoch));
            executed.put(committee.root().block(), false);
        }

        /** What the journal owes to the record is there, and not one certificate more: those are written late. */
        void restart() {
            alive = true;
            executed.clear();
            executed.put(head.hash(), false);
            bodies.retainAll(durableBodies);
            parked.clear();
            List<BlockRef> above = blocks.values().stream()
                    .filter(block -> block.height() > head.height() && bodies.contains(block.hash()))
                    .sorted(Comparator.comparingLong(BlockRef::height))
                    .toList();
            ConsensusStart start = new ConsensusStart(
                    Committee.key(self), core.epoch(), proofs, core.safety(), head, above, List.of());
            core = new Consensus(parameters, Committee.JOIN, start);
            step(new Event.Started(now));
        }

        void step(Event event) {
            if (alive) {
                core.step(event).forEach(this::perform);
            }
        }

        void tellWork() {
            for (Hash hash : List.copyOf(executed.keySet())) {
                boolean waits = knows && !hasFinal && !holds(blocks.getOrDefault(hash, committee.genesis()));
                if (!Boolean.valueOf(waits).equals(executed.put(hash, waits))) {
                    step(new Event.WorkChanged(now, hash, waits));
                }
            }
        }

        private void perform(Effect effect) {
            switch (effect) {
                case Effect.Speak(Statement statement) -> speak(statement);
                case Effect.Repeat(var to, Statement statement) -> send(self, indexOf(to), message(statement));
                case Effect.Send(var to, Message message) -> send(self, indexOf(to), message);
                case Effect.Broadcast(Message message) -> broadcast(message);
                case Effect.WakeLeader(var leader, long epoch, long view) ->
                    send(self, indexOf(leader), new Message.Wake(epoch, view, Bytes.of(1)));
                case Effect.StartTimer(long at) -> {
                    timerAt = at;
                    later(Math.max(0, at - now), () -> {
                        if (timerAt == at) {
                            step(new Event.TimerFired(now));
                        }
                    });
                }
                case Effect.Build build -> later(0, () -> built(build));
                case Effect.Execute(BlockRef block, boolean certified) ->
                    later(0, () -> {
                        executed.put(block.hash(), false);
                        step(new Event.BlockExecuted(now, block.hash(), Verdict.VALID));
                        tellWork();
                    });
                case Effect.Fetch(Hash hash, var from) ->
                    later(2 * DELAY.toNanos(), () -> {
                        boolean own = readsBodies && durableBodies.contains(hash);
                        if (own || nodes.stream().anyMatch(node -> node.alive && node.bodies.contains(hash))) {
                            bodies.add(hash);
                            step(new Event.BlockAvailable(now, block(hash)));
                        }
                    });
                case Effect.Commit(BlockRef block, var proof) -> {
                    head = block;
                    hasFinal |= holds(block);
                    if (chain.size() < block.height()) {
                        chain.add(block);
                    }
                    later(0, this::tellWork);
                }
                case Effect.Forget(Hash block) -> {
                    executed.remove(block);
                    bodies.remove(block);
                }
                case Effect.Keep e -> {}
                case Effect.ProveEpoch(CommitCertificate commit) -> later(0, () -> enter(proof(commit)));
                case Effect.EnterEpoch(EpochProof proof) -> {
                    proofs.add(proof);
                    broadcast(new Message.Epochs(List.of(proof)));
                    List<Runnable> waiting = List.copyOf(parked);
                    parked.clear();
                    later(0, () -> waiting.forEach(Runnable::run));
                }
                case Effect.Accuse e -> throw new AssertionError(e.toString());
                case Effect.Report e -> {}
            }
        }

        private void later(long nanos, Runnable action) {
            int lifeNow = life;
            queue.add(new Scheduled(now + nanos, order++, () -> {
                if (life == lifeNow) {
                    action.run();
                }
            }));
        }

        private void enter(EpochProof proof) {
            step(new Event.EpochProven(now, proof, start(proof)));
        }

        private void built(Effect.Build build) {
            boolean last = build.parent().height() + 1 == epochEnd;
            BlockRef block = committees.get((int) build.epoch()).block(build.parent(), build.view(), 0, last);
            if (knows && !holds(build.parent())) {
                carriers.add(block.hash());
            }
            blocks.put(block.hash(), block);
            bodies.add(block.hash());
            executed.put(block.hash(), false);
            step(new Event.Built(now, block));
            tellWork();
        }

        private void speak(Statement statement) {
            switch (statement) {
                case Statement.Vote vote -> keepBodies();
                case Statement.Proposal proposal -> keepBodies();
                case Statement.Timeout timeout -> timeouts.add(timeout);
                case Statement.CommitVote vote -> {}
            }
            Message message = message(statement);
            broadcast(message);
            if (!(statement instanceof Statement.Proposal)) {
                later(0, () -> receive(self, message));
            }
        }

        private void keepBodies() {
            if (keepsBodies) {
                durableBodies.addAll(bodies);
            }
        }

        private void broadcast(Message message) {
            for (int to = 0; to < SIZE; to++) {
                if (to != self) {
                    send(self, to, message);
                }
            }
        }

        private Message message(Statement statement) {
            return switch (statement) {
                case Statement.Vote vote ->
                    new Message.CastVote(
                            new Ballot(vote.epoch(), vote.view(), vote.block().hash(), self, Committee.SIGNATURE));
                case Statement.CommitVote vote ->
                    new Message.CastCommitVote(new Signed<>(vote, self, Committee.SIGNATURE));
                case Statement.Timeout timeout -> new Message.GiveUp(new Signed<>(timeout, self, Committee.SIGNATURE));
                case Statement.Proposal proposal ->
                    new Message.Propose(new Signed<>(proposal, self, Committee.SIGNATURE), Bytes.EMPTY);
            };
        }

        private void receive(int peer, Message message) {
            var from = Committee.peer(peer);
            if (!alive) {
                return;
            }
            if (Verification.epochOf(message).orElse(0) > core.epoch().epoch()) {
                parked.add(() -> receive(peer, message));
                step(new Event.OtherEpochSeen(now, from, core.epoch().epoch() + 1));
                return;
            }
            switch (message) {
                case Message.Propose(var proposal, Bytes body) -> {
                    bodies.add(proposal.statement().block().hash());
                    step(new Event.ProposalReceived(now, from, proposal));
                }
                case Message.CastVote(var ballot) -> step(new Event.VoteReceived(now, from, ballot));
                case Message.CastCommitVote(var vote) -> step(new Event.CommitVoteReceived(now, from, vote));
                case Message.GiveUp(var timeout) -> step(new Event.TimeoutReceived(now, from, timeout));
                case Message.Certified(var certificate) -> step(new Event.CertificateReceived(now, from, certificate));
                case Message.Status status -> step(new Event.StatusReceived(now, from, status));
                case Message.AskStatus(long nonce) -> step(new Event.StatusAsked(now, from, nonce));
                case Message.Wake wake -> {
                    knows |= !wake.transaction().isEmpty();
                    tellWork();
                    step(new Event.WakeReceived(now, from, wake));
                }
                case Message.Epochs(var given) -> given.forEach(this::enter);
                case Message.Accuse e -> throw new AssertionError(e.toString());
            }
        }
    }

    BlockRef block(Hash hash) {
        return Optional.ofNullable(blocks.get(hash)).orElseThrow();
    }

    private EpochProof proof(CommitCertificate commit) {
        return new EpochProof(commit, Bytes.EMPTY, committee.set);
    }

    private EpochStart start(EpochProof proof) {
        BlockRef last = block(proof.end().block());
        EpochStart start = new EpochStart(new Root(last.epoch() + 1, last.view(), last.hash()), proof.next());
        if (committees.size() == start.epoch()) {
            committees.add(Committee.of(start));
        }
        if (!committees.get((int) start.epoch()).epoch.equals(start)) {
            throw new AssertionError("an epoch ended with two blocks: " + start);
        }
        return start;
    }

    private static int indexOf(PeerId peer) {
        for (int i = 0; i < SIZE; i++) {
            if (Committee.peer(i).equals(peer)) {
                return i;
            }
        }
        throw new AssertionError(peer.toString());
    }
}
