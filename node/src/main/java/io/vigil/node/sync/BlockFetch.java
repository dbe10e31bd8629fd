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
 * out. Several questions are out at a time, for one range after the other, each to another peer; answers are imported in
 * order, and no more is asked for than may be held.
 *
 * <p>A peer that is late, has not what it claimed, or was wrong rests for a while, each longer than the one before. When questions
 * time out in a row, smaller ones are asked and longer waited for, so that a slow link gets through. What peers claim as
 * their head is believed only as far as it is worth a question: it costs the liar its standing and us one timeout.
 */
public final class BlockFetch {
    /** How many ranges are in import at most: one that runs, and the next, checked meanwhile. */
    public static final int MAX_IMPORTING = 2;

    /** Ranges that are asked for or wait for one before them; with those in import at most 40 MiB. */
    public static final int MAX_AHEAD = 8;

    /** Peers that are asked at a time. */
    public static final int MAX_QUESTIONS = 4;

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
    /** Answers by the height they begin at, which wait for a range before them or for their turn. */
    private final TreeMap<Long, Fetched> fetched = new TreeMap<>();

    private final Deque<Range> importing = new ArrayDeque<>();
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

    private record Fetched(NodeId from, long last, BlockRange blocks) {}

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
        long from = question.blocks().from();
        fetched.put(from, new Fetched(question.peer(), from + range.blocks().size() - 1, range));
        importNext();
    }

    /** Hands over what follows what was handed over before. */
    private void importNext() {
        while (importing.size() < MAX_IMPORTING && !fetched.isEmpty() && fetched.firstKey() <= next()) {
            Fetched first = fetched.pollFirstEntry().getValue();
            if (first.last() >= next()) {
                importing.add(new Range(first.blocks().request(), first.from(), first.last()));
                effects.add(new Import(first.from(), first.blocks()));
            }
        }
    }

    /** The height after all that is committed or in import. */
    private long next() {
        return Math.max(head, importing.isEmpty() ? 0 : importing.getLast().last()) + 1;
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
        importing.removeIf(range -> range.last() <= head);
        asked.values()
                .removeIf(
                        question -> question.blocks().from() + question.blocks().count() <= head + 1);
        importNext();
    }

    /** What was fetched after a wrong range was asked for in the belief that it was right. */
    private void rejected(long request) {
        Optional<Range> wrong =
                importing.stream().filter(range -> range.request() == request).findFirst();
        if (wrong.isPresent()) {
            effects.add(new Report(wrong.get().from(), Misconduct.BAD_PROOF));
            importing.removeIf(range -> range.last() >= wrong.get().last());
            fetched.clear();
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
        boolean isAsked = true;
        while (isAsked && asked.size() < MAX_QUESTIONS && asked.size() + fetched.size() < MAX_AHEAD) {
            isAsked = askForLowest();
        }
    }

    /** Asks for the lowest blocks that are neither held nor asked for; false if nobody can be asked. */
    private boolean askForLowest() {
        TreeMap<Long, Long> covered = new TreeMap<>(); // from the height to the one after
        fetched.forEach((from, range) -> covered.put(from, range.last() + 1));
        asked.values()
                .forEach(question -> covered.put(
                        question.blocks().from(),
                        question.blocks().from() + question.blocks().count()));
        long from = next();
        long end = Long.MAX_VALUE;
        for (Map.Entry<Long, Long> range : covered.entrySet()) {
            if (range.getKey() > from) {
                end = range.getKey();
                break;
            }
            from = Math.max(from, range.getValue());
        }
        return ask(from, end);
    }

    private boolean ask(long from, long end) {
        Optional<Map.Entry<NodeId, Peer>> next = nextPeer(from);
        if (next.isEmpty()) {
            return false;
        }
        long most = Math.min(end - from, Math.max(1, SyncMessage.MAX_BLOCKS >> lateInARow));
        long present = next.get().getValue().claimed() - from + 1;
        GetBlocks blocks = new GetBlocks(nextRequest++, from, (int) Math.min(most, present));
        lastAsked = next.get().getKey();
        asked.put(blocks.request(), new Question(lastAsked, blocks));
        effects.add(new Ask(lastAsked, blocks));
        effects.add(new StartTimer(blocks.request(), patience()));
        return true;
    }

    /** The next one in order of ids after the one asked last, so that all who can serve take turns. */
    private Optional<Map.Entry<NodeId, Peer>> nextPeer(long from) {
        List<Map.Entry<NodeId, Peer>> able = peers.entrySet().stream()
                .filter(entry ->
                        entry.getValue().claimed() >= from && !entry.getValue().rests() && !isAsked(entry.getKey()))
                .toList();
        return able.stream()
                .filter(entry -> entry.getKey().compareTo(lastAsked) > 0)
                .findFirst()
                .or(() -> able.stream().findFirst());
    }

    private boolean isAsked(NodeId peer) {
        return asked.values().stream().anyMatch(question -> question.peer().equals(peer));
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
