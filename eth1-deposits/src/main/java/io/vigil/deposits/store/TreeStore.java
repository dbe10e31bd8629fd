package io.vigil.deposits.store;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Eth1Point;
import io.vigil.deposits.FollowedChain;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.TreeNodes;
import io.vigil.storage.Batch;
import io.vigil.storage.Entry;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The deposit tree and the eth1 blocks a node knows, on disk (D26). Memory does not grow with them. One thread writes; others read {@link #now}. Rows
 * above the position are left from blocks that eth1 took back; nothing reads them, and later blocks write over them.
 */
public final class TreeStore implements FollowedChain {
    /** Blocks kept to answer what a voted block held; two weeks of Ethereum. */
    public static final long MAX_POINTS = 100_000;

    /** Rows dropped with one batch when a damaged store is cleared. */
    private static final int CLEAR_ROWS = 50_000;

    private final KeyValueStore rows;
    private volatile StoredChain now;

    private TreeStore(KeyValueStore rows, Position position) {
        this.rows = rows;
        this.now = new StoredChain(rows, position, treeAt(rows, position));
    }

    /** An open store with the report of the audit it went through. */
    public record Opened(TreeStore store, AuditReport report) {}

    /** Whether {@link #open} would begin at its start. */
    public static boolean isEmpty(KeyValueStore rows) {
        return rows.get(Table.DEPOSIT, Rows.POSITION).isEmpty();
    }

    /** Opens and audits the rows; damaged ones are dropped, and the store begins again at {@code start} (D28, D29). */
    public static Opened open(KeyValueStore rows, Start start) {
        Optional<Bytes> row = rows.get(Table.DEPOSIT, Rows.POSITION);
        if (row.isEmpty()) {
            return new Opened(begin(rows, start), sound(Position.at(start)));
        }
        Position position;
        try {
            position = Position.decode(row.get());
        } catch (MalformedException e) {
            return restarted(rows, start, Position.at(start), "position: " + e.getMessage());
        }
        Optional<String> damage = damage(rows, position);
        return damage.isPresent()
                ? restarted(rows, start, position, damage.get())
                : new Opened(new TreeStore(rows, position), sound(position));
    }

    /** What is held now, for other threads. */
    public StoredChain now() {
        return now;
    }

    @Override
    public DepositTree tree() {
        return now.tree();
    }

    @Override
    public Eth1Point head() {
        return now.head();
    }

    @Override
    public Eth1Block finalized() {
        return now.finalized();
    }

    /** See {@link StoredChain#deposit}. */
    public Optional<DepositData> deposit(long index) {
        return now.deposit(index);
    }

    @Override
    public Optional<Eth1Point> point(long number) {
        return now.point(number);
    }

    @Override
    public Optional<Eth1Point> point(Hash blockHash) {
        return now.point(blockHash);
    }

    @Override
    public List<Eth1Point> points(long first, long last) {
        return now.points(first, last);
    }

    /**
     * Applies {@code step} or nothing of it.
     *
     * @throws IllegalStateException if it does not continue a known point, or would take back what is final (D5)
     */
    public void apply(Advance step) {
        requireContinues(step);
        Position position = now.position();
        DepositTree next = treeAt(rows, position);
        next.truncate(step.from().count());
        Batch batch = new Batch();
        step.deposits().forEach(deposit -> {
            batch.put(Table.DEPOSIT, Rows.deposit(next.count()), Rows.value(deposit));
            next.append(deposit.root());
        });
        next.keep((height, index, node) -> batch.put(Table.DEPOSIT, Rows.node(height, index), node.bytes()));
        for (Eth1Point stale :
                points(step.from().block().number() + 1, position.head().number())) {
            batch.delete(Table.DEPOSIT, Rows.point(stale.block().number()));
            batch.delete(Table.DEPOSIT, Rows.number(stale.block().hash()));
        }
        for (Eth1Point point : step.points()) {
            putPoint(batch, point);
        }
        dropOldPoints(batch, step);
        Position reached = new Position(
                position.source(),
                position.first(),
                next.frontier(),
                next.root(),
                step.finalized(),
                step.head().block());
        batch.put(Table.DEPOSIT, Rows.POSITION, reached.encode());
        rows.commit(batch, Durability.SYNCED);
        now = new StoredChain(rows, reached, next);
    }

    /** Adds final blocks that were skipped when their range was read, so that they can be voted on (D4). */
    public void remember(List<Eth1Point> skipped) {
        Batch batch = new Batch();
        for (Eth1Point point : skipped) {
            if (point.block().number() > finalized().number() || point.count() > tree().count()) {
                throw new IllegalStateException("block " + point + " is above the final " + finalized());
            }
            putPoint(batch, point);
        }
        rows.commit(batch, Durability.SYNCED);
    }

    /** The tree before the first deposit that is held. */
    public Frontier beginning() {
        return now.position().first();
    }

    /** Number of the oldest block that is known. */
    public long oldestBlock() {
        try (Stream<Entry> points = rows.range(Table.DEPOSIT, Rows.point(0), Rows.point(Long.MAX_VALUE))) {
            return points.findFirst()
                    .map(entry -> entry.key().getLong(1))
                    .orElse(head().block().number());
        }
    }

    /**
     * Puts deposits before the beginning, so that they can be proved (D29).
     *
     * @param older the tree before them
     * @throws IllegalArgumentException if they do not lead from there to the beginning
     */
    public void extendBack(Frontier older, List<DepositData> deposits) {
        Position position = now.position();
        DepositTree tree = DepositTree.from(older);
        Batch batch = new Batch();
        for (DepositData deposit : deposits) {
            batch.put(Table.DEPOSIT, Rows.deposit(tree.count()), Rows.value(deposit));
            tree.append(deposit.root());
        }
        if (!tree.frontier().equals(position.first())) {
            throw new IllegalArgumentException(deposits.size() + " deposits after " + older.count() + " give root "
                    + tree.root() + ", the store began with " + position.first().root());
        }
        tree.keep((height, index, node) -> batch.put(Table.DEPOSIT, Rows.node(height, index), node.bytes()));
        Position reached = new Position(
                position.source(), older, position.newest(), position.root(), position.finalized(), position.head());
        batch.put(Table.DEPOSIT, Rows.POSITION, reached.encode());
        rows.commit(batch, Durability.SYNCED);
        now = new StoredChain(rows, reached, treeAt(rows, reached));
    }

    /** Looks at every row again, as {@link #open} does, and drops nothing. */
    public AuditReport audit() {
        Position position = now.position();
        return damage(rows, position)
                .map(why -> report(position, new AuditReport.Verdict.Damaged(why)))
                .orElseGet(() -> sound(position));
    }

    /** Drops everything and begins again at {@code start}. */
    public void restart(Start start) {
        clear(rows);
        now = begin(rows, start).now;
    }

    private void requireContinues(Advance step) {
        Eth1Block from = step.from().block();
        boolean known = step.from().equals(head())
                || point(from.number()).filter(step.from()::equals).isPresent();
        if (!known) {
            throw new IllegalStateException("block " + from + " is not on the followed chain");
        }
        if (from.number() < finalized().number()
                || step.finalized().number() < finalized().number()) {
            throw new IllegalStateException(
                    "block " + from.number() + " or " + step.finalized().number() + " is below the final "
                            + finalized().number());
        }
    }

    private static void putPoint(Batch batch, Eth1Point point) {
        batch.put(Table.DEPOSIT, Rows.point(point.block().number()), Rows.value(point));
        batch.put(
                Table.DEPOSIT,
                Rows.number(point.block().hash()),
                Bytes.ofLong(point.block().number()));
    }

    private void dropOldPoints(Batch batch, Advance step) {
        long oldest = step.head().block().number() - MAX_POINTS;
        long before = head().block().number() - MAX_POINTS;
        for (Eth1Point old : points(Math.max(0, before), oldest - 1)) {
            batch.delete(Table.DEPOSIT, Rows.point(old.block().number()));
            batch.delete(Table.DEPOSIT, Rows.number(old.block().hash()));
        }
    }

    private static DepositTree treeAt(KeyValueStore rows, Position at) {
        TreeNodes nodes = (height, index) -> rows.get(Table.DEPOSIT, Rows.node(height, index))
                .filter(value -> value.size() == Hash.SIZE)
                .map(Hash::new)
                .orElseThrow(() -> new StorageException(
                        StorageException.Reason.DAMAGED, "deposit tree: no node " + index + " at height " + height));
        return new DepositTree(at.first(), at.newest(), nodes);
    }

    private static Opened restarted(KeyValueStore rows, Start start, Position damaged, String why) {
        clear(rows);
        return new Opened(begin(rows, start), report(damaged, new AuditReport.Verdict.Damaged(why)));
    }

    private static TreeStore begin(KeyValueStore rows, Start start) {
        Position position = Position.at(start);
        Batch batch = new Batch().put(Table.DEPOSIT, Rows.POSITION, position.encode());
        putPoint(batch, start.point());
        rows.commit(batch, Durability.SYNCED);
        return new TreeStore(rows, position);
    }

    /** The position goes first: without it no other row counts. */
    private static void clear(KeyValueStore rows) {
        rows.commit(new Batch().delete(Table.DEPOSIT, Rows.POSITION), Durability.SYNCED);
        while (true) {
            Batch batch = new Batch();
            try (Stream<Entry> found = rows.range(Table.DEPOSIT, Rows.FIRST, Rows.END)) {
                found.limit(CLEAR_ROWS).forEach(entry -> batch.delete(Table.DEPOSIT, entry.key()));
            }
            if (batch.operations().isEmpty()) {
                return;
            }
            rows.commit(batch, Durability.BUFFERED);
        }
    }

    private static Optional<String> damage(KeyValueStore rows, Position position) {
        try (Snapshot view = rows.snapshot()) {
            return new Audit(view, position).damage();
        }
    }

    private static AuditReport sound(Position position) {
        return report(position, new AuditReport.Verdict.Sound());
    }

    private static AuditReport report(Position position, AuditReport.Verdict verdict) {
        return new AuditReport(position.newest().count(), position.root(), position.head(), position.source(), verdict);
    }
}
