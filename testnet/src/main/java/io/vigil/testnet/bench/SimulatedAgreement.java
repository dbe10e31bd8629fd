package io.vigil.testnet.bench;

import io.vigil.consensus.Consensus;
import io.vigil.consensus.ConsensusParameters;
import io.vigil.consensus.ConsensusStart;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;

/**
 * Real cores on a simulated network in which nothing but the delay of messages takes time: what the protocol itself costs.
 * Empty blocks as fast as votes come. One thread, no chance: a run repeats exactly.
 */
final class SimulatedAgreement {
    private static final int SIGNATURE_BYTES = 96;
    private static final Bytes SIGNATURE = Bytes.wrap(new byte[SIGNATURE_BYTES]);

    /** An empty block with its reveal has about this many bytes on the wire. */
    private static final Bytes BODY = Bytes.wrap(new byte[900]);

    private final Delays delays;
    private final int crashed;
    private final ConsensusParameters parameters;
    private final EpochStart epoch;
    private final ConsensusCodec codec = new ConsensusCodec(body -> BlockRef.genesis(Hash.ZERO));
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final List<Member> members = new ArrayList<>();
    private final Map<Hash, BlockRef> blocks = new HashMap<>();
    private final Map<Hash, Long> proposedAt = new HashMap<>();
    private final List<Long> latencies = new ArrayList<>();
    private final List<Long> commits = new ArrayList<>();
    private long now;
    private long sequence;
    private long height;
    private long lastView;
    private long messages;
    private long bytes;
    private long fsyncs;
    private boolean started;
    private boolean withheld;

    private record Due(long at, long sequence, Runnable act) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    /**
     * What a run showed; times from the sending of a proposal until the first validator knows it is final.
     *
     * @param periodMillis mean time from block to block
     * @param messagesPerBlock sent by all validators together
     * @param fsyncsPerBlock of one validator; statements of one step share one
     * @param lostViews views without a block
     */
    record Result(
            int validators,
            int crashed,
            int blocks,
            Latencies latency,
            double periodMillis,
            double messagesPerBlock,
            double bytesPerBlock,
            double fsyncsPerBlock,
            long lostViews) {}

    /** @param crashed so many validators never start */
    SimulatedAgreement(int validators, int crashed, ConsensusParameters parameters, Delays delays) {
        this.delays = delays;
        this.crashed = crashed;
        this.parameters = parameters;
        List<Validator> set = new ArrayList<>();
        for (int i = 0; i < validators; i++) {
            set.add(new Validator(Address.ofInt(i + 1), key(i), 1, true));
        }
        this.epoch = new EpochStart(Root.genesis(Keccak.hash(Bytes.of(7))), ValidatorSet.of(set));
        for (int i = 0; i < validators; i++) {
            members.add(new Member(i));
        }
    }

    /** As fast as votes come, with Δ as given and the other budgets of DESIGN. */
    static ConsensusParameters unpaced(Duration assumedDelay) {
        ConsensusParameters usual = ConsensusParameters.DEFAULT;
        return new ConsensusParameters(
                Duration.ZERO,
                usual.emptyBlockInterval(),
                assumedDelay,
                usual.build(),
                usual.execution(),
                usual.timeoutCap());
    }

    /** Runs until {@code count} blocks are final after a tenth as many that are not counted. */
    Result run(int count) {
        start();
        until(count / 10);
        long fromView = lastView;
        long from = now;
        latencies.clear();
        commits.clear();
        messages = 0;
        bytes = 0;
        fsyncs = 0;
        until(height + count);
        int made = commits.size();
        return new Result(
                members.size(),
                crashed,
                made,
                new Latencies(latencies.stream().mapToLong(Long::longValue).toArray()),
                (now - from) / 1e6 / made,
                (double) messages / made,
                (double) bytes / made,
                (double) fsyncs / made / (members.size() - crashed),
                lastView - fromView - made);
    }

    private void start() {
        started = true;
        List<Member> alive = members.subList(0, members.size() - crashed);
        alive.forEach(member -> member.step(new Event.Started(now)));
        for (Member one : alive) {
            for (Member other : alive) {
                if (one != other) {
                    one.step(new Event.PeerConnected(now, other.id, key(other.index)));
                }
            }
        }
        alive.forEach(
                member -> member.step(new Event.WorkChanged(now, epoch.root().block(), true)));
    }

    /** Lets {@code views} of them pass in which no proposal reaches anybody. */
    void withoutBlocks(long views) {
        withheld = true;
        if (!started) {
            start();
        }
        long from = members.getFirst().core.view();
        while (members.getFirst().core.view() < from + views) {
            next();
        }
    }

    private void until(long target) {
        while (height < target) {
            next();
        }
    }

    private void next() {
        Due due = queue.poll();
        if (due == null) {
            throw new IllegalStateException("nothing is due at height " + height);
        }
        now = due.at();
        due.act().run();
    }

    private void after(long nanos, Runnable act) {
        queue.add(new Due(now + nanos, sequence++, act));
    }

    private static Bytes key(int index) {
        byte[] key = new byte[Validator.KEY_BYTES];
        key[0] = (byte) (index + 1);
        return Bytes.wrap(key);
    }

    private void send(int from, int to, Message message, int size) {
        messages++;
        bytes += size;
        if (to < members.size() - crashed) {
            Member receiver = members.get(to);
            PeerId sender = members.get(from).id;
            after(delays.nanos(from, to), () -> receiver.receive(sender, message));
        }
    }

    private void broadcast(int from, Message message) {
        int size = codec.encode(message).size();
        for (Member member : members) {
            if (member.index != from) {
                send(from, member.index, message, size);
            }
        }
    }

