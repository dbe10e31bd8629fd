package io.vigil.node.p2p.tcp;

import io.vigil.node.config.Endpoint;
import io.vigil.node.config.PeerAddress;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.p2p.AddressBook;
import io.vigil.node.p2p.AddressRecord;
import io.vigil.node.p2p.Budget;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.HelloClaim;
import io.vigil.node.p2p.LinkFilter;
import io.vigil.node.p2p.Misconduct;
import io.vigil.node.p2p.NetworkIdentity;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.OutgoingQueue;
import io.vigil.node.p2p.PeerInfo;
import io.vigil.node.p2p.PeerListener;
import io.vigil.node.p2p.PeerStatus;
import io.vigil.node.p2p.PeersConfig;
import io.vigil.node.p2p.Reassembly;
import io.vigil.node.p2p.Role;
import io.vigil.node.p2p.Scoreboard;
import io.vigil.node.p2p.Throttle;
import io.vigil.node.p2p.wire.Frame;
import io.vigil.types.Bytes;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/**
 * Who may have a link, one for each pair of nodes, and whom to dial. Owned by the event loop; {@link #link} and
 * {@link #status} are for any thread.
 *
 * <p>Two links of one pair: one of a restarted program, or one dialled by the same side again, replaces the old; of two that
 * crossed, the one dialled by the smaller id stays. Both sides judge alike.
 */
final class Mesh {
    /** How often addresses that are news are passed on. */
    static final Duration ADDRESSES_INTERVAL = Duration.ofSeconds(1);

    /** Connections that have not said HELLO; the oldest makes room, so a flood must outrun honest handshakes to hurt. */
    static final int MAX_UNGREETED = 64;

    /** What strangers may send: more than a chain needs of them, less than what would hurt others. */
    static final long STRANGER_BYTES_PER_SECOND = 16L << 20;

    /** What anybody may send: more than the fastest catch-up takes of one peer. */
    static final long MEMBER_BYTES_PER_SECOND = 64L << 20;

    /** Unsent and unfinished messages of all strangers together. */
    static final long STRANGERS_OUTGOING_BYTES = 64L << 20;

    static final long STRANGERS_INCOMING_BYTES = 32L << 20;

    /** A validator or a wanted peer is let in again after this, or a fault of its software would cut the chain's mesh. */
    static final Duration BAR_OF_THE_WANTED = Duration.ofSeconds(5);

    /** Ticks further apart than this mean that our own process stood still. */
    private static final Duration STOOD_STILL = Duration.ofSeconds(2);

    /** An unreachable peer is told of after this many attempts, so that nodes may start one after the other in silence. */
    private static final int FAILURES_TO_TELL = 11;

    /**
     * So long a handshake that comes from a peer's host may be the peer's, so that dialling it would cross; longer, and it is
     * somebody who wants to keep us from dialling.
     */
    private static final Duration MAY_BE_THE_PEER = Duration.ofSeconds(3);

    private static final Duration POSTPONED = Duration.ofMillis(10);

    /** Roles whose proof was checked; each comes with HELLO and with every copy of its node's address. */
    private static final int MAX_PROVED = 1_024;

    private static final int MAX_NEWS = Frame.MAX_ADDRESSES;

    private final PeersConfig config;
    private final NetworkIdentity identity;
    private final NodeKey key;
    private final NodeId self;
    private final Predicate<Bytes> validators;
    private final InstantSource wallClock;
    private final LinkFilter filter;
    private final AddressBook book;
    private final long instance;
    private final Scoreboard scores = new Scoreboard();
    private final Refusals refusals = new Refusals();
    private final Arrivals arrivals;
    private final Budget strangersOutgoing = new Budget(STRANGERS_OUTGOING_BYTES);
    private final Budget strangersIncoming = new Budget(STRANGERS_INCOMING_BYTES);
    private final ConcurrentNavigableMap<NodeId, PeerLink> links = new ConcurrentSkipListMap<>();
    private final Set<PeerLink> ungreeted = new LinkedHashSet<>();
    private final LinkedHashSet<Claim> proved = new LinkedHashSet<>();
    private final List<AddressRecord> news = new ArrayList<>();
    private PeerListener listener = new Deaf();
    private List<AddressRecord> ownAddress = List.of();
    private int listenPort;
    private long tickedNanos;
    private long toldNewsNanos;
    private boolean closed;

    private record Claim(NodeId id, Role role) {}

