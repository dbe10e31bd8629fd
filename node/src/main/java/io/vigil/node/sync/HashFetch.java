package io.vigil.node.sync;

import io.vigil.node.p2p.Misconduct;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.sync.FetchEffect.Ask;
import io.vigil.node.sync.FetchEffect.Deliver;
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
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Gets single blocks by their hash, committed or not: those that a lock, a certificate or a proposal names (A7). Pure: events in,
 * effects out. Each block is asked of one peer after the other, those first who should have it; after a round over all of them the next
 * begins, until the block is here or wanted no more.
 */
public final class HashFetch {
    /** Agreement wants a few at a time; beyond this the oldest wish is dropped, and the core repeats what it still needs. */
    public static final int MAX_WANTED = 64;

    /** A block of 2 MiB on a slow link; a peer that has not got it says so at once. */
    public static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Between two rounds over all peers. */
    public static final Duration PAUSE = Duration.ofMillis(200);

    private final TreeSet<NodeId> peers = new TreeSet<>();
    private final LinkedHashMap<Hash, Wish> wishes = new LinkedHashMap<>();
    private final List<FetchEffect> effects = new ArrayList<>();
    private long nextRequest;

    /** @param firstRequest numbers of requests count up from here; other machines of this node use others */
    public HashFetch(long firstRequest) {
        this.nextRequest = firstRequest;
    }

    private static final class Wish {
        private final Hash block;
        private final List<NodeId> first;
        private final List<NodeId> tried = new ArrayList<>();
        private long request;
        private boolean waits;

        Wish(Hash block, List<NodeId> first) {
            this.block = block;
            this.first = new ArrayList<>(first);
        }

        /** Whether the answer of {@code peer} is awaited: it is the last one that was tried. */
        boolean waitsFor(NodeId peer) {
            return waits && tried.getLast().equals(peer);
        }
    }

    /** Applies one event. Not thread-safe: one loop owns this. */
    public List<FetchEffect> step(FetchEvent event) {
        effects.clear();
        switch (event) {
            case Wanted(Hash block, List<NodeId> from) -> wanted(block, from);
            case Forgotten(Hash block) -> wishes.remove(block);
            case PeerJoined(NodeId peer) -> joined(peer);
            case PeerLeft(NodeId peer) -> left(peer);
            case Answered(NodeId peer, SyncMessage answer) -> answered(peer, answer);
            case TimerFired(long request) -> timerFired(request);
            case HeadSeen seen -> {}
            case HeadMoved moved -> {}
            case RangeRejected rejected -> {}
        }
        return List.copyOf(effects);
    }

    private void wanted(Hash block, List<NodeId> from) {
        Wish known = wishes.get(block);
        if (known != null) {
            from.stream().filter(peer -> !known.first.contains(peer)).forEach(known.first::add);
            return;
        }
        if (wishes.size() >= MAX_WANTED) {
            wishes.pollFirstEntry();
        }
        Wish wish = new Wish(block, from);
        wishes.put(block, wish);
        ask(wish);
    }

    /** Who has just come may have what nobody had. */
    private void joined(NodeId peer) {
        if (peers.add(peer)) {
            List.copyOf(wishes.values()).stream().filter(wish -> !wish.waits).forEach(this::ask);
        }
    }

    private void left(NodeId peer) {
        peers.remove(peer);
        for (Wish wish : List.copyOf(wishes.values())) {
            if (wish.waitsFor(peer)) {
                ask(wish);
            }
            wish.tried.remove(peer);
        }
    }

    private void answered(NodeId peer, SyncMessage answer) {
        switch (answer) {
            case BlockFound found -> wish(peer, found.request()).ifPresent(wish -> found(peer, wish, found));
            case BlockMissing(long request) -> wish(peer, request).ifPresent(this::ask);
            case BlockRange range -> {}
            case Head head -> {}
            case GetBlocks question -> {}
            case GetBlock question -> {}
        }
    }

    private void found(NodeId peer, Wish wish, BlockFound found) {
        if (Keccak.hash(found.block().header()).equals(wish.block)) {
            wishes.remove(wish.block);
            effects.add(new Deliver(peer, found));
        } else {
            effects.add(new Report(peer, Misconduct.BAD_ANSWER));
            ask(wish);
        }
    }

    private void timerFired(long request) {
        wishes.values().stream()
                .filter(wish -> wish.request == request)
                .findFirst()
                .ifPresent(wish -> {
                    if (wish.waits) {
                        effects.add(new Report(wish.tried.getLast(), Misconduct.LATE));
                    }
                    ask(wish);
                });
    }

    /** Asks the next peer of this round; after the last one there is a pause, and then the next round. */
    private void ask(Wish wish) {
        if (!wish.waits) {
            wish.tried.clear();
        }
        Optional<NodeId> next = untried(wish);
        wish.request = nextRequest++;
        wish.waits = next.isPresent();
        next.ifPresent(peer -> {
            wish.tried.add(peer);
            effects.add(new Ask(peer, new GetBlock(wish.request, wish.block)));
        });
        effects.add(new StartTimer(wish.request, wish.waits ? PATIENCE : PAUSE));
    }

    private Optional<NodeId> untried(Wish wish) {
        return wish.first.stream()
                .filter(peers::contains)
                .filter(peer -> !wish.tried.contains(peer))
                .findFirst()
                .or(() -> peers.stream()
                        .filter(peer -> !wish.tried.contains(peer))
                        .findFirst());
    }

    private Optional<Wish> wish(NodeId peer, long request) {
        return wishes.values().stream()
                .filter(wish -> wish.request == request && wish.waitsFor(peer))
                .findFirst();
    }

    /** What is still wanted, oldest first. */
    public List<Hash> wanted() {
        return List.copyOf(wishes.sequencedKeySet());
    }
}
