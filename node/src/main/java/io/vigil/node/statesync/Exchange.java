package io.vigil.node.statesync;

import io.vigil.node.log.Journal;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.Misconduct;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.Peers;
import io.vigil.node.statesync.messages.Offer;
import io.vigil.node.statesync.messages.SnapshotMessage;
import io.vigil.node.statesync.wire.SnapshotCodec;
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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks peers on behalf of one thread that waits for the answers. Its own thread runs {@link PartsFetch}, so that parts go on
 * arriving while the file before is stored.
 */
public final class Exchange implements Runnable, AutoCloseable {
    /** Answers that wait, of at most 1 MiB each: all that can be asked for at a time, and no more of what nobody asked for. */
    private static final int MAX_WAITING = 2 * PartsFetch.MAX_PEERS * PartsFetch.PARTS_PER_PEER;

    /** For peers to say what they have. */
    private static final Duration OFFERS_PATIENCE = Duration.ofSeconds(5);

    /** Without a single part of a file that is waited for. */
    private static final Duration GIVE_UP = Duration.ofSeconds(60);

    /** The same where nobody is left to ask: links break and come back. */
    private static final Duration NOBODY_LEFT = Duration.ofSeconds(10);

    private static final long TICK_MILLIS = 500;

    private final Peers peers;
    private final Journal journal;
    private final LongSupplier monotonic;
    private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::atNanos));
    private final TreeSet<NodeId> sources = new TreeSet<>();

    /** Those that sent a file which no honest peer sends: nothing they offer counts any more. */
    private final Set<NodeId> pinned = ConcurrentHashMap.newKeySet();

    /** What both threads look at; its monitor tells of news. */
    private final Results results = new Results();

    private @Nullable PartsFetch fetch;
    private long nextRequest = 1;
    private volatile boolean closed;

    private record Timer(long atNanos, long request) {}

    private static final class Results {
        private final Map<NodeId, List<Offer>> offers = new TreeMap<>();
        private final Map<Integer, Bytes> files = new TreeMap<>();
        private long movedNanos;
        private int asked;
    }

    public Exchange(Peers peers, Journal journal, LongSupplier monotonic) {
        this.peers = peers;
        this.journal = journal;
        this.monotonic = monotonic;
    }

    /** An answer of a peer. */
    void offer(NodeId from, SnapshotMessage answer) {
        waiting.offer(() -> received(from, answer));
    }

    /** What all connected peers say that they can give; those that do not answer in time are left out. */
    Map<NodeId, List<Offer>> offers() throws InterruptedException {
        synchronized (results) {
            results.offers.clear();
        }
        Bytes question = SnapshotCodec.encode(new SnapshotMessage.GetOffers(0));
        int asked = peers.connected().size();
        peers.broadcast(Channel.SNAPSHOTS, question);
        long deadline = monotonic.getAsLong() + OFFERS_PATIENCE.toNanos();
        synchronized (results) {
            while (results.offers.size() < asked && monotonic.getAsLong() < deadline && !closed) {
                results.wait(TICK_MILLIS);
            }
            Map<NodeId, List<Offer>> all = new TreeMap<>(results.offers);
            all.keySet().removeAll(pinned);
            return all;
        }
    }

    /** A peer sent what no honest one sends: it is put out, and asked no more. */
    void pin(NodeId peer, String why) {
        pinned.add(peer);
        peers.report(peer, Misconduct.BAD_FILE);
        journal.snapshotPinned(peer.abbreviated(), why);
    }

    /**
     * Begins to fetch files, and forgets what was fetched before.
     *
     * @param from those that offer them
     */
    void begin(Hash files, int first, int last, Function<Integer, PartsFetch.Wanted> wanted, List<NodeId> from)
            throws InterruptedException {
        waiting.put(() -> {
            timers.clear();
            if (fetch != null) {
                nextRequest = fetch.nextRequest();
            }
            PartsFetch machine = new PartsFetch(files, first, last, wanted, nextRequest);
            fetch = machine;
            sources.clear();
            sources.addAll(from);
            synchronized (results) {
                results.files.clear();
                results.movedNanos = monotonic.getAsLong();
            }
            from.forEach(peer -> perform(machine.step(new PartsFetch.Event.Offered(peer))));
        });
    }

    /** Waits for a file, and says that those before are not needed any more; nothing if nobody gives it. */
    Optional<Bytes> await(int file) throws InterruptedException {
        waiting.put(() -> step(new PartsFetch.Event.Moved(file)));
        synchronized (results) {
            results.files.keySet().removeIf(before -> before < file);
            results.movedNanos = monotonic.getAsLong();
            while (!results.files.containsKey(file)) {
                Duration patience = results.asked == 0 ? NOBODY_LEFT : GIVE_UP;
                if (closed || monotonic.getAsLong() - results.movedNanos > patience.toNanos()) {
                    return Optional.empty();
                }
                results.wait(TICK_MILLIS);
            }
            return Optional.ofNullable(results.files.remove(file));
        }
    }

    /** How many peers are asked at present. */
    int asked() {
        synchronized (results) {
            return results.asked;
        }
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                long now = monotonic.getAsLong();
                long wait = timers.isEmpty() ? Long.MAX_VALUE : timers.peek().atNanos() - now;
                Runnable next = waiting.poll(
                        Math.clamp(wait, 0, TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS)), TimeUnit.NANOSECONDS);
                if (next != null) {
                    next.run();
                }
                tick(monotonic.getAsLong());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        synchronized (results) {
            results.notifyAll();
        }
    }

    private void received(NodeId from, SnapshotMessage answer) {
        if (answer instanceof SnapshotMessage.Offers(long ignored, List<Offer> offers)) {
            synchronized (results) {
                results.offers.put(from, offers);
                results.notifyAll();
            }
            return;
        }
        if (answer instanceof SnapshotMessage.Part) {
            synchronized (results) {
                results.movedNanos = monotonic.getAsLong();
            }
        }
        step(new PartsFetch.Event.Answered(from, answer));
    }

    private void tick(long now) {
        while (!timers.isEmpty() && timers.peek().atNanos() <= now) {
            step(new PartsFetch.Event.TimerFired(timers.remove().request()));
        }
        if (!sources.isEmpty()) {
            TreeSet<NodeId> there = new TreeSet<>();
            peers.connected().forEach(peer -> there.add(peer.info().id()));
            for (NodeId source : sources) {
                step(there.contains(source) ? new PartsFetch.Event.Offered(source) : new PartsFetch.Event.Left(source));
            }
        }
    }

    private void step(PartsFetch.Event event) {
        PartsFetch machine = fetch;
        if (machine != null) {
            perform(machine.step(event));
            synchronized (results) {
                results.asked = machine.peers();
            }
        }
    }

    private void perform(List<PartsFetch.Effect> effects) {
        for (PartsFetch.Effect effect : new ArrayList<>(effects)) {
            switch (effect) {
                case PartsFetch.Effect.Ask(NodeId peer, SnapshotMessage.GetPart question) ->
                    peers.send(peer, Channel.SNAPSHOTS, SnapshotCodec.encode(question));
                case PartsFetch.Effect.StartTimer(long request, Duration after) ->
                    timers.add(new Timer(monotonic.getAsLong() + after.toNanos(), request));
                case PartsFetch.Effect.Ready(NodeId ignored, int file, Bytes content) -> {
                    synchronized (results) {
                        results.files.put(file, content);
                        results.notifyAll();
                    }
                }
                case PartsFetch.Effect.Late(NodeId peer) -> peers.report(peer, Misconduct.LATE);
                case PartsFetch.Effect.Pin(NodeId peer, String why) -> pin(peer, why);
            }
        }
    }
}