    Mesh(
            PeersConfig config,
            NetworkIdentity identity,
            NodeKey key,
            Predicate<Bytes> validators,
            InstantSource wallClock,
            LinkFilter filter,
            AddressBook book,
            long instance) {
        this.config = config;
        this.identity = identity;
        this.key = key;
        this.self = new NodeId(key.id());
        this.validators = validators;
        this.wallClock = wallClock;
        this.filter = filter;
        this.book = book;
        this.instance = instance;
        this.arrivals = new Arrivals(config.maxLinksPerIp());
    }

    // ---- any thread

    Optional<PeerLink> link(NodeId peer) {
        return Optional.ofNullable(links.get(peer));
    }

    /** In order of their peers' ids. */
    Collection<PeerLink> links() {
        return links.values();
    }

    boolean isCut(NodeId peer) {
        return filter.isCut(peer);
    }

    long nanos() {
        return System.nanoTime();
    }

    long unixMillis() {
        return wallClock.millis();
    }

    // ---- the event loop

    /** The socket listens: from now on others can be told where. */
    void listening(int port, PeerListener hearer) {
        long now = nanos();
        listener = hearer;
        listenPort = port;
        tickedNanos = now;
        toldNewsNanos = now;
        int advertised =
                config.advertise().port() == 0 ? port : config.advertise().port();
        if (!isUnspecified(config.advertise().host())) {
            Endpoint endpoint = new Endpoint(config.advertise().host(), advertised);
            long sequence = unixMillis();
            Bytes message = AddressRecord.message(identity.genesis(), self, endpoint, sequence, identity.role());
            ownAddress = List.of(new AddressRecord(self, endpoint, sequence, identity.role(), key.sign(message)));
        }
        config.peers().forEach(peer -> book.want(peer, now));
    }

    Frame.Hello hello() {
        return new Frame.Hello(
                Frame.SPOKEN,
                identity.client(),
                identity.chainId(),
                identity.genesis(),
                instance,
                listenPort,
                ownAddress,
                identity.role(),
                unixMillis());
    }

    /** Whether a connection from there may begin its handshake. */
    boolean admits(InetAddress from) {
        long present = ungreeted.stream().filter(link -> isFrom(link, from)).count()
                + links.values().stream().filter(link -> isFrom(link, from)).count();
        if (present >= config.maxLinksPerIp()) {
            refuse(from.getHostAddress(), "has " + present + " connections, more are not taken");
            return false;
        }
        if (!arrivals.allows(from, nanos())) {
            refuse(from.getHostAddress(), "comes again and again; it must wait");
            return false;
        }
        return !closed;
    }

    void begun(PeerLink link) {
        if (ungreeted.size() >= MAX_UNGREETED) {
            ungreeted.stream()
                    .filter(other -> other.origin() instanceof Origin.Accepted)
                    .findFirst()
                    .ifPresent(oldest -> oldest.end("made room for a newer connection before it said HELLO"));
        }
        ungreeted.add(link);
    }

    /** The peers to dial now. */
    List<PeerAddress> tick() {
        long now = nanos();
        boolean stoodStill = now - tickedNanos > STOOD_STILL.toNanos();
        tickedNanos = now;
        for (PeerLink link : allLinks()) {
            if (stoodStill) {
                link.forgive(now);
            }
            link.tick(now);
        }
        if (now - toldNewsNanos >= ADDRESSES_INTERVAL.toNanos()) {
            toldNewsNanos = now;
            Frame.Addresses addresses = new Frame.Addresses(news);
            news.clear();
            links.values().forEach(link -> link.sendAddresses(addresses));
        }
        return due(now);
    }

    /** How long nobody needs to be dialled, at most {@code longest}. */
    Duration untilDue(Duration longest) {
        long left = book.nextDue() - nanos();
        return left >= longest.toNanos() ? longest : Duration.ofNanos(Math.max(0, left));
    }

    boolean isClosed() {
        return closed;
    }

    void unreachable(PeerAddress peer, String reason) {
        NodeId id = new NodeId(peer.id());
        dialEnded(id, Duration.ZERO);
        if (book.failures(id) >= FAILURES_TO_TELL) {
            refuse(peer.toString(), "cannot be reached: " + reason);
        }
    }

    /** The handshake is done: is it who we dialled? */
    void secured(PeerLink link) {
        NodeId id = link.stage().peer().orElseThrow();
        if (link.origin() instanceof Origin.Dialled(PeerAddress to)
                && !id.bytes().equals(to.id())) {
            link.end("another node answers there: " + id);
        }
    }

