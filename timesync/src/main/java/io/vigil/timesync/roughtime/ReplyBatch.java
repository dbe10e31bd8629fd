package io.vigil.timesync.roughtime;

import io.vigil.types.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Answers datagrams: refuses what it must, signs the rest in one tree per version, with an online key that changes once
 * half of its delegation is over. Owned by one thread.
 */
public final class ReplyBatch {
    public static final int MAX_QUESTIONS = ReplySigner.MAX_BATCH;

    /** How long an online key may sign. A stolen one is harmful until then. */
    public static final Duration DELEGATION = Duration.ofDays(1);

    /** The least radius of a server that knows nothing of leap seconds (draft -19, section 5.2.5). */
    public static final Duration MIN_RADIUS = Duration.ofSeconds(3);

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final LongTermKey key;
    private final Bytes server;
    private final List<Dialect> supported;
    private final RandomGenerator random;
    private final Map<Dialect, Delegated> online = new EnumMap<>(Dialect.class);

    private record Delegated(ReplySigner signer, long notBefore, long renewAt) {}

    private record Place(int position, RoughtimeRequest request) {}

    /**
     * @param supported what to speak, best first
     * @param random makes the online keys: must not be guessable
     */
    public ReplyBatch(LongTermKey key, List<Dialect> supported, RandomGenerator random) {
        this.key = key;
        this.server = RoughtimeRequest.server(key.publicKey());
        this.supported = List.copyOf(supported);
        this.random = random;
    }

    /**
     * One reply per datagram, in their order; an empty one where no answer is due.
     *
     * @param nanos the time, since 1970; {@code radiusNanos} how wrong it may be
     */
    public List<Bytes> answer(List<Bytes> datagrams, long nanos, long radiusNanos) {
        Map<Dialect, List<Place>> asked = new EnumMap<>(Dialect.class);
        List<Bytes> replies = new ArrayList<>(datagrams.size());
        for (int i = 0; i < datagrams.size(); i++) {
            replies.add(Bytes.EMPTY);
            if (RequestCheck.of(datagrams.get(i), supported, server)
                    instanceof RequestCheck.Answerable(RoughtimeRequest request, Dialect dialect)) {
                asked.computeIfAbsent(dialect, spoken -> new ArrayList<>()).add(new Place(i, request));
            }
        }
        asked.forEach((dialect, places) -> sign(dialect, places, nanos, radiusNanos, replies));
        return replies;
    }

    private void sign(Dialect dialect, List<Place> places, long nanos, long radiusNanos, List<Bytes> replies) {
        long unit = dialect.unitNanos();
        long radius = Math.ceilDiv(Math.max(radiusNanos, MIN_RADIUS.toNanos()), unit);
        List<Bytes> signed = signer(dialect, nanos / unit)
                .sign(places.stream().map(Place::request).toList(), nanos / unit, radius, supported);
        for (int i = 0; i < signed.size(); i++) {
            Place place = places.get(i);
            boolean amplifies = signed.get(i).size() > place.request().packet().size();
            if (!amplifies) {
                replies.set(place.position(), signed.get(i));
            }
        }
    }

    /** A clock that was set back before the delegation gets a new one too: a reply outside it would be void. */
    private ReplySigner signer(Dialect dialect, long now) {
        Delegated delegated = online.get(dialect);
        if (delegated == null || now < delegated.notBefore() || now >= delegated.renewAt()) {
            byte[] seed = new byte[LongTermKey.SEED_BYTES];
            random.nextBytes(seed);
            long length = DELEGATION.toSeconds() * (NANOS_PER_SECOND / dialect.unitNanos());
            ReplySigner signer = key.delegate(dialect, Bytes.wrap(seed), now, now + length);
            delegated = new Delegated(signer, now, now + length / 2);
            online.put(dialect, delegated);
        }
        return delegated.signer();
    }
}
