package io.vigil.testnet.eth1;

import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.follow.ContractAnswer;
import io.vigil.deposits.follow.ContractLog;
import io.vigil.deposits.follow.EndpointException;
import io.vigil.deposits.follow.EndpointStatus;
import io.vigil.deposits.follow.ExecutionLogs;
import io.vigil.deposits.store.Start;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One validator's node of eth1, with at most one fault at a time. */
final class SimulatedEndpoint implements ExecutionLogs {
    /** Blocks by which a lagging node is behind. */
    private static final long LAG = 5;

    private final SimulatedEth1 eth1;
    private Fault fault = Fault.NONE;

    enum Fault {
        NONE,
        DOWN,
        LAGGING,
        FIRST_LOG_MISSING,
        LAST_LOG_MISSING,
        LOGS_DOUBLED,
        LOG_TAMPERED,
        ROOT_WRONG,
        COUNT_WRONG,
        NOTHING_FINAL
    }

    SimulatedEndpoint(SimulatedEth1 eth1) {
        this.eth1 = eth1;
    }

    void set(Fault next) {
        fault = next;
    }

    @Override
    public EndpointStatus status() throws EndpointException {
        requireUp();
        Eth1Block head = eth1.head().header();
        Eth1Block last = eth1.last().header();
        if (fault == Fault.LAGGING) {
            head = eth1.at(Math.max(0, head.number() - LAG)).orElseThrow().header();
            last = eth1.at(Math.max(0, last.number() - LAG)).orElseThrow().header();
        }
        return new EndpointStatus(
                eth1.contract().chainId(),
                eth1.contract().codeHash(),
                eth1.contract().deployHash(),
                false,
                head,
                fault == Fault.NOTHING_FINAL ? Optional.empty() : Optional.of(last));
    }

    @Override
    public Optional<Eth1Block> block(long number) throws EndpointException {
        requireUp();
        return eth1.at(number).map(SimulatedEth1.Made::header);
    }

    @Override
    public List<ContractLog> logs(long first, long last) throws EndpointException {
        requireUp();
        List<ContractLog> logs = new ArrayList<>(eth1.logs(first, last));
        if (logs.isEmpty()) {
            return logs;
        }
        switch (fault) {
            case FIRST_LOG_MISSING -> logs.removeFirst();
            case LAST_LOG_MISSING -> logs.removeLast();
            case LOGS_DOUBLED -> logs.addAll(List.copyOf(logs));
            case LOG_TAMPERED -> logs.set(0, tampered(logs.getFirst()));
            case NONE, DOWN, LAGGING, ROOT_WRONG, COUNT_WRONG, NOTHING_FINAL -> {}
        }
        return logs;
    }

    private static ContractLog tampered(ContractLog log) {
        byte[] data = log.data().toArray();
        data[200] ^= 1; // in the key
        return new ContractLog(
                log.address(),
                log.topics(),
                Bytes.wrap(data),
                log.blockNumber(),
                log.blockHash(),
                log.logIndex(),
                log.removed());
    }

    @Override
    public List<ContractLog> receiptLogs(Eth1Block block) throws EndpointException {
        return logs(block.number(), block.number());
    }

    @Override
    public ContractAnswer contract(Hash blockHash) throws EndpointException {
        requireUp();
        SimulatedEth1.Made made =
                eth1.at(blockHash).orElseThrow(() -> new EndpointException("unknown block " + blockHash));
        long count = made.after().count() + (fault == Fault.COUNT_WRONG ? 1 : 0);
        return new ContractAnswer(
                count, fault == Fault.ROOT_WRONG ? Hash.ZERO : made.after().root(), "");
    }

    @Override
    public Start proveStart() throws EndpointException {
        throw new EndpointException("no proofs here");
    }

    private void requireUp() throws EndpointException {
        if (fault == Fault.DOWN) {
            throw new EndpointException("down");
        }
    }
}