    /** HELLO has come: may the peer stay? */
    void greeted(PeerLink link, NodeId id, Frame.Hello hello) {
        Optional<String> objection = objection(id, hello).or(() -> duplicate(link, id, hello));
        if (objection.isPresent()) {
            link.end(objection.get());
            return;
        }
        boolean stranger = isStranger(id, hello.role());
        if (stranger && strangers() >= config.observerSlots()) {
            link.end("all " + config.observerSlots() + " slots for nodes that are no validators are taken");
            return;
        }
        link(id).ifPresent(old -> old.end("replaced by a newer connection"));
        admit(
                link,
                new PeerInfo(
                        id, endpoint(link, hello), hello.role(), link.origin().direction(), hello.client()),
                hello,
                stranger);
    }

    void deliver(NodeId from, Channel channel, Bytes message) {
        listener.message(from, channel, message);
    }

    /** Addresses that a peer passes on: each is signed by the node it is of. */
    void learned(NodeId from, Frame.Addresses addresses) {
        for (AddressRecord record : addresses.records()) {
            if (book.isNews(record) && !learn(record)) {
                report(from, Misconduct.BAD_PROOF);
                return;
            }
        }
    }

    void report(NodeId peer, Misconduct misconduct) {
        if (scores.report(peer, misconduct, nanos())) {
            link(peer).ifPresent(link -> link.end("misbehaved: " + misconduct));
        }
    }

    /** A link has ended; whoever it was with may come again. */
    void ended(PeerLink link, String reason) {
        ungreeted.remove(link);
        Optional<Stage.Open> open = link.stage().opened();
        if (open.isPresent()) {
            NodeId id = open.get().info().id();
            links.remove(id, link);
            dialEnded(id, Duration.ofNanos(nanos() - open.get().sinceNanos()));
            if (!closed) {
                listener.disconnected(id, reason);
            }
            return;
        }
        if (link.origin() instanceof Origin.Dialled(PeerAddress to)) {
            dialEnded(new NodeId(to.id()), Duration.ZERO);
        }
        boolean isTwin = link.stage().peer().filter(links::containsKey).isPresent();
        if (!closed && !isTwin) {
            refuse(link.remote(), reason);
        }
    }

