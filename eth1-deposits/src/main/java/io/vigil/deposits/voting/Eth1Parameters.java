package io.vigil.deposits.voting;

import io.vigil.deposits.DepositDomain;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.follow.Contract;
import io.vigil.types.MalformedException;
import io.vigil.types.genesis.GenesisEth1;

/**
 * The {@code eth1} section of genesis (D2). A chain without it has the module off.
 *
 * @param followSeconds a candidate is at least this much older than the start of its period
 * @param periodBlocks length of a voting period
 * @param maxDeposits in one block
 * @param start what is adopted at genesis
 * @param processed the deposits before the first one that the chain is to process
 */
public record Eth1Parameters(
        Contract contract,
        DepositDomain domain,
        long followSeconds,
        long periodBlocks,
        int maxDeposits,
        Eth1Data start,
        Frontier processed) {
    /**
     * The rules of a chain with this section.
     *
     * @throws MalformedException if its roots and hashes do not fit each other; the message names the field (D2)
     */
    public static Eth1Parameters of(GenesisEth1 eth1) throws MalformedException {
        GenesisEth1.Contract contract = eth1.contract();
        GenesisEth1.Start start = eth1.start();
        Frontier processed = new Frontier(eth1.nextIndex(), eth1.frontier());
        require(
                start.count() != 0 || start.root().equals(Frontier.EMPTY.root()),
                "start.root: the root of no deposits is " + Frontier.EMPTY.root());
        require(
                processed.count() != start.count() || processed.root().equals(start.root()),
                "frontier: gives root " + processed.root() + ", start.root is " + start.root());
        return new Eth1Parameters(
                new Contract(
                        contract.chainId(),
                        contract.address(),
                        contract.codeHash(),
                        contract.deployBlock(),
                        contract.deployHash()),
                new DepositDomain(eth1.forkVersion()),
                eth1.followSeconds(),
                eth1.period(),
                eth1.maxDeposits(),
                new Eth1Data(start.number(), start.blockHash(), start.root(), start.count()),
                processed);
    }

    /** Number of the voting period of the block at {@code height}, from 1 (D3). */
    public long period(long height) {
        return (height - 1) / periodBlocks;
    }

    public boolean startsPeriod(long height) {
        return (height - 1) % periodBlocks == 0;
    }

    private static void require(boolean holds, String what) throws MalformedException {
        if (!holds) {
            throw new MalformedException("vigil.eth1." + what);
        }
    }
}