    private void committed(BlockRef block) {
        if (block.height() > height) {
            height = block.height();
            lastView = block.view();
            commits.add(now);
            latencies.add(now - Objects.requireNonNull(proposedAt.get(block.hash())));
        }
    }

    /** One validator: its core, and effects that take no time. */
    private final class Member {
        private final int index;
        private final PeerId id;
        private final Consensus core;
        private final ArrayDeque<Event> pending = new ArrayDeque<>();
        private boolean stepping;
        private long timerAt;

        Member(int index) {
            this.index = index;
            this.id = new PeerId(key(index).slice(0, 32));
            this.core = new Consensus(
                    parameters, signatures -> signatures.getFirst(), ConsensusStart.genesis(key(index), epoch));
        }

        /** One event and all that its effects cause here at once. */
        void step(Event event) {
            pending.addLast(event);
            if (stepping) {
                return;
            }
            stepping = true;
            while (!pending.isEmpty()) {
                List<Effect> effects = core.step(pending.removeFirst());
                fsyncs += effects.stream().anyMatch(Effect.Speak.class::isInstance) ? 1 : 0;
                effects.forEach(this::perform);
            }
            stepping = false;
        }

        private void perform(Effect effect) {
            switch (effect) {
                case Effect.Speak(Statement statement) -> speak(statement);
                case Effect.Repeat(PeerId to, Statement statement) -> send(to, message(statement));
                case Effect.Send(PeerId to, Message message) -> send(to, message);
                case Effect.Broadcast(Message message) -> broadcast(index, message);
                case Effect.StartTimer(long at) -> startTimer(at);
                case Effect.Build(BlockRef parent, long of, long view, boolean byTimeout) -> build(parent, view);
                case Effect.Execute(BlockRef block, boolean certified) -> {
                    step(new Event.BlockExecuted(now, block.hash(), Event.Verdict.VALID));
                    step(new Event.WorkChanged(now, block.hash(), true));
                }
                case Effect.Fetch(Hash block, List<PeerId> from) -> fetch(block);
                case Effect.Commit(BlockRef block, var proof) -> {
                    fsyncs++;
                    SimulatedAgreement.this.committed(block);
                }
                case Effect.WakeLeader wake -> {}
                case Effect.Keep keep -> {}
                case Effect.Forget forget -> {}
                case Effect.Report report -> {}
                case Effect.Accuse accuse -> {}
                case Effect.ProveEpoch prove -> {}
                case Effect.EnterEpoch enter -> {}
            }
        }

        private void startTimer(long at) {
            timerAt = at;
            after(Math.max(0, at - now), () -> {
                if (timerAt == at) {
                    step(new Event.TimerFired(now));
                }
            });
        }

        private void speak(Statement statement) {
            if (withheld && statement instanceof Statement.Proposal) {
                return;
            }
            if (statement instanceof Statement.Proposal proposal) {
                proposedAt.putIfAbsent(proposal.block().hash(), now);
            }
            Message message = message(statement);
            broadcast(index, message);
            if (!(statement instanceof Statement.Proposal)) {
                receive(id, message);
            }
        }

        private void build(BlockRef parent, long view) {
            Hash hash = Keccak.hash(Bytes.concat(parent.hash().bytes(), Bytes.ofLong(view)));
            BlockRef block = new BlockRef(hash, parent.hash(), parent.height() + 1, epoch.epoch(), view, index, false);
            if (!withheld) {
                blocks.put(hash, block);
            }
            step(new Event.Built(now, block));
            step(new Event.WorkChanged(now, hash, true));
        }

        /** A question and its answer. */
        private void fetch(Hash block) {
            BlockRef known = blocks.get(block);
            if (known != null) {
                after(
                        2 * delays.nanos(index, (index + 1) % members.size()),
                        () -> step(new Event.BlockAvailable(now, known)));
            }
        }

        private void send(PeerId to, Message message) {
            int size = codec.encode(message).size();
            for (Member member : members) {
                if (member.id.equals(to)) {
                    SimulatedAgreement.this.send(index, member.index, message, size);
                }
            }
        }

        private Message message(Statement statement) {
            return switch (statement) {
                case Statement.Vote vote ->
                    new Message.CastVote(
                            new Ballot(vote.epoch(), vote.view(), vote.block().hash(), index, SIGNATURE));
                case Statement.CommitVote vote -> new Message.CastCommitVote(new Signed<>(vote, index, SIGNATURE));
                case Statement.Timeout timeout -> new Message.GiveUp(new Signed<>(timeout, index, SIGNATURE));
                case Statement.Proposal proposal -> new Message.Propose(new Signed<>(proposal, index, SIGNATURE), BODY);
            };
        }

        void receive(PeerId from, Message message) {
            switch (message) {
                case Message.Propose(var proposal, Bytes body) -> step(new Event.ProposalReceived(now, from, proposal));
                case Message.CastVote(var ballot) -> step(new Event.VoteReceived(now, from, ballot));
                case Message.CastCommitVote(var vote) -> step(new Event.CommitVoteReceived(now, from, vote));
                case Message.GiveUp(var timeout) -> step(new Event.TimeoutReceived(now, from, timeout));
                case Message.Certified(var certificate) -> step(new Event.CertificateReceived(now, from, certificate));
                case Message.Status status -> step(new Event.StatusReceived(now, from, status));
                case Message.AskStatus(long nonce) -> step(new Event.StatusAsked(now, from, nonce));
                case Message.Wake wake -> step(new Event.WakeReceived(now, from, wake));
                case Message.Accuse accuse -> {}
                case Message.Epochs epochs -> {}
            }
        }
    }
}