    /** An exception that nothing outside can cause: our program is wrong, and whoever watches this thread must know. */
    void bug(Throwable cause) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
    }

    List<PeerStatus> status() {
        long now = nanos();
        List<PeerStatus> status = new ArrayList<>();
        for (PeerLink link : links.values()) {
            if (link.stage() instanceof Stage.Open open) {
                status.add(link.status(open, scores.penalty(open.info().id(), now)));
            }
        }
        return status;
    }

    void close() {
        closed = true;
        allLinks().forEach(link -> link.end("shutting down"));
    }

    private void refuse(String remote, String reason) {
        if (refusals.mayTell(remote, reason, nanos())) {
            listener.refused(remote, reason);
        }
    }

    private void admit(PeerLink link, PeerInfo info, Frame.Hello hello, boolean stranger) {
        long now = nanos();
        NodeId id = info.id();
        ungreeted.remove(link);
        links.put(id, link);
        hello.address()
                .filter(record -> record.id().equals(id) && book.isNews(record))
                .ifPresent(this::learn);
        book.linked(id); // after its address was learned, or the address would be dialled
        long bytesPerSecond = stranger ? STRANGER_BYTES_PER_SECOND : MEMBER_BYTES_PER_SECOND;
        link.open(new Stage.Open(
                info,
                hello.instance(),
                stranger,
                new OutgoingQueue(stranger ? strangersOutgoing : Budget.unlimited()),
                new Reassembly(stranger ? strangersIncoming : Budget.unlimited()),
                new Throttle(bytesPerSecond, bytesPerSecond, now),
                now));
        listener.connected(info);
        link.sendAddresses(new Frame.Addresses(book.sample(Frame.MAX_ADDRESSES)));
    }

    private Optional<String> objection(NodeId id, Frame.Hello hello) {
        if (hello.chainId() != identity.chainId() || !hello.genesis().equals(identity.genesis())) {
            return Optional.of("is of another chain: chain id " + Long.toUnsignedString(hello.chainId()) + " genesis "
                    + hello.genesis() + ", here it is chain id " + Long.toUnsignedString(identity.chainId())
                    + " genesis " + identity.genesis());
        }
        if (!hello.versions().meets(Frame.SPOKEN)) {
            return Optional.of("speaks protocol " + hello.versions() + " (" + hello.client() + "), here it is protocol "
                    + Frame.SPOKEN + " (" + identity.client() + ")");
        }
        if (id.equals(self)) {
            return Optional.of("is this node itself, or one with a copy of its node key");
        }
        if (filter.isCut(id)) {
            return Optional.of("cut off by a drill");
        }
        if (scores.isBarred(id, nanos(), isStranger(id, hello.role()) ? Scoreboard.FOR_EVER : BAR_OF_THE_WANTED)) {
            return Optional.of("misbehaved and is barred for a while");
        }
        if (!isProved(id, hello.role())) {
            report(id, Misconduct.BAD_PROOF);
            return Optional.of("claims a validator key without proof");
        }
        return Optional.empty();
    }

    private Optional<String> duplicate(PeerLink link, NodeId id, Frame.Hello hello) {
        return link(id).flatMap(old -> old.stage().opened())
                .filter(old -> old.instance() == hello.instance()
                        && old.info().direction() != link.origin().direction()
                        && !isDialledBySmaller(link, id))
                .map(old -> "another connection to it stands");
    }

    private boolean isDialledBySmaller(PeerLink link, NodeId peer) {
        boolean weAreSmaller = self.compareTo(peer) < 0;
        return switch (link.origin()) {
            case Origin.Dialled dialled -> weAreSmaller;
            case Origin.Accepted accepted -> !weAreSmaller;
        };
    }

    private boolean learn(AddressRecord record) {
        boolean isTrue = NodeSignatures.verify(record.id(), record.message(identity.genesis()), record.signature())
                && isProved(record.id(), record.role());
        if (isTrue) {
            book.learn(record, nanos());
            if (news.size() < MAX_NEWS) {
                news.add(record);
            }
        }
        return isTrue;
    }

    private boolean isProved(NodeId id, Role role) {
        Claim claim = new Claim(id, role);
        if (proved.contains(claim)) {
            return true;
        }
        boolean isTrue = HelloClaim.isProved(role, id, identity.genesis());
        if (isTrue) {
            proved.add(claim);
            if (proved.size() > MAX_PROVED) {
                proved.removeFirst();
            }
        }
        return isTrue;
    }

    private List<PeerAddress> due(long now) {
        long dialledStrangers = links.values().stream()
                .filter(link -> link.origin() instanceof Origin.Dialled
                        && link.stage() instanceof Stage.Open open
                        && open.stranger())
                .count();
        List<PeerAddress> due = new ArrayList<>();
        for (PeerAddress peer : book.due(now, (int) Math.max(0, config.observerSlots() / 2 - dialledStrangers))) {
            NodeId id = new NodeId(peer.id());
            if (filter.isCut(id)) {
                dialEnded(id, Duration.ZERO);
            } else if (book.isCourteousTo(id) && greetsFrom(peer.endpoint().host(), now)) {
                book.postpone(id, now, POSTPONED);
            } else {
                due.add(peer);
            }
        }
        return due;
    }

    /** Whether somebody at that host has just dialled us. */
    private boolean greetsFrom(String host, long now) {
        return ungreeted.stream()
                .anyMatch(link -> link.origin() instanceof Origin.Accepted(InetAddress from)
                        && from.getHostAddress().equals(host)
                        && link.age(now).compareTo(MAY_BE_THE_PEER) < 0);
    }

    private void dialEnded(NodeId id, Duration stoodFor) {
        if (links.containsKey(id)) {
            book.linked(id);
        } else {
            book.unlinked(id, nanos(), stoodFor);
        }
    }

    private List<PeerLink> allLinks() {
        List<PeerLink> all = new ArrayList<>(ungreeted);
        all.addAll(links.values());
        return all;
    }

    private long strangers() {
        return links.values().stream()
                .filter(link -> link.stage() instanceof Stage.Open open
                        && isStranger(open.info().id(), open.info().role()))
                .count();
    }

    private boolean isStranger(NodeId id, Role role) {
        boolean isValidator = role instanceof Role.Validator(Bytes blsKey, Bytes signature) && validators.test(blsKey);
        return !isValidator && !book.isWanted(id);
    }

    private static boolean isFrom(PeerLink link, InetAddress address) {
        return link.origin() instanceof Origin.Accepted(InetAddress from) && from.equals(address);
    }

    private static Endpoint endpoint(PeerLink link, Frame.Hello hello) {
        return hello.address().map(AddressRecord::endpoint).orElseGet(() -> switch (link.origin()) {
            case Origin.Dialled(PeerAddress to) -> to.endpoint();
            case Origin.Accepted(InetAddress from) -> new Endpoint(from.getHostAddress(), hello.listenPort());
        });
    }

    /** Until someone listens nothing can have happened. */
    private record Deaf() implements PeerListener {
        @Override
        public void connected(PeerInfo peer) {}

        @Override
        public void message(NodeId from, Channel channel, Bytes message) {}

        @Override
        public void disconnected(NodeId peer, String reason) {}

        @Override
        public void refused(String remote, String reason) {}
    }

    private static boolean isUnspecified(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }
}
