package io.vigil.testnet.twins;

import io.vigil.consensus.Consensus;
import io.vigil.consensus.ConsensusParameters;
import io.vigil.consensus.ConsensusStart;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.consensus.Event.Verdict;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.invariants.Invariants;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** One scenario, played to its last view and then to two more final blocks. */
final class TwinsRun {
    private static final ConsensusParameters PARAMETERS = new ConsensusParameters(
            Duration.ZERO, Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ZERO, Duration.ZERO, 8);

    /** A scenario takes a few thousand; one that takes so many does not end. */
    private static final int MOST_EVENTS = 100_000;

    /** A view heals after so many timers: every node gave up on it and said so again. */
    private static final int TIMERS_PER_VIEW = 3 * Scenario.NODES;

    private static final List<PeerId> PEERS = IntStream.range(0, Scenario.NODES)
            .mapToObj(node -> new PeerId(Keccak.hash(Bytes.of(node)).bytes()))
            .toList();

    private record Delivery(int node, Event event) {}

    private final Scenario scenario;
    private final List<Consensus> cores = new ArrayList<>();
    private final Deque<Delivery> queue = new ArrayDeque<>();
    private final Map<Hash, BlockRef> blocks = new HashMap<>();
    private final Invariants invariants = new Invariants();
    private final long[] timers = new long[Scenario.NODES];
    private final long[] heights = new long[Scenario.NODES];
    private final ValidatorSet set;
    private final int[] sides = new int[Scenario.VIEWS + 1];
    private long now;
    private int events;

    /** Leaders of later views make no block: without it the last, healed views would go on for ever in no time. */
    private long lastView = Scenario.VIEWS;

    private long target = Long.MAX_VALUE;

    TwinsRun(Scenario scenario) {
        this.scenario = scenario;
        this.set = members(scenario.salt());
        for (int view = 1; view <= Scenario.VIEWS; view++) {
            sides[view] = scenario.sides().get(view - 1);
        }
        Hash genesis = Keccak.hash(Bytes.of(7));
        EpochStart epoch = new EpochStart(Root.genesis(genesis), set);
        blocks.put(genesis, BlockRef.genesis(genesis));
        for (int node = 0; node < Scenario.NODES; node++) {
            Bytes key = set.member(member(node)).blsKey();
            cores.add(new Consensus(PARAMETERS, signatures -> Bytes.EMPTY, ConsensusStart.genesis(key, epoch)));
            timers[node] = Long.MAX_VALUE;
        }
    }

