package io.vigil.types.genesis;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.RlpWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The other Ethereum chain whose deposits this chain takes (D2). A chain without it takes none. Whether hashes and roots
 * fit each other is for who knows the tree to say.
 *
 * @param forkVersion 4 bytes; binds deposit signatures to this chain, so it is nobody else's
 * @param followSeconds a block that is voted on is at least this much older than the start of its period
 * @param period blocks of one voting period
 * @param maxDeposits in one block
 * @param nextIndex index of the first deposit that the chain is to process
 * @param frontier of the deposits before it: one hash for each bit of {@code nextIndex}, largest subtree first
 */
public record GenesisEth1(
        Contract contract,
        Bytes forkVersion,
        long followSeconds,
        long period,
        int maxDeposits,
        Start start,
        long nextIndex,
        List<Hash> frontier) {
    public static final int FORK_VERSION_SIZE = 4;
    public static final int MAX_DEPOSITS = 16;
    public static final long MAX_FOLLOW_SECONDS = 100_000;
    public static final long MAX_PERIOD = 1_000_000;
    public static final long MAX_COUNT = (1L << 32) - 1;

    /** A leader must come often enough in a period for every vote to count although some of its blocks fail. */
    private static final long BLOCKS_PER_VALIDATOR = 8;

    private static final long LEAST_DEFAULT_PERIOD = 512;

    /** Ethereum's own deposit contracts: what is deposited there stakes on Ethereum and never comes back (D34). */
    private static final List<Address> PUBLIC_CONTRACTS = List.of(
            Address.fromHex("0x00000000219ab540356cbb839cbe05303d7705fa"), // mainnet, Hoodi
            Address.fromHex("0x7f02c3e3c98b133055b8b348b2ac625669ed295d"), // Sepolia
            Address.fromHex("0x4242424242424242424242424242424242424242"), // Holesky
            Address.fromHex("0x0b98057ea310f4d31f2a452b414647007d1645d9")); // Gnosis

    /** Mainnet, Sepolia, Holesky, Hoodi, Gnosis, Chiado. */
    private static final List<Bytes> PUBLIC_FORK_VERSIONS = List.of(
            Bytes.fromHex("0x00000000"),
            Bytes.fromHex("0x90000069"),
            Bytes.fromHex("0x01017000"),
            Bytes.fromHex("0x10000910"),
            Bytes.fromHex("0x00000064"),
            Bytes.fromHex("0x0000006f"));

    /**
     * Which contract on which chain.
     *
     * @param codeHash keccak256 of its code
     * @param deployBlock the block that made it
     */
    public record Contract(long chainId, Address address, Hash codeHash, long deployBlock, Hash deployHash) {
        public Contract {
            within("chainId", chainId, 1, Genesis.MAX_CHAIN_ID);
            within("deployBlock", deployBlock, 0, Long.MAX_VALUE);
            require(
                    !PUBLIC_CONTRACTS.contains(address),
                    "contract: " + address + " is Ethereum's own; what is deposited there is gone");
        }
    }

    /** What the contract held after a block of eth1, adopted from the first block on. */
    public record Start(long number, Hash blockHash, Hash root, long count) {
        public Start {
            within("start.number", number, 0, Long.MAX_VALUE);
            within("start.count", count, 0, MAX_COUNT);
        }
    }

    /** Messages begin with the name of the field. */
    public GenesisEth1 {
        frontier = List.copyOf(frontier);
        require(forkVersion.size() == FORK_VERSION_SIZE, "forkVersion: 4 bytes wanted, not " + forkVersion.size());
        require(
                !PUBLIC_FORK_VERSIONS.contains(forkVersion),
                "forkVersion: " + forkVersion + " is a public network's; signatures for it would count here");
        within("followSeconds", followSeconds, 0, MAX_FOLLOW_SECONDS);
        within("period", period, 1, MAX_PERIOD);
        within("maxDeposits", maxDeposits, 1, MAX_DEPOSITS);
        within("nextIndex", nextIndex, 0, start.count());
        require(
                frontier.size() == Long.bitCount(nextIndex),
                "frontier: " + frontier.size() + " hashes, a nextIndex of " + nextIndex + " needs "
                        + Long.bitCount(nextIndex));
    }

    /** The shortest period for a set of this size (D2). */
    public static long shortestPeriod(int maxValidators) {
        return BLOCKS_PER_VALIDATOR * maxValidators;
    }

    public static long defaultPeriod(int maxValidators) {
        return Math.max(LEAST_DEFAULT_PERIOD, shortestPeriod(maxValidators));
    }

    /** A fork version that no other chain on the same contract has by accident (D35). */
    public static Bytes forkVersionOf(long chainId, Address contract) {
        Bytes name = Bytes.wrap("vigil-deposit".getBytes(StandardCharsets.US_ASCII));
        return Keccak.hash(Bytes.concat(name, Bytes.ofLong(chainId), contract.bytes()))
                .bytes()
                .slice(0, FORK_VERSION_SIZE);
    }

    /** What no state of the first block holds; start, nextIndex and frontier lie in the state of 0x…1001. */
    void writeParameters(RlpWriter writer) {
        writer.list(list -> list.number(contract.chainId())
                .bytes(contract.address().bytes())
                .hash(contract.codeHash())
                .number(contract.deployBlock())
                .hash(contract.deployHash())
                .bytes(forkVersion)
                .number(followSeconds)
                .number(period)
                .number(maxDeposits));
    }

    private static void within(String name, long value, long min, long max) {
        require(value >= min && value <= max, name + ": " + value + " is not from " + min + " to " + max);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
