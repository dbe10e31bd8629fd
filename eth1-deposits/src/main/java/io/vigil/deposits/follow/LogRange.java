package io.vigil.deposits.follow;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositLog;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Eth1Point;
import io.vigil.deposits.Frontier;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the logs of a range of blocks (D27): all of one contract and event, indices without a gap, doubles equal. The tree
 * they give still has to be the contract's.
 *
 * @param headers blocks whose hash is known: every block of the range, or its last one alone
 */
record LogRange(Eth1Point from, List<Eth1Block> headers, Contract contract) {
    /** What the logs say. */
    record Read(List<DepositData> deposits, List<Eth1Point> points, Frontier frontier) {}

    Read read(List<ContractLog> logs, DepositTree tree) throws MalformedException {
        List<ContractLog> ordered = new ArrayList<>(logs);
        ordered.sort(Comparator.comparingLong(ContractLog::blockNumber).thenComparingLong(ContractLog::logIndex));
        List<DepositData> deposits = new ArrayList<>();
        List<Long> blocks = new ArrayList<>();
        Frontier frontier = tree.frontierAt(from.count());
        for (ContractLog log : ordered) {
            requireOfRange(log);
            DepositLog decoded = DepositLog.decode(log.data());
            if (decoded.index() > frontier.count()) {
                throw new MalformedException(
                        "gap: deposit " + frontier.count() + " is missing before " + decoded.index());
            }
            Hash leaf = decoded.deposit().root();
            if (decoded.index() < frontier.count()) {
                requireSame(decoded.index(), leaf, deposits, tree);
            } else {
                frontier = frontier.push(leaf);
                deposits.add(decoded.deposit());
                blocks.add(log.blockNumber());
            }
        }
        return new Read(deposits, points(blocks), frontier);
    }

    private void requireOfRange(ContractLog log) throws MalformedException {
        boolean ours = log.address().equals(contract.address())
                && log.topics().equals(List.of(DepositLog.TOPIC))
                && !log.removed();
        if (!ours) {
            throw new MalformedException("a log that was not asked for, of " + log.address());
        }
        long last = headers.getLast().number();
        if (log.blockNumber() <= from.block().number() || log.blockNumber() > last) {
            throw new MalformedException("a log of block " + log.blockNumber() + ", asked for "
                    + (from.block().number() + 1) + " to " + last);
        }
        for (Eth1Block header : headers) {
            if (header.number() == log.blockNumber() && !header.hash().equals(log.blockHash())) {
                throw new MalformedException("a log of block " + log.blockNumber() + "/" + log.blockHash()
                        + ", the header is " + header.hash());
            }
        }
    }

    /** P-2: an index seen before is the same deposit, or somebody is wrong. */
    private void requireSame(long index, Hash leaf, List<DepositData> deposits, DepositTree tree)
            throws MalformedException {
        boolean known = index >= from.count()
                ? deposits.get((int) (index - from.count())).root().equals(leaf)
                : index < tree.finalizedCount() || tree.leaf(index).equals(leaf);
        if (!known) {
            throw new MalformedException("conflicting deposit " + index + ": " + leaf);
        }
    }

    private List<Eth1Point> points(List<Long> blocksOfDeposits) {
        List<Eth1Point> points = new ArrayList<>();
        int read = 0;
        for (Eth1Block header : headers) {
            while (read < blocksOfDeposits.size() && blocksOfDeposits.get(read) <= header.number()) {
                read++;
            }
            points.add(new Eth1Point(header, from.count() + read));
        }
        return points;
    }
}
