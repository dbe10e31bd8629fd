package io.vigil.consensus;

import io.vigil.consensus.Event.Verdict;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Four cores in full mesh on one clock: every message takes one δ, building and executing take nothing, and there is one
 * transaction at most. For what must take so many δ and not one more.
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

    private final List<Node> nodes = new ArrayList<>();
    private final Map<Hash, BlockRef> blocks = new TreeMap<>();
    private final Set<Hash> carriers = new TreeSet<>();
    private final PriorityQueue<Scheduled> queue = new PriorityQueue<>((one, other) ->
            one.at() != other.at() ? Long.compare(one.at(), other.at()) : Long.compare(one.order(), other.order()));
    private long now;
    private long order;

    private record Scheduled(long at, long order, Runnable action) {}

    Mesh(ConsensusParameters parameters) {
        for (int i = 0; i < SIZE; i++) {
            nodes.add(new Node(i, parameters));
        }
        nodes.forEach(node -> node.step(new Event.Started(0)));
        for (Node node : nodes) {
            for (int peer = 0; peer < SIZE; peer++) {
                if (peer != node.self) {
                    node.step(new Event.PeerConnected(0, Committee.peer(peer), Committee.key(peer)));
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

    boolean isIdle() {
        return nodes.stream().allMatch(node -> node.core.status().idle());
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
        private final Consensus core;
        private final Map<Hash, Boolean> executed = new TreeMap<>();
        private boolean alive = true;
        private boolean knows;
        private boolean hasFinal;
        private long timerAt = Long.MAX_VALUE;

        Node(int self, ConsensusParameters parameters) {
            this.self = self;
            this.core = new Consensus(
                    parameters, Committee.JOIN, ConsensusStart.genesis(Committee.key(self), committee.epoch));
            executed.put(committee.root().block(), false);
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
                    queue.add(new Scheduled(Math.max(now, at), order++, () -> {
                        if (timerAt == at) {
                            step(new Event.TimerFired(now));
                        }
                    }));
                }
                case Effect.Build build -> later(() -> built(build));
                case Effect.Execute(BlockRef block, boolean certified) ->
                    later(() -> {
                        executed.put(block.hash(), false);
                        step(new Event.BlockExecuted(now, block.hash(), Verdict.VALID));
                        tellWork();
                    });
                case Effect.Fetch(Hash hash, var from) -> {
                    if (blocks.containsKey(hash)) {
                        later(() ->
                                step(new Event.BlockAvailable(now, blocks.getOrDefault(hash, committee.genesis()))));
                    }
                }
                case Effect.Commit(BlockRef block, var proof) -> {
                    hasFinal |= holds(block);
                    if (chain.size() < block.height()) {
                        chain.add(block);
                    }
                    later(this::tellWork);
                }
                case Effect.Forget(Hash block) -> executed.remove(block);
                case Effect.Keep e -> {}
                case Effect.ProveEpoch e -> {}
                case Effect.EnterEpoch e -> {}
                case Effect.Accuse e -> throw new AssertionError(e.toString());
                case Effect.Report e -> {}
            }
        }

        private void later(Runnable action) {
            queue.add(new Scheduled(now, order++, action));
        }

        private void built(Effect.Build build) {
            BlockRef block = committee.block(build.parent(), build.view());
            if (knows && !holds(build.parent())) {
                carriers.add(block.hash());
            }
            blocks.put(block.hash(), block);
            executed.put(block.hash(), false);
            step(new Event.Built(now, block));
            tellWork();
        }

        private void speak(Statement statement) {
            if (statement instanceof Statement.Timeout timeout) {
                timeouts.add(timeout);
            }
            Message message = message(statement);
            broadcast(message);
            if (!(statement instanceof Statement.Proposal)) {
                later(() -> receive(self, message));
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
            switch (message) {
                case Message.Propose(var proposal, Bytes body) -> step(new Event.ProposalReceived(now, from, proposal));
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
                case Message.Epochs e -> throw new AssertionError(e.toString());
                case Message.Accuse e -> throw new AssertionError(e.toString());
            }
        }
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
