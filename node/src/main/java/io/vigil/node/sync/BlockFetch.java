package io.vigil.node.sync;

import io.vigil.node.p2p.Misconduct;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.sync.FetchEffect.Ask;
import io.vigil.node.sync.FetchEffect.Import;
import io.vigil.node.sync.FetchEffect.Report;
import io.vigil.node.sync.FetchEffect.StartTimer;
import io.vigil.node.sync.FetchEvent.Answered;
import io.vigil.node.sync.FetchEvent.Forgotten;
import io.vigil.node.sync.FetchEvent.HeadMoved;
import io.vigil.node.sync.FetchEvent.HeadSeen;
import io.vigil.node.sync.FetchEvent.PeerJoined;
import io.vigil.node.sync.FetchEvent.PeerLeft;
import io.vigil.node.sync.FetchEvent.RangeRejected;
import io.vigil.node.sync.FetchEvent.TimerFired;
import io.vigil.node.sync.FetchEvent.Wanted;
import io.vigil.node.sync.SyncMessage.BlockFound;
import io.vigil.node.sync.SyncMessage.BlockMissing;
import io.vigil.node.sync.SyncMessage.BlockRange;
import io.vigil.node.sync.SyncMessage.GetBlock;
import io.vigil.node.sync.SyncMessage.GetBlocks;
import io.vigil.node.sync.SyncMessage.Head;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides which committed blocks to ask of whom, by height, while our head is behind those of peers. Pure: events in, effects
 * out. One question is out at a time, to one peer after the other; while a range is imported the next one is fetched, and no more
 * than that is held.
 *
 * <p>A peer that is late, has not what it claimed, or was wrong rests for a while, each longer than the one before. When questions
 * time out in a row, smaller ones are asked and longer waited for, so that a slow link gets through. What peers claim as
 * their head is believed only as far as it is worth a question: it costs the liar its standing and us one timeout.
 */
public final class BlockFetch {
    /** How many ranges are held at most: the one in import and the next. */
    public static final int MAX_RANGES = 2;

    public static final int MAX_QUESTIONS = 1;

    public static final Duration FIRST_PATIENCE = Duration.ofSeconds(3);
    public static final Duration MAX_PATIENCE = Duration.ofSeconds(30);

    /** The first certificate at or above a new head may take a block more. */
    public static final Duration REST_AFTER_MISSING = Duration.ofSeconds(1);

    public static final Duration REST_AFTER_LATE = Duration.ofSeconds(10);
    public static final Duration REST_AFTER_WRONG = Duration.ofMinutes(1);

    private static final int MAX_LATE_IN_A_ROW = 6;

    private final TreeMap<NodeId, Peer> peers = new TreeMap<>();
    private final Map<Long, Question> asked = new TreeMap<>();
    private final Map<Long, NodeId> resting = new TreeMap<>();
    private final Deque<Range> ranges = new ArrayDeque<>();
    private final List<FetchEffect> effects = new ArrayList<>();
    private long head;
    private long nextRequest;
    private NodeId lastAsked = new NodeId(Bytes.wrap(new byte[NodeId.SIZE]));
    private int lateInARow;

    /**
     * @param head height of our last committed block
     * @param firstRequest numbers of requests count up from here; other machines of this node use others
     */
    public BlockFetch(long head, long firstRequest) {
        this.head = head;
        this.nextRequest = firstRequest;
    }

    private record Question(NodeId peer, GetBlocks blocks) {}

    private record Range(long request, NodeId from, long last) {}

    /** @param claimed its head as it says */
    private record Peer(long claimed, boolean rests) {}

    /** Applies one event. Not thread-safe: one loop owns this. */
    public List<FetchEffect> step(FetchEvent event) {
        effects.clear();
        switch (event) {
            case PeerJoined(NodeId peer) -> peers.putIfAbsent(peer, new Peer(0, false));
            case PeerLeft(NodeId peer) -> left(peer);
            case HeadSeen(NodeId peer, long height) -> headSeen(peer, height);
            case Answered(NodeId peer, SyncMessage answer) -> answered(peer, answer);
            case TimerFired(long request) -> timerFired(request);
            case HeadMoved(long height) -> headMoved(height);
            case RangeRejected(long request) -> rejected(request);
            case Wanted wanted -> {}
            case Forgotten forgotten -> {}
        }
        ask();
        return List.copyOf(effects);
    }

    /** The highest head that a connected peer claims, or our own: what {@code eth_syncing} calls the highest block. */
    public long target() {
        return Math.max(
                head, peers.values().stream().mapToLong(Peer::claimed).max().orElse(0));
    }

    private void headSeen(NodeId peer, long height) {
        peers.computeIfPresent(peer, (id, known) -> new Peer(Math.max(known.claimed(), height), known.rests()));
    }

