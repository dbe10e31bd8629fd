package io.vigil.deposits;

import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.util.List;

/**
 * Enough of a deposit tree to continue it without its deposits (EIP-4881).
 *
 * <p>The EIP's reference code accepts an extra hash in front, reads a missing one from the other end of the list, and
 * compares the root that the parts claim with the root of another tree than the one it restores. Here the number of hashes
 * must be that of bits in the count, and the root is that of the restored tree (D30).
 *
 * @param blockHash the eth1 block after which the contract held this tree
 */
public record DepositTreeSnapshot(Frontier frontier, Hash blockHash, long blockNumber) {
    public DepositTreeSnapshot {
        if (blockNumber < 0) {
            throw new IllegalArgumentException("block number " + Long.toUnsignedString(blockNumber) + " above 2^63-1");
        }
    }

    /** A snapshot from outside, in the EIP's parts. */
    public static DepositTreeSnapshot parse(
            List<Hash> finalized, Hash root, long count, Hash blockHash, long blockNumber) throws MalformedException {
        if (count < 0 || count > DepositTree.MAX_COUNT) {
            throw new MalformedException("deposit snapshot: count " + Long.toUnsignedString(count) + " above 2^32-1");
        }
        if (finalized.size() != Long.bitCount(count)) {
            throw new MalformedException("deposit snapshot: " + finalized.size() + " hashes, a count of " + count
                    + " needs " + Long.bitCount(count));
        }
        if (blockNumber < 0) {
            throw new MalformedException("deposit snapshot: block number above 2^63-1");
        }
        DepositTreeSnapshot snapshot = new DepositTreeSnapshot(new Frontier(count, finalized), blockHash, blockNumber);
        if (!snapshot.root().equals(root)) {
            throw new MalformedException(
                    "deposit snapshot: says root " + root + ", its hashes give " + snapshot.root());
        }
        return snapshot;
    }

    public long count() {
        return frontier.count();
    }

    public Hash root() {
        return frontier.root();
    }
}
