package io.vigil.deposits.follow;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositLog;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.store.Advance;
import io.vigil.types.MalformedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Deposits that were made before a store's beginning, which the chain has not processed yet (D29): logs are read backwards from
 * there until the first of them is found. The contract need not be asked: together with the frontier that the chain has at
 * that index, they must give the frontier that the store began with, or nothing of them is used.
 */
public final class OlderDeposits {
    /** More are not held at once; a node that is that far behind begins from logs. */
    public static final int MAX_DEPOSITS = Advance.MAX_DEPOSITS;

    private final Contract contract;
    private final Frontier wanted;
    private final long from;
    private final Frontier begun;

    /** Ascending; the newest is the one before the store's first. */
    private final Deque<DepositData> found = new ArrayDeque<>();

    private int range;

    /** The block to read next, downwards; and the one where it stood when a deposit was found last. */
    private long next;

    private long resume;

    /**
     * @param wanted what the chain has processed
     * @param from a block at which the contract held what the store began with, or more
     * @param begun what the store began with
     * @throws IllegalArgumentException if there is nothing to look for, or more than {@link #MAX_DEPOSITS}
     */
    OlderDeposits(Contract contract, Frontier wanted, long from, Frontier begun, int maxRangeBlocks) {
        long missing = begun.count() - wanted.count();
        if (missing < 1 || missing > MAX_DEPOSITS) {
            throw new IllegalArgumentException(missing + " older deposits, from 1 to " + MAX_DEPOSITS + " are read");
        }
        this.contract = contract;
        this.wanted = wanted;
        this.from = from;
        this.begun = begun;
        this.range = maxRangeBlocks;
        this.next = from;
        this.resume = from;
    }

    Frontier begun() {
        return begun;
    }

    Frontier wanted() {
        return wanted;
    }

    /**
     * Reads on, with at most so many questions.
     *
     * @return all of them, once they are there and fit
     * @throws EndpointException if the node's logs are of no use; another one may go on where this one failed
     */
    Optional<List<DepositData>> read(ExecutionLogs node, int questions) throws EndpointException {
        for (int asked = 0; asked < questions; asked++) {
            long first = Math.max(contract.deployBlock(), next - range + 1);
            try {
                if (next < first) {
                    throw new MalformedException("deposit " + (lowest() - 1) + " is in no block");
                }
                take(node.logs(first, next));
                next = first - 1;
            } catch (MalformedException | EndpointException e) {
                halve(String.valueOf(e.getMessage()));
            }
            if (lowest() == wanted.count()) {
                return Optional.of(fitting());
            }
        }
        return Optional.empty();
    }

    private long lowest() {
        return begun.count() - found.size();
    }

    /** Whatever the reason was; what was read since a deposit was found last is read again. */
    private void halve(String why) throws EndpointException {
        next = resume;
        if (range == 1) {
            throw new EndpointException("older deposits: " + why);
        }
        range /= 2;
    }

    private void take(List<ContractLog> logs) throws MalformedException {
        SortedMap<Long, DepositData> read = new TreeMap<>();
        long lowestBlock = next;
        for (ContractLog log : logs) {
            boolean ours = log.address().equals(contract.address())
                    && log.topics().equals(List.of(DepositLog.TOPIC))
                    && !log.removed();
            if (!ours || log.blockNumber() > next) {
                throw new MalformedException("a log that was not asked for, of " + log.address());
            }
            DepositLog decoded = DepositLog.decode(log.data());
            if (decoded.index() < begun.count()) { // the store has the others
                DepositData other = read.put(decoded.index(), decoded.deposit());
                if (other != null && !other.equals(decoded.deposit())) {
                    throw new MalformedException("conflicting deposit " + decoded.index());
                }
                lowestBlock = Math.min(lowestBlock, log.blockNumber());
            }
        }
        if (read.isEmpty()) {
            return;
        }
        long last = read.lastKey();
        if (last != lowest() - 1 || last - read.firstKey() + 1 != read.size()) {
            throw new MalformedException(
                    "gap: deposits " + read.firstKey() + " to " + last + ", wanted up to " + (lowest() - 1));
        }
        for (DepositData deposit : read.reversed().values()) {
            if (lowest() > wanted.count()) {
                found.addFirst(deposit);
            }
        }
        resume = lowestBlock - 1;
    }

    private List<DepositData> fitting() throws EndpointException {
        Frontier frontier = wanted;
        for (DepositData deposit : found) {
            frontier = frontier.push(deposit.root());
        }
        if (!frontier.equals(begun)) {
            found.clear();
            next = from;
            resume = from;
            throw new EndpointException("older deposits: the logs give root " + frontier.root() + " at " + begun.count()
                    + " deposits, the store began with " + begun.root());
        }
        return List.copyOf(found);
    }
}
