package io.vigil.node.statesync;

import io.vigil.node.p2p.NodeId;
import io.vigil.node.statesync.messages.SnapshotMessage;
import io.vigil.storage.snapshot.Manifest;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Decides which parts of a snapshot's files to ask of whom. Pure: events in, effects out. A window of files is on its way at a
 * time, each from one peer alone, so that a file which is not the one offered is pinned on who sent it: that peer is asked
 * nothing more, and the file is fetched from another. A peer that is late rests, each time longer than the time before, and
 * what it was asked goes to others.
 */
final class PartsFetch {
    /** Files under way or waiting to be used: 64 MiB of them. */
    static final int WINDOW_FILES = 4;

    /** Questions out to one peer: fills a link of 400 Mbit/s over 80 ms. */
    static final int PARTS_PER_PEER = 4;

    /** Peers asked at a time. */
    static final int MAX_PEERS = 8;

    /** For one part: 100 KB/s. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    static final Duration FIRST_REST = Duration.ofSeconds(5);

    private static final int MAX_DOUBLINGS = 4;

    private final Hash files;
    private final int firstFile;
    private final int lastFile;
    private final Function<Integer, Wanted> wanted;
    private final TreeMap<NodeId, Peer> peers = new TreeMap<>();
    private final TreeMap<Integer, Transfer> transfers = new TreeMap<>();
    private final Map<Long, Asked> asked = new TreeMap<>();
    private final Map<Long, NodeId> resting = new TreeMap<>();
    private final TreeSet<NodeId> pinned = new TreeSet<>();
    private final TreeSet<Integer> done = new TreeSet<>();
    private final List<Effect> effects = new ArrayList<>();
    private int next;
    private long nextRequest;

    /**
     * What a file must be.
     *
     * @param bytes 0 if that is not known: then it may have as many as a manifest
     */
    record Wanted(int bytes, Hash sha256) {
        static final Wanted ANY_MANIFEST = new Wanted(0, Hash.ZERO);

        boolean allows(int total) {
            return bytes == 0 ? total <= Manifest.MAX_MANIFEST_BYTES : total == bytes;
        }

        boolean is(Bytes content) {
            return bytes == 0 || Manifest.sha256(content).equals(sha256);
        }
    }

    sealed interface Event {
        /** A peer that offers this snapshot. */
        record Offered(NodeId peer) implements Event {}

        record Left(NodeId peer) implements Event {}

        record Answered(NodeId peer, SnapshotMessage answer) implements Event {}

        record TimerFired(long request) implements Event {}

        /** The files before this one are used: the window moves on. */
        record Moved(int file) implements Event {}
    }

    sealed interface Effect {
        record Ask(NodeId peer, SnapshotMessage.GetPart question) implements Effect {}

        record StartTimer(long request, Duration after) implements Effect {}

        /** A file that is what it must be. */
        record Ready(NodeId from, int file, Bytes content) implements Effect {}

        /** It did not answer in time. */
        record Late(NodeId peer) implements Effect {}

        /** It sent what no honest peer sends; it is asked nothing more. */
        record Pin(NodeId peer, String why) implements Effect {}
    }

    private static final class Peer {
        private boolean rests;
        private int late;
        private int asked;
    }

    private static final class Transfer {
        private final NodeId from;
        private final List<Bytes> parts = new ArrayList<>();
        private int total;
        private int asked;
        private int arrived;

        Transfer(NodeId from, int total) {
            this.from = from;
            this.total = total;
        }

        /** At least one: a first part tells how many there are. */
        int count() {
            return Math.max(1, Math.ceilDiv(total, SnapshotMessage.PART_BYTES));
        }
    }

    private record Asked(NodeId peer, int file, int part) {}

    /** @param lastFile the last that will ever be wanted; {@code firstFile} the first */
    PartsFetch(Hash files, int firstFile, int lastFile, Function<Integer, Wanted> wanted, long firstRequest) {
        this.files = files;
        this.firstFile = firstFile;
        this.lastFile = lastFile;
        this.wanted = wanted;
        this.next = firstFile;
        this.nextRequest = firstRequest;
    }

    /** Applies one event. Not thread-safe: one loop owns this. */
    List<Effect> step(Event event) {
        effects.clear();
        switch (event) {
            case Event.Offered(NodeId peer) -> {
                if (!pinned.contains(peer) && peers.size() < MAX_PEERS) {
                    peers.putIfAbsent(peer, new Peer());
                }
            }
            case Event.Left(NodeId peer) -> drop(peer);
            case Event.Answered(NodeId peer, SnapshotMessage answer) -> answered(peer, answer);
            case Event.TimerFired(long request) -> timerFired(request);
            case Event.Moved(int file) -> {
                next = Math.max(next, file);
                done.headSet(next).clear();
            }
        }
        ask();
        return List.copyOf(effects);
    }

    /** Those that are asked, and those that would be if they did not rest. */
    int peers() {
        return peers.size();
    }

    /** Requests from here on were never used. */
    long nextRequest() {
        return nextRequest;
    }

