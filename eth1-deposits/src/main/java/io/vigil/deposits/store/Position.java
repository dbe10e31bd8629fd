package io.vigil.deposits.store;

import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Eth1Point;
import io.vigil.deposits.Frontier;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The row that says what the other rows hold.
 *
 * @param first the tree before the first stored leaf
 * @param newest the tree at {@code head}
 * @param root of {@code newest}, stored beside it so that damage to either shows
 */
record Position(Start.Source source, Frontier first, Frontier newest, Hash root, Eth1Block finalized, Eth1Block head) {
    private static final long VERSION = 1;

    static Position at(Start start) {
        Frontier frontier = start.frontier();
        return new Position(start.source(), frontier, frontier, frontier.root(), start.block(), start.block());
    }

    Eth1Point headPoint() {
        return new Eth1Point(head, newest.count());
    }

    Bytes encode() {
        return RlpWriter.listOf(row -> {
            row.number(VERSION).number(source.ordinal());
            write(row, first);
            write(row, newest);
            row.hash(root);
            write(row, finalized);
            write(row, head);
        });
    }

    static Position decode(Bytes encoded) throws MalformedException {
        RlpReader row = RlpReader.ofList(encoded);
        long version = row.number();
        long source = row.number();
        if (version != VERSION || source >= Start.Source.values().length) {
            throw new MalformedException("position of version " + version + " from source " + source);
        }
        Position position = new Position(
                Start.Source.values()[(int) source],
                readFrontier(row),
                readFrontier(row),
                row.hash(),
                readBlock(row),
                readBlock(row));
        row.end();
        return position;
    }

    static void write(RlpWriter row, Eth1Block block) {
        row.list(parts -> parts.number(block.number())
                .hash(block.hash())
                .hash(block.parent())
                .number(block.timestamp()));
    }

    static Eth1Block readBlock(RlpReader row) throws MalformedException {
        RlpReader parts = row.list();
        Eth1Block block = new Eth1Block(parts.number(), parts.hash(), parts.hash(), parts.number());
        parts.end();
        return block;
    }

    private static void write(RlpWriter row, Frontier frontier) {
        row.list(parts -> {
            parts.number(frontier.count());
            frontier.subtrees().forEach(parts::hash);
        });
    }

    private static Frontier readFrontier(RlpReader row) throws MalformedException {
        RlpReader parts = row.list();
        long count = parts.number();
        List<Hash> subtrees = new ArrayList<>();
        while (parts.hasNext()) {
            subtrees.add(parts.hash());
        }
        if (count > DepositTree.MAX_COUNT || subtrees.size() != Long.bitCount(count)) {
            throw new MalformedException(subtrees.size() + " hashes for a count of " + count);
        }
        return new Frontier(count, subtrees);
    }
}
