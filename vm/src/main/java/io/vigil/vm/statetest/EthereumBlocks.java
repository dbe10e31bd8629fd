package io.vigil.vm.statetest;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Receipt;
import io.vigil.types.chain.Transaction;
import io.vigil.vm.BlobSchedule;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.Eip;
import io.vigil.vm.Fork;
import io.vigil.vm.transaction.BlockExecution;
import io.vigil.vm.transaction.BlockProcessor;
import io.vigil.vm.transaction.BlockResult;
import io.vigil.vm.transaction.FeeMarket;
import io.vigil.vm.transaction.TransactionOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Applies Ethereum's blocks, one after another, by Ethereum's rules for headers, withdrawals and requests. A block that
 * breaks a rule is refused with the tests' name of the rule.
 */
final class EthereumBlocks {
    private static final UInt256 GWEI = UInt256.of(1_000_000_000);
    /** EIP-1234. The tests have no ommers. */
    private static final UInt256 PROOF_OF_WORK_REWARD = UInt256.of(2_000_000_000_000_000_000L);

    private static final int MAX_EXTRA_DATA = 32;
    private static final long MIN_GAS_LIMIT = 5_000;
    private static final long GAS_LIMIT_STEPS = 1_024;

    private final long chainId;
    private final TreeMap<Long, Hash> hashes = new TreeMap<>();
    private Header head;
    private MemoryState state;

    EthereumBlocks(long chainId, Header genesis, MemoryState state) {
        this.chainId = chainId;
        this.head = genesis;
        this.state = state;
        hashes.put(genesis.number(), genesis.hash());
    }

    Header head() {
        return head;
    }

    MemoryState state() {
        return state;
    }

    /** Why a block is refused: the tests' name of the rule, and what was found. */
    record Fault(List<String> names, String detail) {
        static Optional<Fault> of(String name, Object found, Object wanted) {
            return found.equals(wanted)
                    ? Optional.empty()
                    : Optional.of(new Fault(List.of(name), name + ": " + found + ", expected " + wanted));
        }
    }

    /** Applies the block under the rules of {@code processor}; the chain moves only if there is no fault. */
    Optional<Fault> apply(Block block, BlockProcessor processor) throws MalformedException {
        Header header = block.header();
        Fork fork = processor.fork();
        return ofHeader(header, fork).or(() -> {
            BlockExecution execution = processor.begin(environment(header, fork), state);
            return run(block, fork, execution);
        });
    }

    private Optional<Fault> run(Block block, Fork fork, BlockExecution execution) {
        Header header = block.header();
        for (Transaction transaction : block.transactions()) {
            Optional<Address> sender = transaction.sender();
            if (sender.isEmpty() || (transaction.chainId() != 0 && transaction.chainId() != chainId)) {
                return Optional.of(new Fault(List.of("INVALID_SIGNATURE_VRS", "INVALID_CHAINID"), "signature"));
            }
            TransactionOutcome outcome = execution.execute(transaction, sender.get());
            if (outcome instanceof TransactionOutcome.Refused(var rejection)) {
                return Optional.of(new Fault(Exceptions.names(rejection.reason()), rejection.message()));
            }
        }
        if (!fork.has(Eip.EIP_4399)) {
            execution.credit(header.beneficiary(), PROOF_OF_WORK_REWARD);
        }
        try {
            withdraw(block.withdrawals(), execution);
        } catch (MalformedException e) {
            return Optional.of(new Fault(List.of("RLP_STRUCTURES_ENCODING"), e.toString()));
        }
        BlockResult result = execution.finish();
        Optional<Fault> fault = fork.has(Eip.EIP_7685) ? ofRequests(header, result, execution) : Optional.empty();
        if (fault.isPresent()) {
            return fault;
        }
        BlockResult end = execution.finish();
        MemoryState after = state.with(end.changes());
        return ofResult(block, end, after).or(() -> {
            head = header;
            state = after;
            hashes.put(header.number(), header.hash());
            return Optional.empty();
        });
    }

    private static void withdraw(Bytes withdrawals, BlockExecution execution) throws MalformedException {
        if (withdrawals.isEmpty()) {
            return;
        }
        RlpReader list = RlpReader.ofList(withdrawals);
        while (list.hasNext()) {
            RlpReader item = list.list();
            item.uint256();
            item.uint256();
            Address address = item.address();
            execution.credit(address, item.uint256().multiply(GWEI));
            item.end();
        }
    }

    private static Optional<Fault> ofRequests(Header header, BlockResult result, BlockExecution execution) {
        return switch (Requests.of(result.receipts(), execution)) {
            case Requests.Collected(var hash) -> Fault.of("INVALID_REQUESTS", header.requestsHash(), hash);
            case Requests.Failed(var name) -> Optional.of(new Fault(List.of(name), name));
        };
    }

    private BlockEnvironment environment(Header header, Fork fork) {
        boolean merged = fork.has(Eip.EIP_4399);
        boolean hasBlobs = header.form().hasBlobGasAndBeaconRoot();
        return new BlockEnvironment(
                chainId,
                header.number(),
                header.timestamp(),
                header.gasLimit(),
                header.form().hasBaseFee() ? header.baseFeePerGas() : UInt256.ZERO,
                merged ? header.mixHash() : new Hash(header.difficulty().toBytes32()),
                header.beneficiary(),
                hasBlobs ? header.parentBeaconBlockRoot() : Hash.ZERO,
                header.parentHash(),
                hasBlobs ? header.excessBlobGas() : 0,
                number -> hashes.getOrDefault(number, Hash.ZERO));
    }

