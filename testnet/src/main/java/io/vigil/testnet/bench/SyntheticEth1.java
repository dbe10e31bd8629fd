package io.vigil.testnet.bench;

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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An eth1 chain out of nothing: every hundredth block has a deposit, all are final but the last 64. */
final class SyntheticEth1 implements ExecutionLogs {
    private static final int BLOCKS_PER_DEPOSIT = 100;
    private static final int TAIL = 64;
    private static final long BORN = 1_600_000_000;

    private final long blocks;
    private final DepositTree tree = DepositTree.empty();

    SyntheticEth1(long blocks) {
        this.blocks = blocks;
        for (long index = 0; index < blocks / BLOCKS_PER_DEPOSIT; index++) {
            tree.append(deposit(index).root());
        }
    }

    Contract contract() {
        return new Contract(1, Address.ofInt(1), Hash.ZERO, 0, header(0).hash());
    }

    /** Different for each index, the same in every run; no key of it is one. */
    static DepositData deposit(long index) {
        Bytes a = hash("a", index).bytes();
        Bytes b = hash("b", index).bytes();
        return new DepositData(Bytes.concat(a, b.slice(0, 16)), new Hash(b), 32_000_000_000L, Bytes.concat(a, b, a));
    }

    static Eth1Block header(long number) {
        return new Eth1Block(
                number, hash("block", number), number == 0 ? Hash.ZERO : hash("block", number - 1), BORN + 12 * number);
    }

    private static Hash hash(String what, long number) {
        return Keccak.hash(Bytes.concat(Bytes.wrap(what.getBytes(StandardCharsets.US_ASCII)), Bytes.ofLong(number)));
    }

    long now() {
        return header(blocks).timestamp();
    }

    private static long count(long block) {
        return block / BLOCKS_PER_DEPOSIT;
    }

    @Override
    public EndpointStatus status() {
        return new EndpointStatus(
                1, Hash.ZERO, header(0).hash(), false, header(blocks), Optional.of(header(blocks - TAIL)));
    }

    @Override
    public Optional<Eth1Block> block(long number) {
        return number > blocks ? Optional.empty() : Optional.of(header(number));
    }

    @Override
    public List<ContractLog> logs(long first, long last) {
        List<ContractLog> logs = new ArrayList<>();
        for (long index = count(first - 1); index < count(last); index++) {
            Eth1Block block = header((index + 1) * BLOCKS_PER_DEPOSIT);
            logs.add(new ContractLog(
                    Address.ofInt(1),
                    List.of(DepositLog.TOPIC),
                    new DepositLog(index, deposit(index)).encode(),
                    block.number(),
                    block.hash(),
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
        for (long number = blocks; number >= 0; number--) {
            if (header(number).hash().equals(blockHash)) {
                return new ContractAnswer(count(number), tree.rootAt(count(number)), "");
            }
        }
        throw new EndpointException("no block " + blockHash);
    }

    @Override
    public Start proveStart() throws EndpointException {
        throw new EndpointException("no storage here");
    }
}
