package io.vigil.deposits.store;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Eth1Point;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.ArrayList;
import java.util.List;

/** Deposits and an eth1 chain with one deposit in each block, the same in every run. */
public final class Deposits {
    private Deposits() {}

    public static DepositData deposit(long index) {
        Bytes key = Bytes.concat(
                hash("key", index).bytes(), hash("key+", index).bytes().slice(0, 16));
        Bytes half = Bytes.concat(hash("a", index).bytes(), hash("b", index).bytes());
        return new DepositData(
                key,
                hash("credentials", index),
                32_000_000_000L,
                Bytes.concat(half, hash("c", index).bytes()));
    }

    public static List<DepositData> deposits(long from, long to) {
        List<DepositData> deposits = new ArrayList<>();
        for (long index = from; index < to; index++) {
            deposits.add(deposit(index));
        }
        return deposits;
    }

    public static DepositTree tree(long count) {
        DepositTree tree = DepositTree.empty();
        deposits(0, count).forEach(deposit -> tree.append(deposit.root()));
        return tree;
    }

    /** Block {@code number} of the chain {@code fork}; forks differ in all blocks. */
    public static Eth1Block block(long number, String fork) {
        Hash parent = number == 0 ? Hash.ZERO : hash(fork, number - 1);
        return new Eth1Block(number, hash(fork, number), parent, 1_700_000_000 + 12 * number);
    }

    public static Eth1Block block(long number) {
        return block(number, "eth1");
    }

    /** After block n the contract holds n deposits. */
    public static Eth1Point point(long number) {
        return new Eth1Point(block(number), number);
    }

    /** One step over the blocks from {@code from} + 1 to {@code to}. */
    public static Advance advance(long from, long to, long finalized) {
        List<Eth1Point> points = new ArrayList<>();
        for (long number = from + 1; number <= to; number++) {
            points.add(point(number));
        }
        return new Advance(point(from), deposits(from, to), points, block(finalized));
    }

    private static Hash hash(String what, long number) {
        return Keccak.hash(Bytes.concat(
                Bytes.wrap(what.getBytes(java.nio.charset.StandardCharsets.US_ASCII)), Bytes.ofLong(number)));
    }
}
