package io.vigil.node.mempool;

import io.vigil.node.mempool.AddResult.Added;
import io.vigil.node.mempool.AddResult.Refused;
import io.vigil.node.rpc.TransactionPool;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Transaction;
import io.vigil.types.state.StateChanges;
import io.vigil.types.state.StateReader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The way into the pool, and the pool for everyone: thread-safe, one short lock. What is costly, the recovery of the
 * signer, is done once and outside of it.
 */
public final class TransactionGate implements TransactionPool {
    /** Records that the journal may hold beyond twice what still waits, before it is written anew. */
    static final int JOURNAL_SLACK = 1_024;

    private final Admission admission;
    private final HeadAccounts accounts;
    private final TransactionJournal journal;
    private final PoolListener listener;
    private final ReentrantLock lock = new ReentrantLock();

    /** Both guarded by the lock. */
    private final Mempool pool;

    private int journalRecords;
    private int rewriteAt = JOURNAL_SLACK;

    /** @param pool not to be touched by anyone else from now on */
    public TransactionGate(
            long chainId, Mempool pool, HeadAccounts accounts, TransactionJournal journal, PoolListener listener) {
        this.admission = new Admission(chainId);
        this.pool = pool;
        this.accounts = accounts;
        this.journal = journal;
        this.listener = listener;
    }

    /**
     * Takes back what the journal holds. To be called once, before anything is offered.
     *
     * @return how many of its transactions still wait
     */
    public int restore() {
        List<Bytes> records = journal.read();
        for (Bytes record : records) {
            decode(record).ifPresent(transaction -> offer(transaction, Origin.LOCAL, false));
        }
        return locked(pool -> {
            rewriteJournal(pool.locals());
            return journalRecords;
        });
    }

    @Override
    public Submission submit(Transaction transaction) {
        return switch (offer(transaction, Origin.LOCAL)) {
            case Added _ -> new Submission.Accepted();
            case Refused(String reason) -> new Submission.Refused(reason);
        };
    }

    public AddResult offer(Transaction transaction, Origin origin) {
        return offer(transaction, origin, origin == Origin.LOCAL);
    }

    @Override
    public long pendingNonce(Address sender, long committed) {
        return locked(pool -> pool.pendingNonce(sender, committed));
    }

    @Override
    public Optional<SignedTransaction> find(Hash transaction) {
        return locked(pool -> pool.find(transaction))
                .map(found -> new SignedTransaction(found.transaction(), found.sender()));
    }

    /** To be called after each commit, with what the block changed and what the next one will be like. */
    public void committed(StateChanges changes, PoolHead next) {
        List<PooledTransaction> executable = locked(pool -> {
            List<PooledTransaction> whole = pool.committed(changes, next);
            shortenJournal();
            return whole;
        });
        executable.forEach(listener::executable);
    }

    /** @see Mempool#candidates */
    public Candidates candidates(UInt256 baseFee, StateReader top) {
        return locked(pool -> pool.candidates(baseFee, top));
    }

    /** @see Mempool#hasWork */
    public boolean hasWork(UInt256 baseFee, StateReader top, long view, int maxViews) {
        return locked(pool -> pool.hasWork(baseFee, top, view, maxViews));
    }

    /** @see Mempool#remove */
    public void remove(Hash transaction) {
        locked(pool -> {
            pool.remove(transaction);
            return true;
        });
    }

    /** @see Mempool#quarantine */
    public void quarantine(Hash transaction) {
        locked(pool -> {
            pool.quarantine(transaction);
            return true;
        });
    }

    /** Whether it must not be passed on. */
    public boolean isQuarantined(Hash transaction) {
        return locked(pool -> pool.isQuarantined(transaction));
    }

    /** @see Mempool#release */
    public void release(Hash transaction) {
        locked(pool -> {
            pool.release(transaction);
            return true;
        });
    }

    public PoolStatus status() {
        return locked(pool -> {
            int executable = pool.executableCount();
            return new PoolStatus(executable, pool.size() - executable, pool.sizeBytes());
        });
    }

    private AddResult offer(Transaction transaction, Origin origin, boolean isJournaled) {
        PoolHead head = locked(Mempool::head);
        if (locked(pool -> pool.find(transaction.hash())).isPresent()) {
            return new Refused(
                    "already known"); // asked before the signer is recovered: gossip brings most things twice
        }
        Optional<String> refusal = admission.refusal(transaction, head);
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        Optional<Address> sender = Admission.signer(transaction);
        if (sender.isEmpty()) {
            return new Refused("invalid sender: invalid transaction v, r, s values");
        }
        return Admission.feeRefusal(transaction, sender.get(), head)
                .<AddResult>map(Refused::new)
                .orElseGet(() -> add(transaction, sender.get(), origin, isJournaled));
    }

    private AddResult add(Transaction transaction, Address sender, Origin origin, boolean isJournaled) {
        AddResult result = locked(pool -> {
            AddResult added = pool.add(transaction, sender, origin, accounts);
            if (isJournaled && added instanceof Added) {
                shortenJournal();
                journal.append(transaction.encode());
                journalRecords++;
            }
            return added;
        });
        if (result instanceof Added(List<PooledTransaction> executable)) {
            executable.forEach(listener::executable);
        }
        return result;
    }

    private void shortenJournal() {
        if (journalRecords >= rewriteAt) {
            rewriteJournal(pool.locals());
        }
    }

    private void rewriteJournal(List<PooledTransaction> locals) {
        journal.rewrite(
                locals.stream().map(local -> local.transaction().encode()).toList());
        journalRecords = locals.size();
        rewriteAt = 2 * journalRecords + JOURNAL_SLACK;
    }

    private static Optional<Transaction> decode(Bytes record) {
        try {
            return Optional.of(Transaction.decode(record));
        } catch (MalformedException e) {
            return Optional.empty(); // written by a later version; nothing else passes the journal's checksum
        }
    }

    private <T> T locked(Function<Mempool, T> action) {
        lock.lock();
        try {
            return action.apply(pool);
        } finally {
            lock.unlock();
        }
    }
}
