package io.vigil.deposits.store;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Eth1Point;
import io.vigil.deposits.FollowedChain;
import io.vigil.storage.Entry;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a {@link TreeStore} held at one moment. Any thread may read it: what is final in it never changes, whatever the store
 * reads meanwhile; blocks above may be taken back under it, and a store that begins anew makes reading it fail.
 */
public final class StoredChain implements FollowedChain {
    private final KeyValueStore rows;
    private final Position position;
    private final DepositTree tree;

    StoredChain(KeyValueStore rows, Position position, DepositTree tree) {
        this.rows = rows;
        this.position = position;
        this.tree = tree;
    }

    Position position() {
        return position;
    }

    /** The tree at {@link #head}; read only. */
    @Override
    public DepositTree tree() {
        return tree;
    }

    @Override
    public Eth1Point head() {
        return position.headPoint();
    }

    @Override
    public Eth1Block finalized() {
        return position.finalized();
    }

    /** The deposit at {@code index}; empty if it came before the store's start or is not made yet. */
    public Optional<DepositData> deposit(long index) {
        if (index < position.first().count() || index >= tree.count()) {
            return Optional.empty();
        }
        return rows.get(Table.DEPOSIT, Rows.deposit(index)).map(value -> {
            try {
                return Rows.readDeposit(value);
            } catch (MalformedException e) {
                throw new StorageException(StorageException.Reason.DAMAGED, "deposit " + index + ": " + e.getMessage());
            }
        });
    }

    @Override
    public Optional<Eth1Point> point(long number) {
        if (number > position.head().number()) {
            return Optional.empty();
        }
        return rows.get(Table.DEPOSIT, Rows.point(number)).map(StoredChain::readPoint);
    }

    @Override
    public Optional<Eth1Point> point(Hash blockHash) {
        return rows.get(Table.DEPOSIT, Rows.number(blockHash))
                .flatMap(number -> point(number.getLong(0)))
                .filter(point -> point.block().hash().equals(blockHash));
    }

    @Override
    public List<Eth1Point> points(long first, long last) {
        long end = Math.min(last, position.head().number()) + 1;
        if (first >= end) {
            return List.of();
        }
        try (Stream<Entry> found = rows.range(Table.DEPOSIT, Rows.point(first), Rows.point(end))) {
            return found.map(entry -> readPoint(entry.value())).toList();
        }
    }

    private static Eth1Point readPoint(io.vigil.types.Bytes value) {
        try {
            return Rows.readPoint(value);
        } catch (MalformedException e) {
            throw new StorageException(StorageException.Reason.DAMAGED, "eth1 block row: " + e.getMessage());
        }
    }
}
