package io.vigil.consensus;

import io.vigil.consensus.Event.Verdict;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The last committed block and what is known above it. Bodies are the runner's; here stands only how far each block has come. */
final class BlockTree {
    /** How far a block has come on this node. */
    enum Standing {
        /** Its body is here. */
        AVAILABLE,
        EXECUTING,
        VALID,
        NOT_YET,
        WITHHELD,
        INVALID
    }

    /**
     * @param certified whether it was last executed as a block that a quorum vouches for
     * @param seenAt when it was first seen
     * @param retryAt when to execute it again, if it stands at {@code NOT_YET} or failed although certified
     */
    record Entry(BlockRef block, Standing standing, boolean certified, long seenAt, long retryAt) {
        /** Whether no execution has ended yet. */
        boolean isUnjudged() {
            return retryAt == seenAt;
        }
    }

    private final TreeMap<Hash, Entry> entries;
    private BlockRef head;
    private long headSeenAt;

    BlockTree(BlockRef head, long nowNanos) {
        this(new TreeMap<>(), head, nowNanos);
    }

    private BlockTree(TreeMap<Hash, Entry> entries, BlockRef head, long headSeenAt) {
        this.entries = entries;
        this.head = head;
        this.headSeenAt = headSeenAt;
    }

    BlockTree copy() {
        return new BlockTree(new TreeMap<>(entries), head, headSeenAt);
    }

    BlockRef head() {
        return head;
    }

    int size() {
        return entries.size();
    }

    Iterable<Entry> entries() {
        return entries.values();
    }

    Optional<Entry> find(Hash hash) {
        return Optional.ofNullable(entries.get(hash));
    }

    /** The block if it is the head or known above it. */
    Optional<BlockRef> block(Hash hash) {
        return hash.equals(head.hash()) ? Optional.of(head) : find(hash).map(Entry::block);
    }

    boolean isExecuted(Hash hash) {
        if (hash.equals(head.hash())) {
            return true;
        }
        Entry entry = entries.get(hash);
        return entry != null && entry.standing() == Standing.VALID;
    }

    /** When the block was first seen; {@code otherwise} if it is not known. */
    long seenAt(Hash hash, long otherwise) {
        if (hash.equals(head.hash())) {
            return headSeenAt;
        }
        Entry entry = entries.get(hash);
        return entry == null ? otherwise : entry.seenAt();
    }

    /** @return whether it was new */
    boolean add(BlockRef block, long nowNanos) {
        if (block.height() <= head.height()) {
            return false;
        }
        return entries.putIfAbsent(block.hash(), new Entry(block, Standing.AVAILABLE, false, nowNanos, nowNanos))
                == null;
    }

    void executing(Hash hash, boolean certified) {
        Entry old = entries.get(hash);
        if (old != null) {
            entries.put(
                    hash,
                    new Entry(
                            old.block(),
                            Standing.EXECUTING,
                            certified || old.certified(),
                            old.seenAt(),
                            old.retryAt()));
        }
    }

    void executed(Hash hash, Verdict verdict, long retryAt) {
        Entry old = entries.get(hash);
        if (old == null || old.standing() == Standing.VALID) {
            return;
        }
        Standing standing = switch (verdict) {
            case VALID -> Standing.VALID;
            case INVALID -> Standing.INVALID;
            case NOT_YET -> Standing.NOT_YET;
            case WITHHELD -> Standing.WITHHELD;
        };
        entries.put(hash, new Entry(old.block(), standing, old.certified(), old.seenAt(), retryAt));
    }

    /** The way from above the head up to a block. */
    sealed interface Path {
        /** Ascending; empty if the block is the head. */
        record Complete(List<BlockRef> blocks) implements Path {}

        record Missing(Hash hash) implements Path {}

        /** It does not descend from the head. */
        record Elsewhere(BlockRef lowest) implements Path {}
    }

    Path pathTo(Hash target) {
        List<BlockRef> path = new ArrayList<>();
        Hash at = target;
        while (!at.equals(head.hash())) {
            Entry entry = entries.get(at);
            if (entry == null) {
                return path.isEmpty() || path.getFirst().height() > head.height() + 1
                        ? new Path.Missing(at)
                        : new Path.Elsewhere(path.getFirst());
            }
            path.addFirst(entry.block());
            at = entry.block().parent();
        }
        return new Path.Complete(path);
    }

    /** Makes {@code block} the head and forgets all that does not descend from it. @return what was forgotten, ascending by hash */
    List<Hash> commit(BlockRef block, long nowNanos) {
        headSeenAt = seenAt(block.hash(), nowNanos);
        head = block;
        entries.remove(block.hash());
        List<Entry> ascending = new ArrayList<>(entries.values());
        ascending.sort(Comparator.comparingLong(entry -> entry.block().height()));
        Set<Hash> kept = new HashSet<>();
        kept.add(block.hash());
        for (Entry entry : ascending) {
            BlockRef candidate = entry.block();
            boolean orphan = !entries.containsKey(candidate.parent()) && candidate.height() > block.height() + 1;
            if (candidate.height() > block.height() && (orphan || kept.contains(candidate.parent()))) {
                kept.add(candidate.hash());
            }
        }
        return forgetAllBut(kept);
    }

    /** Forgets blocks of views below {@code view} that are not in {@code kept}. */
    List<Hash> prune(long view, Set<Hash> kept) {
        Set<Hash> stay = new HashSet<>(kept);
        for (Entry entry : entries.values()) {
            if (entry.block().view() >= view) {
                stay.add(entry.block().hash());
            }
        }
        return forgetAllBut(stay);
    }

    private List<Hash> forgetAllBut(Set<Hash> kept) {
        List<Hash> gone = new ArrayList<>();
        for (Hash hash : entries.keySet()) {
            if (!kept.contains(hash)) {
                gone.add(hash);
            }
        }
        gone.forEach(entries::remove);
        return gone;
    }
}
