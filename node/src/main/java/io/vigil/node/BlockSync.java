package io.vigil.node;

import io.vigil.consensus.Event;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.node.agreement.EventQueue;
import io.vigil.node.agreement.OwnVoice;
import io.vigil.node.chain.BlockRefs;
import io.vigil.node.chain.Bodies;
import io.vigil.node.chain.Chain;
import io.vigil.node.log.Journal;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.Misconduct;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.Peers;
import io.vigil.node.sync.BlockFetch;
import io.vigil.node.sync.FetchEffect;
import io.vigil.node.sync.FetchEvent;
import io.vigil.node.sync.HashFetch;
import io.vigil.node.sync.LongWay;
import io.vigil.node.sync.QuestionQueue;
import io.vigil.node.sync.RecoveredSenders;
import io.vigil.node.sync.SyncMessage;
import io.vigil.node.sync.wire.SyncCodec;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * Gets the blocks that this node missed; {@link Answering} gives others theirs. One thread runs it; it holds up nobody:
 * agreement goes on while blocks are fetched, and the chain imports them in order with everything else.
 */
final class BlockSync implements Runnable, RangeImport.Port {
    /** Messages of peers that may wait; who asks more is not answered. */
    private static final int MAX_WAITING = 1_024;

    private static final long SECOND_NANOS = 1_000_000_000L;

    /** How often a range looks whether its epoch is proven now. */
    private static final long LOOK_NANOS = 50_000_000L;

    /** Requests of the two machines must differ. */
    private static final long HASH_REQUESTS = 1L << 62;

    /** More than are ever out at a time, so that late answers to a machine that was dropped name no request of the next. */
    private static final int REQUESTS_UNDER_WAY = 1_024;

    /** A peer that is ahead by no more is ahead by the blocks being agreed on. */
    private static final long ORDINARY_LEAD = 2;

    private final Chain chain;
    private final Bodies bodies;
    private final QuestionQueue<SyncMessage> questions;
    private final Peers peers;
    private final EventQueue queue;
    private final Journal journal;
    private final LongSupplier monotonic;
    private final OwnVoice voice;
    private final RecoveredSenders senders;
    private final LongPredicate snapshots;
    private BlockFetch ranges;
    private final HashFetch single = new HashFetch(HASH_REQUESTS);
    private final RangeImport imports;
    private final LongWay way = new LongWay();

    /** Requests whose ranges were wrong, to be told once the step that found it is over. */
    private final Deque<Long> rejected = new ArrayDeque<>();

    private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(java.util.Comparator.comparingLong(Timer::atNanos));

    private long announced = -1;
    private long nextAnnouncement;
    private long lastHead;
    private volatile long behindSinceHeight = -1;
    private long behindSinceNanos;
    private volatile long target;
    private volatile boolean closed;

    /** Peers that said they are a little ahead, and since when. */
    private final Map<NodeId, Claim> claims = new TreeMap<>();

    /** What peers said while a snapshot was being taken: news again if that comes to nothing. */
    private final Map<NodeId, Long> held = new TreeMap<>();

    private record Claim(long height, long sinceNanos) {}

    private record Timer(long atNanos, long request) {}

    /** @param snapshots whether blocks up to a height wait, because a snapshot is taken in place of them */
    BlockSync(
            Chain chain,
            Bodies bodies,
            QuestionQueue<SyncMessage> questions,
            Peers peers,
            EventQueue queue,
            SignBytes signBytes,
            LongFunction<Optional<EpochStart>> epochs,
            LongSupplier newestEpoch,
            Journal journal,
            LongSupplier monotonic,
            OwnVoice voice,
            RecoveredSenders senders,
            LongPredicate snapshots) {
        this.snapshots = snapshots;
        this.chain = chain;
        this.bodies = bodies;
        this.questions = questions;
        this.peers = peers;
        this.queue = queue;
        this.journal = journal;
        this.monotonic = monotonic;
        this.voice = voice;
        this.senders = senders;
        this.lastHead = chain.head().ref().height();
        this.ranges = new BlockFetch(lastHead, 1);
        this.imports = new RangeImport(signBytes, epochs, newestEpoch, monotonic, this);
    }

