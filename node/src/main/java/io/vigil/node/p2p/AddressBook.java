package io.vigil.node.p2p;

import io.vigil.node.config.Endpoint;
import io.vigil.node.config.PeerAddress;
import io.vigil.types.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Where other nodes are, and when to dial them next. Peers of the configuration and validators are dialled until they answer,
 * with a back-off that doubles up to a cap, others while there is room for them. Confined to the mesh's thread; times are
 * monotonic nanoseconds.
 */
public final class AddressBook {
    /** Addresses that others told us; the least useful is forgotten for a new one. */
    public static final int MAX_LEARNED = 1_024;

    /** The first wait after a failure or a lost link: a connection that is refused costs nothing, and a whole chain may wait. */
    public static final Duration FIRST_BACK_OFF = Duration.ofMillis(10);

    /**
     * The node with the larger id dials this much later, so that two that start together seldom dial each other at once: one
     * of the two handshakes would be for nothing, and so would what was said meanwhile.
     */
    public static final Duration COURTESY = Duration.ofMillis(100);

    /** A link that stood this long was a good one. */
    public static final Duration STABLE = Duration.ofSeconds(3);

    /** A learned address that failed this often in a row makes room for a new one. */
    private static final int HOPELESS_FAILURES = 11;

    private final NodeId self;
    private final Duration maxBackOff;
    private final Predicate<Bytes> validators;
    private final RandomGenerator random;
    private final Map<NodeId, Entry> entries = new TreeMap<>();

    /**
     * @param validators whether a BLS key is one of the present or next validator set
     * @param random for the jitter that keeps nodes that lost each other together from returning together
     */
    public AddressBook(NodeId self, Duration maxBackOff, Predicate<Bytes> validators, RandomGenerator random) {
        this.self = self;
        this.maxBackOff = maxBackOff;
        this.validators = validators;
        this.random = random;
    }

    /** A peer to which a link is always wanted. */
    public void want(PeerAddress address, long nowNanos) {
        NodeId id = new NodeId(address.id());
        if (!id.equals(self)) {
            Entry entry = entries.computeIfAbsent(id, key -> new Entry(key, address.endpoint(), nowNanos));
            entry.wanted = true;
            entry.nextDialNanos = nowNanos + courtesy(id);
        }
    }

    public boolean isWanted(NodeId peer) {
        Entry entry = entries.get(peer);
        return entry != null && entry.wanted;
    }

    /** Whether {@code record} would tell us something; its signature is worth checking only then. */
    public boolean isNews(AddressRecord candidate) {
        Entry known = entries.get(candidate.id());
        return !candidate.id().equals(self)
                && (known == null
                        || known.record.isEmpty()
                        || known.record.getFirst().sequence() < candidate.sequence());
    }

    /** Notes a record whose signature was checked. The configured address of a wanted peer stays until it fails. */
    public void learn(AddressRecord checked, long nowNanos) {
        if (!isNews(checked) || (!entries.containsKey(checked.id()) && !makeRoom())) {
            return;
        }
        Entry entry = entries.computeIfAbsent(checked.id(), key -> {
            Entry fresh = new Entry(key, checked.endpoint(), nowNanos);
            fresh.nextDialNanos = nowNanos + courtesy(key);
            return fresh;
        });
        entry.record = List.of(checked);
    }

    /**
     * The peers to dial now; each is then taken as being dialled until {@link #linked} or {@link #unlinked} is called.
     *
     * @param room for how many peers that are neither wanted nor validators
     */
    public List<PeerAddress> due(long nowNanos, int room) {
        List<PeerAddress> due = new ArrayList<>();
        int left = room;
        for (Entry entry : entries.values()) {
            if (entry.busy || entry.nextDialNanos - nowNanos > 0) {
                continue;
            }
            if (entry.wanted || isValidator(entry) || left-- > 0) {
                entry.busy = true;
                due.add(new PeerAddress(entry.id.bytes(), entry.nextEndpoint()));
            }
        }
        return due;
    }