    private void left(NodeId peer) {
        peers.remove(peer);
        resting.values().removeIf(peer::equals);
        asked.values().removeIf(question -> question.peer().equals(peer));
    }

    private void answered(NodeId peer, SyncMessage answer) {
        switch (answer) {
            case BlockRange range -> take(peer, range.request()).ifPresent(question -> received(question, range));
            case BlockMissing(long request) ->
                take(peer, request).ifPresent(question -> rest(question, REST_AFTER_MISSING));
            case BlockFound found -> {}
            case Head(long height, Hash hash) -> headSeen(peer, height);
            case GetBlocks question -> {}
            case GetBlock question -> {}
        }
    }

    private void received(Question question, BlockRange range) {
        if (range.blocks().size() > question.blocks().count()) {
            effects.add(new Report(question.peer(), Misconduct.BAD_ANSWER));
            rest(question, REST_AFTER_WRONG);
            return;
        }
        lateInARow = 0;
        long last = question.blocks().from() + range.blocks().size() - 1;
        if (last > head) {
            ranges.add(new Range(range.request(), question.peer(), last));
            effects.add(new Import(question.peer(), range));
        }
    }

    private void timerFired(long request) {
        NodeId rested = resting.remove(request);
        if (rested != null) {
            peers.computeIfPresent(rested, (id, known) -> new Peer(known.claimed(), false));
        }
        Question question = asked.remove(request);
        if (question != null) {
            lateInARow = Math.min(lateInARow + 1, MAX_LATE_IN_A_ROW);
            effects.add(new Report(question.peer(), Misconduct.LATE));
            rest(question, REST_AFTER_LATE);
        }
    }

    private void headMoved(long height) {
        head = Math.max(head, height);
        ranges.removeIf(range -> range.last() <= head);
        asked.values()
                .removeIf(
                        question -> question.blocks().from() + question.blocks().count() <= head + 1);
    }

    /** What was fetched after a wrong range was asked for in the belief that it was right. */
    private void rejected(long request) {
        Optional<Range> wrong =
                ranges.stream().filter(range -> range.request() == request).findFirst();
        if (wrong.isPresent()) {
            effects.add(new Report(wrong.get().from(), Misconduct.BAD_PROOF));
            ranges.removeIf(range -> range.last() >= wrong.get().last());
            asked.clear();
            long number = nextRequest++;
            rest(new Question(wrong.get().from(), new GetBlocks(number, head + 1, 1)), REST_AFTER_WRONG);
        }
    }

    private void rest(Question question, Duration time) {
        long request = question.blocks().request();
        if (peers.computeIfPresent(question.peer(), (id, known) -> new Peer(known.claimed(), true)) != null) {
            resting.put(request, question.peer());
            effects.add(new StartTimer(request, time));
        }
    }

    private void ask() {
        if (asked.size() >= MAX_QUESTIONS || ranges.size() >= MAX_RANGES) {
            return;
        }
        long from = Math.max(head, ranges.isEmpty() ? 0 : ranges.getLast().last()) + 1;
        nextPeer(from).ifPresent(next -> {
            int most = Math.max(1, SyncMessage.MAX_BLOCKS >> lateInARow);
            long present = next.getValue().claimed() - from + 1;
            GetBlocks blocks = new GetBlocks(nextRequest++, from, (int) Math.min(most, present));
            lastAsked = next.getKey();
            asked.put(blocks.request(), new Question(lastAsked, blocks));
            effects.add(new Ask(lastAsked, blocks));
            effects.add(new StartTimer(blocks.request(), patience()));
        });
    }

    /** The next one in order of ids after the one asked last, so that all who can serve take turns. */
    private Optional<Map.Entry<NodeId, Peer>> nextPeer(long from) {
        List<Map.Entry<NodeId, Peer>> able = peers.entrySet().stream()
                .filter(entry ->
                        entry.getValue().claimed() >= from && !entry.getValue().rests())
                .toList();
        return able.stream()
                .filter(entry -> entry.getKey().compareTo(lastAsked) > 0)
                .findFirst()
                .or(() -> able.stream().findFirst());
    }

    private Duration patience() {
        Duration longer = FIRST_PATIENCE.multipliedBy(1L << lateInARow);
        return longer.compareTo(MAX_PATIENCE) < 0 ? longer : MAX_PATIENCE;
    }

    /** The question that this peer was asked under this number, once. */
    private Optional<Question> take(NodeId peer, long request) {
        Question question = asked.get(request);
        if (question == null || !question.peer().equals(peer)) {
            return Optional.empty();
        }
        asked.remove(request);
        return Optional.of(question);
    }
}
