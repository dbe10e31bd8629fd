package io.vigil.node.agreement;

import io.vigil.consensus.PeerId;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.node.agreement.LateWords.Choice;
import io.vigil.types.Hash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Votes and commit votes that make no quorum yet. Many signatures over one message cost little more to check than one, and a core does nothing
 * with fewer than a quorum; so the first of them wait for as many as could complete one together with our own, but not for long. One thread's.
 *
 * @param <W> a vote as it waits
 */
final class AwaitedVotes<W> {
    /** More than the votes for one block are apart where it matters what they cost. */
    private static final Duration LONGEST = Duration.ofMillis(20);

    /** The part of Δ that votes may wait: both kinds together take a fraction of a view, however fast the chain is. */
    private static final int PART_OF_DELTA = 5;

    /** For one block: the first of a large set are checked while the others come. */
    static final int MAX_TOGETHER = 16;

    /** Of one peer: its votes and commit votes of a few views. What it sends beyond does not wait, so that a flood does not come in bursts. */
    static final int MAX_OF_PEER = 8;

    /** Blocks for which the verified are counted. */
    static final int MAX_COUNTED = 1_024;

    private final Map<Ground, Count<W>> counts = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Ground, Count<W>> eldest) {
            return size() > MAX_COUNTED && eldest.getValue().waiting.isEmpty();
        }
    };
    private final Map<PeerId, Integer> shares = new HashMap<>();
    private final Supplier<Duration> delta;
    private int size;

    /** @param delta Δ as it holds at the moment */
    AwaitedVotes(Supplier<Duration> delta) {
        this.delta = delta;
    }

    /** What votes are for that can make a quorum together. */
    private record Ground(Kind kind, long view, Hash block) {
        static Ground of(Choice choice) {
            return new Ground(choice.kind(), choice.view(), choice.block());
        }
    }

    private record Waiting<W>(W vote, PeerId from, int signer) {}

    private static final class Count<W> {
        final Set<Integer> verified = new HashSet<>();
        final List<Waiting<W>> waiting = new ArrayList<>();
        long sinceNanos;

        boolean isRipe(ValidatorSet set, OptionalInt own, long sinceAtLeast) {
            return waiting.size() >= MAX_TOGETHER
                    || sinceNanos - sinceAtLeast <= 0
                    || set.powerOf(this::mayCount) + ownPower(set, own) >= set.quorum();
        }

        private boolean mayCount(int member) {
            return verified.contains(member) || waiting.stream().anyMatch(one -> one.signer() == member);
        }

        private long ownPower(ValidatorSet set, OptionalInt own) {
            return own.isPresent() && !mayCount(own.getAsInt()) ? set.power(own.getAsInt()) : 0;
        }
    }

    /** @return false if its sender has too many waiting: then it is to be checked at once */
    boolean add(PeerId from, Choice choice, W vote, long nowNanos) {
        int share = shares.getOrDefault(from, 0);
        if (share == MAX_OF_PEER) {
            return false;
        }
        shares.put(from, share + 1);
        size++;
        Count<W> count = counts.computeIfAbsent(Ground.of(choice), ground -> new Count<>());
        if (count.waiting.isEmpty()) {
            count.sinceNanos = nowNanos;
        }
        count.waiting.add(new Waiting<>(vote, from, choice.signer()));
        return true;
    }

    /** A vote was verified. */
    void heard(Choice choice) {
        counts.computeIfAbsent(Ground.of(choice), ground -> new Count<>())
                .verified
                .add(choice.signer());
    }

    /** Those that need not wait any longer. */
    List<W> takeRipe(ValidatorSet set, OptionalInt own, long nowNanos) {
        long since = nowNanos - longestNanos();
        return take(count -> count.isRipe(set, own, since));
    }

    /** How long it takes until the oldest need not wait any longer. To be called while any waits. */
    long dueInNanos(long nowNanos) {
        long oldest = counts.values().stream()
                .filter(count -> !count.waiting.isEmpty())
                .mapToLong(count -> nowNanos - count.sinceNanos)
                .max()
                .orElseThrow();
        return Math.max(0, longestNanos() - oldest);
    }

    private long longestNanos() {
        Duration part = delta.get().dividedBy(PART_OF_DELTA);
        return (part.compareTo(LONGEST) < 0 ? part : LONGEST).toNanos();
    }

    List<W> takeAll() {
        return take(count -> true);
    }

    private List<W> take(Predicate<Count<W>> wanted) {
        List<W> taken = new ArrayList<>();
        for (Count<W> count : counts.values()) {
            if (!count.waiting.isEmpty() && wanted.test(count)) {
                empty(count, taken);
            }
        }
        return taken;
    }

    /** Those that came too late while they waited; nothing is counted any more for what they are about. */
    List<W> takeDecided(Decided decided) {
        List<W> taken = new ArrayList<>();
        Iterator<Map.Entry<Ground, Count<W>>> each = counts.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Ground, Count<W>> next = each.next();
            if (decided.is(next.getKey().kind(), next.getKey().view())) {
                empty(next.getValue(), taken);
                each.remove();
            }
        }
        return taken;
    }

    /** Which votes of a view count no more. */
    @FunctionalInterface
    interface Decided {
        boolean is(Kind kind, long view);
    }

    private void empty(Count<W> count, List<W> into) {
        for (Waiting<W> one : count.waiting) {
            into.add(one.vote());
            shares.computeIfPresent(one.from(), (peer, share) -> share <= 1 ? null : share - 1);
            size--;
        }
        count.waiting.clear();
    }

    /** Another epoch begins: nothing is counted yet. To be called when nothing waits. */
    void clear() {
        counts.clear();
    }

    boolean isEmpty() {
        return size == 0;
    }
}