    /** Monotonic nanoseconds at which a peer that is always wanted falls due next; the largest number if none does. */
    public long nextDue() {
        return entries.values().stream()
                .filter(entry -> !entry.busy && (entry.wanted || isValidator(entry)))
                .mapToLong(entry -> entry.nextDialNanos)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Whether the two ends' ids leave it to the peer to dial first. */
    public boolean isCourteousTo(NodeId peer) {
        return self.compareTo(peer) > 0;
    }

    /** A peer that fell {@link #due} is not dialled now but so much later. */
    public void postpone(NodeId peer, long nowNanos, Duration by) {
        Entry entry = entries.get(peer);
        if (entry != null) {
            entry.busy = false;
            entry.nextDialNanos = nowNanos + by.toNanos();
        }
    }

    /** A link to the peer stands, whoever dialled. */
    public void linked(NodeId peer) {
        Entry entry = entries.get(peer);
        if (entry != null) {
            entry.busy = true;
        }
    }

    /**
     * The peer could not be reached, or its link ended. The next attempt comes after a back-off that grows with failures; a link
     * that stood for a while ends a row of failures, one that ended at once is another.
     */
    public void unlinked(NodeId peer, long nowNanos, Duration stoodFor) {
        Entry entry = entries.get(peer);
        if (entry != null) {
            entry.busy = false;
            entry.failures = stoodFor.compareTo(STABLE) < 0 ? entry.failures : 0;
            entry.nextDialNanos = nowNanos + backOff(entry.failures) + courtesy(peer);
            entry.failures++;
        }
    }

    /** Records to pass on, validators first. */
    public List<AddressRecord> sample(int limit) {
        return entries.values().stream()
                .filter(entry -> !entry.record.isEmpty())
                .sorted(Comparator.comparing((Entry entry) -> !isValidator(entry))
                        .thenComparing(entry -> entry.failures))
                .limit(limit)
                .map(entry -> entry.record.getFirst())
                .toList();
    }

    /** How often in a row the peer could not be reached or kept. */
    public int failures(NodeId peer) {
        Entry entry = entries.get(peer);
        return entry == null ? 0 : entry.failures;
    }

    public int size() {
        return entries.size();
    }

    /** Asked each time, since sets change with epochs. */
    private boolean isValidator(Entry entry) {
        return !entry.record.isEmpty()
                && entry.record.getFirst().role() instanceof Role.Validator(Bytes key, Bytes signature)
                && validators.test(key);
    }

    private boolean makeRoom() {
        List<Entry> learned =
                entries.values().stream().filter(entry -> !entry.wanted).toList();
        if (learned.size() < MAX_LEARNED) {
            return true;
        }
        Optional<Entry> worst = learned.stream()
                .filter(entry -> !isValidator(entry) && !entry.busy && entry.failures >= HOPELESS_FAILURES)
                .max(Comparator.comparing((Entry entry) -> entry.failures).thenComparing(entry -> entry.id));
        worst.ifPresent(entry -> entries.remove(entry.id));
        return worst.isPresent();
    }

    /** Doubles from the first wait to the cap, then up to a quarter less. */
    private long backOff(int failures) {
        long full = Math.min(maxBackOff.toNanos(), FIRST_BACK_OFF.toNanos() << Math.min(failures, 20));
        return full - (long) (random.nextDouble() * full / 4);
    }

    private long courtesy(NodeId peer) {
        return isCourteousTo(peer) ? COURTESY.toNanos() : 0;
    }

    private static final class Entry {
        private final NodeId id;
        private final Endpoint endpoint;
        private List<AddressRecord> record = List.of();
        private boolean wanted;
        private boolean busy;
        private int failures;
        private long nextDialNanos;

        Entry(NodeId id, Endpoint endpoint, long nowNanos) {
            this.id = id;
            this.endpoint = endpoint;
            this.nextDialNanos = nowNanos;
        }

        /** The configured or first address, in turns with what the node itself said since. */
        Endpoint nextEndpoint() {
            return record.isEmpty() || (wanted && failures % 2 == 0)
                    ? endpoint
                    : record.getFirst().endpoint();
        }
    }
}
