package io.vigil.testnet.drill;

import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Frontier;
import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Damage to a closed store of deposits on disk, each of a kind that its audit must find (D28). */
enum DamagedTree {
    /** 2021 to the letter: deposit 0 was never made, the count is right, everything above is computed from that. */
    SKIPPED_ZERO {
        @Override
        void damage(KeyValueStore rows) {
            DepositTree wrong = DepositTree.empty();
            wrong.append(Hash.ZERO);
            for (long index = 1; index < newest(rows).count(); index++) {
                wrong.append(new Hash(row(rows, node(0, index))));
            }
            Batch batch = new Batch();
            wrong.keep((height, index, hash) -> batch.put(Table.DEPOSIT, node(height, index), hash.bytes()));
            rows.commit(batch, Durability.SYNCED);
            rewrite(rows, before -> wrong.frontier(), true);
        }
    },
    ZERO_LEAF {
        @Override
        void damage(KeyValueStore rows) {
            put(rows, node(0, 0), Hash.ZERO.bytes());
        }
    },
    LEAF_OF_ANOTHER {
        @Override
        void damage(KeyValueStore rows) {
            put(rows, node(0, 1), row(rows, node(0, 0)));
        }
    },
    DEPOSIT_MISSING {
        @Override
        void damage(KeyValueStore rows) {
            rows.commit(new Batch().delete(Table.DEPOSIT, deposit(1)), Durability.SYNCED);
        }
    },
    DEPOSIT_ALTERED {
        @Override
        void damage(KeyValueStore rows) {
            byte[] altered = row(rows, deposit(1)).toArray();
            altered[altered.length - 1] ^= 1;
            put(rows, deposit(1), Bytes.wrap(altered));
        }
    },
    NODE_MISSING {
        @Override
        void damage(KeyValueStore rows) {
            rows.commit(new Batch().delete(Table.DEPOSIT, node(1, 0)), Durability.SYNCED);
        }
    },
    COUNT_OFF {
        @Override
        void damage(KeyValueStore rows) {
            rewrite(rows, before -> before.push(Hash.ZERO), true);
        }
    },
    FRONTIER_OFF {
        @Override
        void damage(KeyValueStore rows) {
            rewrite(rows, before -> changed(before), true);
        }
    },
    ROOT_OFF {
        @Override
        void damage(KeyValueStore rows) {
            rewrite(rows, before -> changed(before), false);
        }
    },
    POSITION_TORN {
        @Override
        void damage(KeyValueStore rows) {
            put(rows, POSITION, Bytes.of(0xc0));
        }
    };

    private static final Bytes POSITION = Bytes.of(0);

    abstract void damage(KeyValueStore rows);

    private static Bytes node(int height, long index) {
        return Bytes.concat(Bytes.of(1, height), Bytes.ofLong(index));
    }

    private static Bytes deposit(long index) {
        return Bytes.concat(Bytes.of(2), Bytes.ofLong(index));
    }

    private static Bytes row(KeyValueStore rows, Bytes key) {
        return rows.get(Table.DEPOSIT, key)
                .orElseThrow(() -> new IllegalStateException("the store has no row " + key.toHex()));
    }

    private static void put(KeyValueStore rows, Bytes key, Bytes value) {
        rows.commit(new Batch().put(Table.DEPOSIT, key, value), Durability.SYNCED);
    }

    private static Frontier changed(Frontier frontier) {
        List<Hash> subtrees = new ArrayList<>(frontier.subtrees());
        subtrees.set(0, Hash.ZERO);
        return new Frontier(frontier.count(), subtrees);
    }

    private static Frontier newest(KeyValueStore rows) {
        try {
            RlpReader position = RlpReader.ofList(row(rows, POSITION));
            position.number();
            position.number();
            frontier(position.list());
            return frontier(position.list());
        } catch (MalformedException e) {
            throw new IllegalStateException("a position that a node wrote", e);
        }
    }

    /** Puts another newest frontier into the position, with its own root or with the old one. */
    private static void rewrite(KeyValueStore rows, UnaryOperator<Frontier> change, boolean withRoot) {
        try {
            RlpReader position = RlpReader.ofList(row(rows, POSITION));
            long version = position.number();
            long source = position.number();
            Frontier first = frontier(position.list());
            Frontier before = frontier(position.list());
            Frontier after = change.apply(before);
            Hash root = position.hash();
            Bytes finalized = block(position.list());
            Bytes head = block(position.list());
            put(rows, POSITION, RlpWriter.listOf(row -> {
                row.number(version).number(source);
                write(row, first);
                write(row, after);
                row.hash(withRoot ? after.root() : root).encoded(finalized).encoded(head);
            }));
        } catch (MalformedException e) {
            throw new IllegalStateException("a position that a node wrote", e);
        }
    }

    private static void write(RlpWriter row, Frontier frontier) {
        row.list(parts -> {
            parts.number(frontier.count());
            frontier.subtrees().forEach(parts::hash);
        });
    }

    private static Frontier frontier(RlpReader parts) throws MalformedException {
        long count = parts.number();
        List<Hash> subtrees = new ArrayList<>();
        while (parts.hasNext()) {
            subtrees.add(parts.hash());
        }
        return new Frontier(count, subtrees);
    }

    private static Bytes block(RlpReader parts) throws MalformedException {
        long number = parts.number();
        Hash hash = parts.hash();
        Hash parent = parts.hash();
        long timestamp = parts.number();
        return RlpWriter.listOf(
                list -> list.number(number).hash(hash).hash(parent).number(timestamp));
    }
}