    /** Where the present catch-up began; the head while there is none. */
    long startedAt() {
        long start = behindSinceHeight;
        return start < 0 ? chain.head().ref().height() : start;
    }

    /** Whether blocks are being fetched that others committed long ago. */
    boolean isBehind() {
        return behindSinceHeight >= 0;
    }

    /** The highest head that a peer claims, or our own. */
    long target() {
        return target;
    }

    void joined(NodeId peer) {
        waiting.offer(() -> {
            step(new FetchEvent.PeerJoined(peer));
            tellHead(peer);
        });
    }

    void left(NodeId peer) {
        questions.forget(peer);
        waiting.offer(() -> step(new FetchEvent.PeerLeft(peer)));
    }

    void offer(NodeId from, Bytes message) {
        waiting.offer(() -> receive(from, message));
    }

    /** Agreement needs the body of a block; these peers should have it. */
    void want(Hash block, List<NodeId> from) {
        waiting.offer(() -> {
            if (!way.isUnderWay(chain.head().ref().height(), target, monotonic.getAsLong())) {
                step(new FetchEvent.Wanted(block, from));
            }
        });
    }

    /** The head moved. */
    void committed() {
        waiting.offer(() -> {});
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                long now = monotonic.getAsLong();
                long wait = Math.min(
                        nextAnnouncement - now,
                        timers.isEmpty() ? SECOND_NANOS : timers.peek().atNanos() - now);
                long look = imports.isWaiting() ? Math.min(wait, LOOK_NANOS) : wait;
                Runnable next = waiting.poll(Math.max(0, look), TimeUnit.NANOSECONDS);
                if (next != null) {
                    next.run();
                }
                tick(monotonic.getAsLong());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        closed = true;
    }

    private void tick(long now) {
        long head = chain.head().ref().height();
        if (head != lastHead) {
            lastHead = head;
            step(new FetchEvent.HeadMoved(head));
        }
        while (!timers.isEmpty() && timers.peek().atNanos() <= now) {
            step(new FetchEvent.TimerFired(timers.remove().request()));
        }
        imports.look();
        while (!rejected.isEmpty()) {
            step(new FetchEvent.RangeRejected(rejected.remove()));
        }
        askWhoStaysAhead(now);
        if (now >= nextAnnouncement) {
            nextAnnouncement = now + SECOND_NANOS;
            announce(head);
            Map<NodeId, Long> again = new TreeMap<>(held);
            held.clear();
            again.forEach(this::fetchFrom);
        }
    }

    /** Says our head once a second, if it moved: whoever is behind learns whom to ask. */
    private void announce(long head) {
        if (head != announced) {
            announced = head;
            BlockRef ref = chain.head().ref();
            peers.broadcast(Channel.SYNC, SyncCodec.encode(new SyncMessage.Head(ref.height(), ref.hash())));
        }
    }

    private void tellHead(NodeId peer) {
        BlockRef ref = chain.head().ref();
        send(peer, new SyncMessage.Head(ref.height(), ref.hash()));
    }

    private void receive(NodeId from, Bytes message) {
        SyncMessage decoded;
        try {
            decoded = SyncCodec.decode(message);
        } catch (MalformedException e) {
            peers.report(from, Misconduct.MALFORMED);
            return;
        }
        switch (decoded) {
            case SyncMessage.Head(long height, Hash ignored) -> headSeen(from, height);
            case SyncMessage.GetBlocks ignored -> questions.offer(from, decoded);
            case SyncMessage.GetBlock ignored -> questions.offer(from, decoded);
            case SyncMessage.BlockRange ignored -> step(new FetchEvent.Answered(from, decoded));
            case SyncMessage.BlockFound ignored -> step(new FetchEvent.Answered(from, decoded));
            case SyncMessage.BlockMissing ignored -> step(new FetchEvent.Answered(from, decoded));
        }
    }

    /** A peer is ahead: at once worth a question if by far, else only if agreement does not get there by itself. */
    private void headSeen(NodeId from, long height) {
        long head = chain.head().ref().height();
        if (height > head + ORDINARY_LEAD) {
            fetchFrom(from, height);
        } else if (height > head) {
            claims.putIfAbsent(from, new Claim(height, monotonic.getAsLong()));
        }
    }

