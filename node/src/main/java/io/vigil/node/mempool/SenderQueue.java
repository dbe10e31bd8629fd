package io.vigil.node.mempool;

import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The transactions of one sender by nonce. Those from the account's nonce on without a gap, as far as the balance covers
 * them all and at most {@link Mempool#MAX_EXECUTABLE_PER_SENDER}, are executable; the others wait behind them.
 */
final class SenderQueue {
    private final Address sender;
    private final TreeMap<Long, PooledTransaction> byNonce = new TreeMap<>();
    private Account account;

    /** The executable transactions and what they cost together, kept up to date so that a long queue grows cheaply. */
    private final List<PooledTransaction> run = new ArrayList<>();

    private UInt256 runCost = UInt256.ZERO;

    SenderQueue(Address sender, Account account) {
        this.sender = sender;
        this.account = account;
    }

    Address sender() {
        return sender;
    }

    Account account() {
        return account;
    }

    int size() {
        return byNonce.size();
    }

    boolean isEmpty() {
        return byNonce.isEmpty();
    }

    Optional<PooledTransaction> at(long nonce) {
        return Optional.ofNullable(byNonce.get(nonce));
    }

    Optional<PooledTransaction> last() {
        return Optional.ofNullable(byNonce.lastEntry()).map(Map.Entry::getValue);
    }

    int executableCount() {
        return run.size();
    }

    /** In the order of nonces, from the {@code from}-th on. */
    List<PooledTransaction> executable(int from) {
        return List.copyOf(run.subList(Math.min(from, run.size()), run.size()));
    }

    /** The nonce after the last executable transaction. */
    long pendingNonce() {
        return account.nonce() + run.size();
    }

    /** Whether the transaction with the highest nonce cannot run yet. */
    boolean hasStrandedTail() {
        return byNonce.size() > run.size();
    }

    /** What all transactions before {@code nonce} may cost, or the largest number if that is larger. */
    UInt256 costBefore(long nonce) {
        boolean behindRun = nonce >= pendingNonce();
        UInt256 sum = behindRun ? runCost : UInt256.ZERO;
        long from = behindRun ? pendingNonce() : account.nonce();
        for (PooledTransaction earlier : byNonce.subMap(from, nonce).values()) {
            UInt256 next = sum.addWrapping(earlier.cost());
            sum = next.compareTo(sum) < 0 ? UInt256.MAX : next;
        }
        return sum;
    }

    /** Takes the place of the one with the same nonce, if there is one. */
    void put(PooledTransaction transaction) {
        boolean inRun = transaction.nonce() < pendingNonce();
        byNonce.put(transaction.nonce(), transaction);
        if (inRun) {
            recount();
        } else {
            extend();
        }
    }

    void remove(long nonce) {
        boolean inRun = nonce < pendingNonce();
        byNonce.remove(nonce);
        if (inRun) {
            recount();
        }
    }

    /** @return the transactions that are over: their nonces are used, or one of them alone costs more than there is */
    List<PooledTransaction> update(Account changed) {
        account = changed;
        List<PooledTransaction> over =
                new ArrayList<>(byNonce.headMap(changed.nonce()).values());
        byNonce.tailMap(changed.nonce()).values().stream()
                .filter(transaction -> transaction.cost().compareTo(changed.balance()) > 0)
                .forEach(over::add);
        over.forEach(transaction -> byNonce.remove(transaction.nonce()));
        recount();
        return over;
    }

    private void recount() {
        run.clear();
        runCost = UInt256.ZERO;
        extend();
    }

    private void extend() {
        for (PooledTransaction next : byNonce.tailMap(pendingNonce()).values()) {
            UInt256 left = account.balance().subtract(runCost);
            boolean follows = next.nonce() == pendingNonce();
            if (!follows || next.cost().compareTo(left) > 0 || run.size() == Mempool.MAX_EXECUTABLE_PER_SENDER) {
                return;
            }
            runCost = runCost.add(next.cost());
            run.add(next);
        }
    }
}
