package io.vigil.deposits.store;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Frontier;
import io.vigil.storage.Entry;
import io.vigil.storage.Snapshot;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compares everything a store holds with everything else (D28): leaves give the nodes above them, these give the newest
 * frontier, that gives the stored root; deposits give their leaves. A zero leaf is no deposit: nothing hashes to it (I4).
 */
final class Audit {
    private final Snapshot rows;
    private final Position position;

    Audit(Snapshot rows, Position position) {
        this.rows = rows;
        this.position = position;
    }

    /** What is wrong, if anything. */
    Optional<String> damage() {
        try {
            requireFrontier();
            requireLeaves();
            for (int height = 0; height < DepositTree.DEPTH; height++) {
                requireParents(height);
            }
            return Optional.empty();
        } catch (MalformedException e) {
            return Optional.of(e.getMessage());
        }
    }

    private void requireFrontier() throws MalformedException {
        Frontier newest = position.newest();
        require(
                newest.root().equals(position.root()),
                "the frontier gives root " + newest.root() + ", saved is " + position.root());
        require(
                position.first().count() <= newest.count(),
                "the tree begins at " + position.first().count() + " and ends at " + newest.count());
        for (int height = 0; height < DepositTree.DEPTH; height++) {
            long index = (newest.count() >> height) - 1;
            boolean stored = newest.has(height) && index >= position.first().count() >> height;
            boolean same = newest.has(height)
                    && !stored
                    && position.first().has(height)
                    && position.first().subtree(height).equals(newest.subtree(height));
            require(
                    !newest.has(height) || same || stored && node(height, index).equals(newest.subtree(height)),
                    "the frontier differs from the tree at height " + height);
        }
    }

    private Hash node(int height, long index) throws MalformedException {
        Bytes value = rows.get(Table.DEPOSIT, Rows.node(height, index)).orElse(Bytes.EMPTY);
        require(value.size() == Hash.SIZE, "node " + index + " at height " + height + " is missing");
        return new Hash(value);
    }

    private void requireLeaves() throws MalformedException {
        long from = position.first().count();
        long to = position.newest().count();
        try (Stream<Entry> leaves = rows.range(Table.DEPOSIT, Rows.node(0, from), Rows.node(0, to));
                Stream<Entry> deposits = rows.range(Table.DEPOSIT, Rows.deposit(from), Rows.deposit(to))) {
            Iterator<Entry> leaf = leaves.iterator();
            Iterator<Entry> deposit = deposits.iterator();
            for (long index = from; index < to; index++) {
                Hash hash = next(leaf, 0, index);
                require(!hash.equals(Hash.ZERO), "leaf " + index + " is zero");
                require(deposit.hasNext(), "deposit " + index + " is missing");
                Entry row = deposit.next();
                DepositData data = Rows.readDeposit(row.value());
                require(
                        row.key().equals(Rows.deposit(index)) && data.root().equals(hash),
                        "leaf " + index + " is not that of its deposit");
            }
        }
    }

    /** Every pair of full nodes has its parent stored above it. */
    private void requireParents(int height) throws MalformedException {
        long from = position.first().count() >> height;
        long to = position.newest().count() >> height;
        try (Stream<Entry> lower = rows.range(Table.DEPOSIT, Rows.node(height, from), Rows.node(height, to));
                Stream<Entry> upper =
                        rows.range(Table.DEPOSIT, Rows.node(height + 1, from >> 1), Rows.node(height + 1, to >> 1))) {
            Iterator<Entry> node = lower.iterator();
            Iterator<Entry> parent = upper.iterator();
            Hash left = position.first().has(height) ? position.first().subtree(height) : Hash.ZERO;
            for (long index = from; index < to; index++) {
                Hash hash = next(node, height, index);
                if ((index & 1) == 1) {
                    require(
                            DepositTree.parent(left, hash).equals(next(parent, height + 1, index >> 1)),
                            "node " + (index >> 1) + " at height " + (height + 1) + " is not that of its children");
                }
                left = hash;
            }
        }
    }

    private static Hash next(Iterator<Entry> rows, int height, long index) throws MalformedException {
        require(rows.hasNext(), "node " + index + " at height " + height + " is missing");
        Entry row = rows.next();
        require(
                row.key().equals(Rows.node(height, index)) && row.value().size() == Hash.SIZE,
                "node " + index + " at height " + height + " is missing");
        return new Hash(row.value());
    }

    private static void require(boolean holds, String damage) throws MalformedException {
        if (!holds) {
            throw new MalformedException(damage);
        }
    }
}