    /** The set whose hash gives the leaders. */
    static ValidatorSet members(int salt) {
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < Scenario.MEMBERS; i++) {
            byte[] key = new byte[Validator.KEY_BYTES];
            key[0] = (byte) (i + 1);
            members.add(new Validator(Address.ofInt(salt * Scenario.MEMBERS + i + 1), Bytes.wrap(key), 1, true));
        }
        return ValidatorSet.of(members);
    }

    /** @return blocks that are final everywhere at the end. @throws IllegalStateException if an invariant breaks, or it does not end */
    long run() {
        for (int node = 0; node < Scenario.NODES; node++) {
            queue.add(new Delivery(node, new Event.Started(0)));
            for (int other = 0; other < Scenario.NODES; other++) {
                if (other != node) {
                    Bytes key = set.member(member(other)).blsKey();
                    queue.add(new Delivery(node, new Event.PeerConnected(0, peer(other), key)));
                }
            }
            Hash genesis = cores.get(node).epoch().root().block();
            queue.add(new Delivery(node, new Event.WorkChanged(0, genesis, true)));
        }
        deliverAll();
        while (highestView() <= Scenario.VIEWS) {
            long view = highestView();
            for (int fired = 0; fired < TIMERS_PER_VIEW && highestView() == view; fired++) {
                fireNext();
            }
            if (highestView() == view) {
                sides[(int) view] = 0;
            }
        }
        Arrays.fill(sides, 0);
        lastView = Long.MAX_VALUE;
        target = Arrays.stream(heights).max().orElseThrow() + 2;
        while (lowestHonest() < target) {
            fireNext();
        }
        return lowestHonest();
    }

    private void fireNext() {
        int next = 0;
        for (int node = 1; node < Scenario.NODES; node++) {
            next = timers[node] < timers[next] ? node : next;
        }
        now = Math.max(now, timers[next]);
        timers[next] = Long.MAX_VALUE;
        queue.add(new Delivery(next, new Event.TimerFired(now)));
        deliverAll();
    }

    private void deliverAll() {
        while (!queue.isEmpty() && lowestHonest() < target) {
            if (++events > MOST_EVENTS) {
                throw new IllegalStateException("does not end: " + scenario);
            }
            Delivery delivery = queue.poll();
            int node = delivery.node();
            Consensus core = cores.get(node);
            List<Effect> effects = core.step(delivery.event());
            if (isHonest(node)) {
                invariants.observe(node, delivery.event(), effects, core);
            }
            effects.forEach(effect -> perform(node, effect));
        }
    }

    private void perform(int node, Effect effect) {
        switch (effect) {
            case Effect.Speak(Statement statement) -> speak(node, statement);
            case Effect.Repeat(PeerId to, Statement statement) -> send(node, to, message(node, statement));
            case Effect.Send(PeerId to, Message message) -> send(node, to, message);
            case Effect.Broadcast(Message message) -> broadcast(node, message);
            case Effect.StartTimer(long at) -> timers[node] = at;
            case Effect.Build(BlockRef parent, long epoch, long view, boolean byTimeout) -> {
                if (view <= lastView) {
                    answer(node, new Event.Built(now, build(node, parent, view)));
                }
            }
            case Effect.Execute(BlockRef block, boolean certified) -> {
                answer(node, new Event.BlockExecuted(now, block.hash(), Verdict.VALID));
                answer(node, new Event.WorkChanged(now, block.hash(), true));
            }
            case Effect.Fetch(Hash block, var from) -> {
                BlockRef made = Objects.requireNonNull(blocks.get(block), () -> "nobody made block " + block);
                answer(node, new Event.BlockAvailable(now, made));
            }
            case Effect.Commit(BlockRef block, var proof) -> heights[node] = block.height();
            case Effect.Accuse(var accusation) -> {
                if (isHonest(node)) {
                    invariants.accused(node, accusation, accusation.signer() != 0);
                }
            }
            case Effect.WakeLeader e -> {}
            case Effect.Keep e -> {}
            case Effect.Forget e -> {}
            case Effect.ProveEpoch e -> {}
            case Effect.EnterEpoch e -> {}
            case Effect.Report e -> {}
        }
    }

    private void speak(int node, Statement statement) {
        if (isHonest(node)) {
            invariants.spoke(node, statement, cores.get(node).safety(), true);
        }
        Message message = message(node, statement);
        switch (message) { // own words come back before anything else
            case Message.CastVote(var ballot) -> answer(node, new Event.VoteReceived(now, peer(node), ballot));
            case Message.CastCommitVote(var vote) -> answer(node, new Event.CommitVoteReceived(now, peer(node), vote));
            case Message.GiveUp(var timeout) -> answer(node, new Event.TimeoutReceived(now, peer(node), timeout));
            default -> {}
        }
        broadcast(node, message);
    }

    private Message message(int node, Statement statement) {
        int signer = member(node);
        return switch (statement) {
            case Statement.Vote vote ->
                new Message.CastVote(
                        new Ballot(vote.epoch(), vote.view(), vote.block().hash(), signer, Bytes.EMPTY));
            case Statement.CommitVote vote -> new Message.CastCommitVote(new Signed<>(vote, signer, Bytes.EMPTY));
            case Statement.Timeout timeout -> new Message.GiveUp(new Signed<>(timeout, signer, Bytes.EMPTY));
            case Statement.Proposal proposal ->
                new Message.Propose(new Signed<>(proposal, signer, Bytes.EMPTY), Bytes.EMPTY);
        };
    }

    private BlockRef build(int node, BlockRef parent, long view) {
        Hash hash = Keccak.hash(Bytes.concat(parent.hash().bytes(), Bytes.ofLong(view), Bytes.ofLong(node)));
        BlockRef block = new BlockRef(hash, parent.hash(), parent.height() + 1, 0, view, member(node), false);
        blocks.put(hash, block);
        return block;
    }

    private void broadcast(int from, Message message) {
        for (int to = 0; to < Scenario.NODES; to++) {
            if (to != from) {
                deliver(from, to, message);
            }
        }
    }

    private void send(int from, PeerId to, Message message) {
        for (int node = 0; node < Scenario.NODES; node++) {
            if (peer(node).equals(to)) {
                deliver(from, node, message);
            }
        }
    }

    /** The partition of the view its sender is in decides. */
    private void deliver(int from, int to, Message message) {
        int side = sides[(int) Math.min(cores.get(from).view(), Scenario.VIEWS)];
        if (cores.get(from).view() <= Scenario.VIEWS && (side >> from & 1) != (side >> to & 1)) {
            return;
        }
        PeerId peer = peer(from);
        switch (message) {
            case Message.Propose(var proposal, var body) ->
                queue.add(new Delivery(to, new Event.ProposalReceived(now, peer, proposal)));
            case Message.CastVote(var ballot) -> queue.add(new Delivery(to, new Event.VoteReceived(now, peer, ballot)));
            case Message.CastCommitVote(var vote) ->
                queue.add(new Delivery(to, new Event.CommitVoteReceived(now, peer, vote)));
            case Message.GiveUp(var timeout) ->
                queue.add(new Delivery(to, new Event.TimeoutReceived(now, peer, timeout)));
            case Message.Certified(var certificate) ->
                queue.add(new Delivery(to, new Event.CertificateReceived(now, peer, certificate)));
            case Message.Status status -> queue.add(new Delivery(to, new Event.StatusReceived(now, peer, status)));
            case Message.AskStatus(long nonce) -> queue.add(new Delivery(to, new Event.StatusAsked(now, peer, nonce)));
            case Message.Wake wake -> queue.add(new Delivery(to, new Event.WakeReceived(now, peer, wake)));
            case Message.Epochs e -> {}
            case Message.Accuse e -> {}
        }
    }

    private void answer(int node, Event event) {
        queue.addFirst(new Delivery(node, event));
    }

    private long highestView() {
        return cores.stream().mapToLong(Consensus::view).max().orElseThrow();
    }

    private long lowestHonest() {
        long lowest = Long.MAX_VALUE;
        for (int node = 1; node < Scenario.MEMBERS; node++) {
            lowest = Math.min(lowest, heights[node]);
        }
        return lowest;
    }

    private static int member(int node) {
        return node % Scenario.MEMBERS;
    }

    private static boolean isHonest(int node) {
        return member(node) != 0;
    }

    private static PeerId peer(int node) {
        return PEERS.get(node);
    }
}
