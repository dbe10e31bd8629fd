package io.vigil.deposits.store;

import io.vigil.deposits.DepositTreeSnapshot;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Eth1Point;
import io.vigil.deposits.Frontier;
import io.vigil.types.Hash;

/**
 * Where a store begins when it has no rows, and again after its rows were found damaged (D29). Deposits before
 * {@code frontier} cannot be proved from it.
 *
 * @param block the block whose state {@code frontier} is; logs are read from the next one on
 */
public record Start(Frontier frontier, Eth1Block block, Source source) {
    /** Which way the first frontier came in. */
    public enum Source {
        /** All logs since the contract was made. */
        LOGS,
        /** Genesis or a later state of the chain. */
        CHAIN,
        /** An EIP-4881 file. */
        SNAPSHOT,
        /** The contract's storage, proved against a header. */
        SLOTS
    }

    /** Nothing is known before the contract's first block. */
    public static Start ofLogs(Eth1Block beforeDeployment) {
        return new Start(Frontier.EMPTY, beforeDeployment, Source.LOGS);
    }

    public static Start of(DepositTreeSnapshot snapshot) {
        Eth1Block block = new Eth1Block(snapshot.blockNumber(), snapshot.blockHash(), Hash.ZERO, 0);
        return new Start(snapshot.frontier(), block, Source.SNAPSHOT);
    }

    Eth1Point point() {
        return new Eth1Point(block, frontier.count());
    }
}
