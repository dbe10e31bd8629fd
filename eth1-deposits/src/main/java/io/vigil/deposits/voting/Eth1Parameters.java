package io.vigil.deposits.voting;

import io.vigil.deposits.DepositDomain;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.follow.Contract;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import java.util.List;

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
    public static final int DEFAULT_MAX_DEPOSITS = 16;

    /** Ethereum's own deposit contracts: what is deposited there stakes on Ethereum and never comes back (D34). */
    private static final List<Address> PUBLIC_CONTRACTS = List.of(
            Address.fromHex("0x00000000219ab540356cbb839cbe05303d7705fa"), // mainnet
            Address.fromHex("0x7f02c3e3c98b133055b8b348b2ac625669ed295d"), // sepolia
            Address.fromHex("0x4242424242424242424242424242424242424242"), // holesky
            Address.fromHex("0x0b98057ea310f4d31f2a452b414647007d1645d9")); // gnosis

    /** Mainnet, Sepolia, Holesky, Hoodi, Gnosis, Chiado. */
    private static final List<Bytes> PUBLIC_FORK_VERSIONS = List.of(
            Bytes.fromHex("0x00000000"),
            Bytes.fromHex("0x90000069"),
            Bytes.fromHex("0x01017000"),
            Bytes.fromHex("0x10000910"),
            Bytes.fromHex("0x00000064"),
            Bytes.fromHex("0x0000006f"));

    /**
     * Refuses what D2 refuses.
     *
     * @param maxValidators largest set the chain allows
     * @param viewsOfLeader views that one leader leads in a row
     */
    public Eth1Parameters checked(int maxValidators, int viewsOfLeader) throws MalformedException {
        require(
                !PUBLIC_CONTRACTS.contains(contract.address()),
                "contract: " + contract.address() + " is Ethereum's own; what is deposited there is gone");
        require(
                !PUBLIC_FORK_VERSIONS.contains(domain.forkVersion()),
                "forkVersion: " + domain.forkVersion() + " belongs to a public network");
        long shortest = 8L * maxValidators * viewsOfLeader;
        require(periodBlocks >= shortest, "period: " + periodBlocks + " blocks, at least " + shortest);
        require(followSeconds >= 0, "followSeconds: " + followSeconds);
        require(maxDeposits >= 1 && maxDeposits <= DEFAULT_MAX_DEPOSITS, "maxDeposits: " + maxDeposits);
        require(processed.count() <= start.count(), "nextIndex: " + processed.count() + " of " + start.count());
        boolean fits = processed.count() != start.count() || processed.root().equals(start.root());
        require(fits, "frontier: gives root " + processed.root() + ", start has " + start.root());
        boolean empty =
                start.count() != 0 || start.root().equals(DepositTree.empty().root());
        require(
                empty,
                "start: the root of no deposits is " + DepositTree.empty().root());
        return this;
    }

    /** D2. */
    public static long defaultPeriod(int maxValidators) {
        return Math.max(512, 8L * maxValidators);
    }

    /** A fork version that no other network on the same contract has by accident (D35). */
    public static DepositDomain domainOf(long chainId, Address contract) {
        Bytes name = Bytes.wrap("vigil-deposit".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return new DepositDomain(Keccak.hash(Bytes.concat(name, Bytes.ofLong(chainId), contract.bytes()))
                .bytes()
                .slice(0, 4));
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
            throw new MalformedException("genesis: eth1." + what);
        }
    }
}
