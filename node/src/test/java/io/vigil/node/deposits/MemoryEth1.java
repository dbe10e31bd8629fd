package io.vigil.node.deposits;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositLog;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.follow.Contract;
import io.vigil.deposits.follow.ContractAnswer;
import io.vigil.deposits.follow.ContractLog;
import io.vigil.deposits.follow.EndpointException;
import io.vigil.deposits.follow.EndpointStatus;
import io.vigil.deposits.follow.ExecutionLogs;
import io.vigil.deposits.store.Start;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An eth1 node in memory: block n has deposit n - 1, all are final, and the contract may lie. */
final class MemoryEth1 implements ExecutionLogs {
    static final Address CONTRACT = Address.ofInt(77);
    static final long BORN = 1_000;

    private final List<DepositData> deposits;
    private final long blocks;
    volatile boolean lies;
    volatile boolean replaced;

    /** Blocks below have no state any more. */
    volatile long prunedBelow;

    MemoryEth1(List<DepositData> deposits, long blocks) {
        this.deposits = List.copyOf(deposits);
        this.blocks = blocks;
    }

    Contract contract() {
        return new Contract(1337, CONTRACT, Hash.ZERO, 0, hash(0));
    }

    Eth1Block header(long number) {
        return new Eth1Block(number, hash(number), number == 0 ? Hash.ZERO : hash(number - 1), BORN + 10 * number);
    }

    private Hash hash(long number) {
        return Keccak.hash(Bytes.ofLong(replaced && number > 1 ? -number : number));
    }

    DepositTree tree(long block) {
        DepositTree tree = DepositTree.empty();
        deposits.subList(0, count(block)).forEach(deposit -> tree.append(deposit.root()));
        return tree;
    }

    private int count(long block) {
        return (int) Math.min(block, deposits.size());
    }

    @Override
    public EndpointStatus status() {
        return new EndpointStatus(
                1337, Hash.ZERO, header(0).hash(), false, header(blocks), Optional.of(header(blocks)));
    }

    @Override
    public Optional<Eth1Block> block(long number) {
        return number > blocks ? Optional.empty() : Optional.of(header(number));
    }

    @Override
    public List<ContractLog> logs(long first, long last) {
        List<ContractLog> logs = new ArrayList<>();
        for (long number = first; number <= last && number <= deposits.size(); number++) {
            logs.add(new ContractLog(
                    CONTRACT,
                    List.of(DepositLog.TOPIC),
                    new DepositLog(number - 1, deposits.get((int) number - 1)).encode(),
                    number,
                    header(number).hash(),
                    0,
                    false));
        }
        return logs;
    }

    @Override
    public List<ContractLog> receiptLogs(Eth1Block block) {
        return logs(block.number(), block.number());
    }

    @Override
    public ContractAnswer contract(Hash blockHash) throws EndpointException {
        for (long number = 0; number <= blocks; number++) {
            if (header(number).hash().equals(blockHash) && number >= prunedBelow) {
                Hash root = lies ? Hash.ZERO : tree(number).root();
                return new ContractAnswer(count(number), root, "raw " + root);
            }
        }
        throw new EndpointException("no block " + blockHash);
    }

    @Override
    public Start proveStart() throws EndpointException {
        throw new EndpointException("no storage here");
    }
}