    private void askWhoStaysAhead(long now) {
        claims.values().removeIf(claim -> claim.height() <= lastHead);
        Map.copyOf(claims).forEach((peer, claim) -> {
            if (now - claim.sinceNanos() > SECOND_NANOS) {
                claims.remove(peer);
                fetchFrom(peer, claim.height());
            }
        });
    }

    private void fetchFrom(NodeId peer, long height) {
        target = Math.max(target, height);
        if (snapshots.test(height)) {
            held.merge(peer, height, Math::max);
            return;
        }
        if (behindSinceHeight < 0) {
            behindSinceHeight = chain.head().ref().height();
            behindSinceNanos = monotonic.getAsLong();
            journal.behind(behindSinceHeight, height);
        }
        step(new FetchEvent.HeadSeen(peer, height));
    }

    private void step(FetchEvent event) {
        perform(ranges.step(event));
        perform(single.step(event));
    }

    private void perform(List<FetchEffect> effects) {
        for (FetchEffect effect : effects) {
            switch (effect) {
                case FetchEffect.Ask(NodeId peer, SyncMessage question) -> send(peer, question);
                case FetchEffect.StartTimer(long request, var after) ->
                    timers.add(new Timer(monotonic.getAsLong() + after.toNanos(), request));
                case FetchEffect.Import(NodeId from, SyncMessage.BlockRange range) -> imports.add(from, range);
                case FetchEffect.Deliver(NodeId from, SyncMessage.BlockFound found) -> deliver(from, found);
                case FetchEffect.Report(NodeId peer, Misconduct misconduct) -> peers.report(peer, misconduct);
            }
        }
    }

    private void deliver(NodeId from, SyncMessage.BlockFound found) {
        try {
            Block block = StoredBlocks.decode(found.block());
            BlockRef ref = BlockRefs.of(block.header());
            bodies.hold(block);
            queue.own(now -> new Event.BlockAvailable(now, ref));
        } catch (MalformedException e) {
            peers.report(from, Misconduct.BAD_ANSWER);
        }
    }

    @Override
    public void askForProofs(NodeId sender, long epoch) {
        PeerId peer = new PeerId(sender.bytes());
        queue.fromPeer(now -> new Event.OtherEpochSeen(now, peer, epoch)); // the core tells it where we are (A5)
    }

    @Override
    public void reject(long request) {
        rejected.add(request);
    }

    @Override
    public void follow(RangeImport.Linked range, EpochStart epoch) {
        voice.heard(new Message.Certified(range.certificate()), epoch.set());
        try {
            senders.recover(range.blocks());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the chain recovers those that are missing
        }
        chain.follow(
                range.blocks(),
                new CommitProof.ByCommitVotes(range.certificate()),
                range.proven(),
                failure -> imported(range.request(), range.blocks().size(), failure));
    }

    private void imported(long request, int blocks, Optional<String> failure) {
        waiting.offer(() -> {
            if (failure.isPresent()) {
                journal.importFailed(chain.head().ref().height(), failure.get());
                beginAgain(request);
            } else {
                way.imported(blocks, monotonic.getAsLong());
            }
            long head = chain.head().ref().height();
            if (behindSinceHeight >= 0 && head + ORDINARY_LEAD >= target) {
                long millis = (monotonic.getAsLong() - behindSinceNanos) / 1_000_000;
                journal.caughtUp(head, head - behindSinceHeight, millis);
                behindSinceHeight = -1;
            }
        });
    }

    /** What failed was ours, not the peer's: ask again once somebody says its head. */
    private void beginAgain(long request) {
        ranges = new BlockFetch(chain.head().ref().height(), request + REQUESTS_UNDER_WAY);
        imports.clear();
        peers.connected()
                .forEach(peer ->
                        ranges.step(new FetchEvent.PeerJoined(peer.info().id())));
    }

    private void send(NodeId peer, SyncMessage message) {
        peers.send(peer, Channel.SYNC, SyncCodec.encode(message));
    }
}