    private void answered(NodeId peer, SnapshotMessage answer) {
        switch (answer) {
            case SnapshotMessage.Part part -> take(peer, part.request()).ifPresent(question -> arrived(question, part));
            case SnapshotMessage.PartMissing(long request) ->
                take(peer, request).ifPresent(question -> drop(peer));
            case SnapshotMessage.Offers offers -> {}
            case SnapshotMessage.GetOffers question -> {}
            case SnapshotMessage.GetPart question -> {}
        }
    }

    private void arrived(Asked question, SnapshotMessage.Part part) {
        Transfer transfer = transfers.get(question.file());
        if (transfer == null || !transfer.from.equals(question.peer())) {
            return;
        }
        int offset = question.part() * SnapshotMessage.PART_BYTES;
        boolean fits = wanted.apply(question.file()).allows(part.totalBytes())
                && (transfer.total == 0 || transfer.total == part.totalBytes())
                && part.content().size() == Math.min(SnapshotMessage.PART_BYTES, part.totalBytes() - offset);
        if (!fits) {
            pin(question.peer(), question.file(), "its parts do not fit");
            return;
        }
        transfer.total = part.totalBytes();
        while (transfer.parts.size() < transfer.count()) {
            transfer.parts.add(Bytes.EMPTY);
        }
        transfer.parts.set(question.part(), part.content());
        transfer.arrived++;
        peer(question.peer()).ifPresent(peer -> peer.late = 0);
        if (transfer.arrived == transfer.count()) {
            arrived(question.peer(), question.file(), Bytes.concat(transfer.parts.toArray(Bytes[]::new)));
        }
    }

    private void arrived(NodeId from, int file, Bytes content) {
        if (wanted.apply(file).is(content)) {
            transfers.remove(file);
            done.add(file);
            effects.add(new Effect.Ready(from, file, content));
        } else {
            pin(from, file, "its bytes are not those that the manifest names");
        }
    }

    private void pin(NodeId peer, int file, String why) {
        pinned.add(peer);
        drop(peer);
        effects.add(new Effect.Pin(peer, "file " + file + ": " + why));
    }

    private void drop(NodeId peer) {
        peers.remove(peer);
        resting.values().removeIf(peer::equals);
        forget(peer);
    }

    /** What it was asked goes to others, from the beginning: a file is one peer's word. */
    private void forget(NodeId peer) {
        asked.values().removeIf(question -> question.peer().equals(peer));
        transfers.values().removeIf(transfer -> transfer.from.equals(peer));
    }

    private void timerFired(long request) {
        NodeId rested = resting.remove(request);
        if (rested != null) {
            peer(rested).ifPresent(peer -> peer.rests = false);
        }
        Asked question = asked.get(request);
        if (question != null) {
            Peer peer = peers.get(question.peer());
            effects.add(new Effect.Late(question.peer()));
            forget(question.peer());
            if (peer != null) {
                peer.asked = 0;
                peer.rests = true;
                resting.put(request, question.peer());
                effects.add(new Effect.StartTimer(request, FIRST_REST.multipliedBy(1L << peer.late)));
                peer.late = Math.min(peer.late + 1, MAX_DOUBLINGS);
            }
        }
    }

    private void ask() {
        int end = Math.min(lastFile, next + WINDOW_FILES - 1);
        for (int file = Math.max(firstFile, next); file <= end; file++) {
            if (!done.contains(file)) {
                Optional<Transfer> transfer = transfer(file);
                if (transfer.isPresent()) {
                    ask(file, transfer.get());
                }
            }
        }
    }

    private Optional<Transfer> transfer(int file) {
        Transfer under = transfers.get(file);
        if (under != null) {
            return Optional.of(under);
        }
        Optional<NodeId> free = free();
        free.ifPresent(peer ->
                transfers.put(file, new Transfer(peer, wanted.apply(file).bytes())));
        return free.map(peer -> transfers.get(file));
    }

    private void ask(int file, Transfer transfer) {
        Peer peer = peers.get(transfer.from);
        while (peer != null && peer.asked < PARTS_PER_PEER && transfer.asked < transfer.count()) {
            long request = nextRequest++;
            int part = transfer.asked++;
            peer.asked++;
            asked.put(request, new Asked(transfer.from, file, part));
            effects.add(new Effect.Ask(
                    transfer.from,
                    new SnapshotMessage.GetPart(request, files, file, part * SnapshotMessage.PART_BYTES)));
            effects.add(new Effect.StartTimer(request, PATIENCE));
        }
    }

    /** One that does not rest and sends no file: each sends one at a time, so that all who can serve do. */
    private Optional<NodeId> free() {
        return peers.entrySet().stream()
                .filter(entry -> !entry.getValue().rests)
                .map(Map.Entry::getKey)
                .filter(peer -> transfers.values().stream().noneMatch(transfer -> transfer.from.equals(peer)))
                .findFirst();
    }

    private Optional<Peer> peer(NodeId id) {
        return Optional.ofNullable(peers.get(id));
    }

    /** The question that this peer was asked under this number, once. */
    private Optional<Asked> take(NodeId peer, long request) {
        Asked question = asked.get(request);
        if (question == null || !question.peer().equals(peer)) {
            return Optional.empty();
        }
        asked.remove(request);
        peer(peer).ifPresent(known -> known.asked--);
        return Optional.of(question);
    }

    static int file(int chunk) {
        return chunk + 1;
    }
}