    private Optional<Fault> ofHeader(Header header, Fork fork) {
        long step = head.gasLimit() / GAS_LIMIT_STEPS;
        return Fault.of("UNKNOWN_PARENT", header.parentHash(), head.hash())
                .or(() -> Fault.of("INVALID_BLOCK_NUMBER", header.number(), head.number() + 1))
                .or(() -> Fault.of(
                        "INVALID_BLOCK_TIMESTAMP_OLDER_THAN_PARENT",
                        Long.compareUnsigned(header.timestamp(), head.timestamp()) > 0,
                        true))
                .or(() -> Fault.of("EXTRA_DATA_TOO_BIG", header.extraData().size() <= MAX_EXTRA_DATA, true))
                .or(() -> Fault.of(
                        "INVALID_GASLIMIT",
                        Math.abs(header.gasLimit() - head.gasLimit()) < step || header.gasLimit() == head.gasLimit(),
                        true))
                .or(() -> Fault.of("INVALID_GASLIMIT", header.gasLimit() >= MIN_GAS_LIMIT, true))
                .or(() -> ofBaseFee(header, fork))
                .or(() -> ofBlobs(header, fork));
    }

    private Optional<Fault> ofBaseFee(Header header, Fork fork) {
        if (!fork.has(Eip.EIP_1559) || !head.form().hasBaseFee()) {
            return Optional.empty();
        }
        UInt256 wanted = FeeMarket.ETHEREUM.next(head.baseFeePerGas(), head.gasUsed(), head.gasLimit());
        return Fault.of("INVALID_BASEFEE_PER_GAS", header.baseFeePerGas(), wanted);
    }

    private Optional<Fault> ofBlobs(Header header, Fork fork) {
        if (!fork.has(Eip.EIP_4844)) {
            return Optional.empty();
        }
        boolean parentHas = head.form().hasBlobGasAndBeaconRoot();
        BlobSchedule blobs = fork.blobs();
        long wanted = FeeMarket.nextExcessBlobGas(
                parentHas ? head.excessBlobGas() : 0,
                parentHas ? head.blobGasUsed() : 0,
                head.baseFeePerGas(),
                blobs,
                fork.has(Eip.EIP_7918));
        return Fault.of("INCORRECT_EXCESS_BLOB_GAS", header.excessBlobGas(), wanted);
    }

    private static Optional<Fault> ofResult(Block block, BlockResult result, MemoryState after) {
        Header header = block.header();
        List<Bytes> transactions = new ArrayList<>();
        block.transactions().forEach(transaction -> transactions.add(transaction.encode()));
        List<Bytes> receipts = new ArrayList<>();
        for (Receipt receipt : result.receipts()) {
            receipts.add(receipt.encode());
        }
        return Fault.of("INVALID_GAS_USED", header.gasUsed(), result.gasUsed())
                .or(() -> Fault.of("INVALID_TRANSACTIONS_ROOT", header.transactionsRoot(), orderedRoot(transactions)))
                .or(() -> Fault.of("INVALID_RECEIPTS_ROOT", header.receiptsRoot(), orderedRoot(receipts)))
                .or(() -> Fault.of("INVALID_LOG_BLOOM", header.logsBloom(), result.logsBloom()))
                .or(() -> ofWithdrawals(block))
                .or(() -> header.form().hasBlobGasAndBeaconRoot()
                        ? Fault.of("INCORRECT_BLOB_GAS_USED", header.blobGasUsed(), result.blobGasUsed())
                        : Optional.empty())
                .or(() -> Fault.of("INVALID_STATE_ROOT", header.stateRoot(), after.root()));
    }

    private static Optional<Fault> ofWithdrawals(Block block) {
        if (block.withdrawals().isEmpty()) {
            return Optional.empty();
        }
        try {
            List<Bytes> items = new ArrayList<>();
            RlpReader list = RlpReader.ofList(block.withdrawals());
            while (list.hasNext()) {
                items.add(list.encoded());
            }
            return Fault.of("INVALID_WITHDRAWALS_ROOT", block.header().withdrawalsRoot(), orderedRoot(items));
        } catch (MalformedException e) {
            return Optional.of(new Fault(List.of("RLP_STRUCTURES_ENCODING"), e.toString()));
        }
    }

    /** The root of a trie of items by their RLP-encoded indexes. */
    static Hash orderedRoot(List<Bytes> items) {
        TreeMap<Bytes, Bytes> entries = new TreeMap<>();
        for (int i = 0; i < items.size(); i++) {
            entries.put(new RlpWriter().number(i).toBytes(), items.get(i));
        }
        return ReferenceTrie.root(entries);
    }

    /** The fork in force at {@code timestamp} for a network of the tests, such as {@code CancunToPragueAtTime15k}. */
    static String forkOf(String network, long timestamp) {
        int to = network.indexOf("To");
        if (to < 0 || !network.endsWith("AtTime15k")) {
            return network;
        }
        return Long.compareUnsigned(timestamp, 15_000) < 0
                ? network.substring(0, to)
                : network.substring(to + 2, network.length() - "AtTime15k".length());
    }
}
