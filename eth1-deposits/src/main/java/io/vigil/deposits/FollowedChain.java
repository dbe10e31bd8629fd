package io.vigil.deposits;

import io.vigil.types.Hash;
import java.util.List;
import java.util.Optional;

/** What a node knows of eth1 now: the deposit tree and blocks, each with its count of deposits. */
public interface FollowedChain {
    DepositTree tree();

    /** The last block that was read. */
    Eth1Point head();

    /** Nothing at or below it is ever taken back. */
    Eth1Block finalized();

    /** The known blocks from {@code first} to {@code last}, ascending. */
    List<Eth1Point> points(long first, long last);

    /** The block with that hash, if it is known and on the followed chain. */
    Optional<Eth1Point> point(Hash blockHash);

    /** The block of that number on the followed chain, if it is known. */
    default Optional<Eth1Point> point(long number) {
        return points(number, number).stream().findFirst();
    }

    /** What the contract held after {@code point}, by the own tree (D18). */
    default Eth1Data data(Eth1Point point) {
        Eth1Block block = point.block();
        return new Eth1Data(block.number(), block.hash(), tree().rootAt(point.count()), point.count());
    }
}
