package io.vigil.node.mempool;

import io.vigil.node.mempool.AddResult.Added;
import io.vigil.node.mempool.AddResult.Refused;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Transaction;
import io.vigil.types.state.Account;
import io.vigil.types.state.AccountChange;
import io.vigil.types.state.StateChanges;
import io.vigil.types.state.StateReader;
import io.vigil.vm.sponsor.SponsorDecision;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The pool itself: by sender in the order of nonces, gaps waited for, a higher price replaces, the cheapest leave when it
 * is full. Holds what can follow the committed state; what uncommitted blocks took is left out when candidates are
 * chosen. Not thread-safe: {@link TransactionGate} owns one.
 */
public final class Mempool {
    /** Transactions of one sender that may go into blocks one after another. */
    public static final int MAX_EXECUTABLE_PER_SENDER = 1_024;

    /** Transactions of one sender, those that wait for an earlier nonce included. */
    public static final int MAX_PER_SENDER = 2_048;

    public static final int MAX_TRANSACTIONS = 100_000;

    /** All transactions in their network form; as objects they take about three times as much. */
    public static final long MAX_BYTES = 64L << 20;

    /** How much more a replacement must pay, in percent; geth's. */
    public static final int PRICE_BUMP_PERCENT = 10;

    /** Transactions remembered as not to be tried again; the oldest is forgotten. */
    public static final int MAX_QUARANTINED = 1_024;

    /** Senders looked at for one {@link #hasWork}; the next question goes on with others. */
    private static final int MAX_SENDERS_ASKED = 256;

    /** Who leaves first: what cannot run yet, then what peers have too, then the cheaper, then the later. */
    private static final Comparator<PooledTransaction> BY_PRICE = Comparator.comparing(
                    (PooledTransaction transaction) -> transaction.origin() == Origin.LOCAL)
            .thenComparing(PooledTransaction::feeCap)
            .thenComparing(PooledTransaction::tipCap)
            .thenComparing(transaction -> -transaction.arrival());

    private static final Comparator<Tail> BY_VALUE =
            Comparator.comparing((Tail tail) -> !tail.isStranded).thenComparing(Tail::transaction, BY_PRICE);

    /** The last transaction of a sender: the only one whose leaving makes no gap. */
    private record Tail(PooledTransaction transaction, boolean isStranded) {}

    /** How often a transaction was the reason to speak of work. */
    private record WorkCount(int views, long lastView) {}

    private final Map<Hash, PooledTransaction> byHash = new HashMap<>();

    /** In the order in which they are asked for work. */
    private final LinkedHashMap<Address, SenderQueue> bySender = new LinkedHashMap<>();

    private final TreeSet<Tail> tails = new TreeSet<>(BY_VALUE);
    private final LinkedHashSet<Hash> quarantine = new LinkedHashSet<>();
    private final Map<Hash, WorkCount> workCounts = new HashMap<>();
    private final SponsoredTransactions sponsored = new SponsoredTransactions();
    private final Sponsors sponsors;
    private final int maxTransactions;
    private final long maxBytes;
    private PoolHead head;
    private long sizeBytes;
    private long arrivals;

    public Mempool(PoolHead head, Sponsors sponsors) {
        this(head, sponsors, MAX_TRANSACTIONS, MAX_BYTES);
    }

    /** A pool with limits of its own. */
    public Mempool(PoolHead head, Sponsors sponsors, int maxTransactions, long maxBytes) {
        this.head = head;
        this.sponsors = sponsors;
        this.maxTransactions = maxTransactions;
        this.maxBytes = maxBytes;
    }

    public PoolHead head() {
        return head;
    }

    public int size() {
        return byHash.size();
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    public int executableCount() {
        return bySender.values().stream().mapToInt(SenderQueue::executableCount).sum();
    }

    public Optional<PooledTransaction> find(Hash hash) {
        return Optional.ofNullable(byHash.get(hash));
    }

    /** Those that came from clients of this node, in the order of arrival. */
    public List<PooledTransaction> locals() {
        return byHash.values().stream()
                .filter(transaction -> transaction.origin() == Origin.LOCAL)
                .sorted(Comparator.comparingLong(PooledTransaction::arrival))
                .toList();
    }

    /** The nonce after the sender's last executable transaction; {@code committed} if it has none here. */
    public long pendingNonce(Address sender, long committed) {
        SenderQueue queue = bySender.get(sender);
        return queue == null ? committed : Math.max(committed, queue.pendingNonce());
    }

    /**
     * Offers a transaction that {@link Admission} let pass.
     *
     * @param accounts asked for the sender's if the pool has nothing of the sender yet
     */
    public AddResult add(Transaction transaction, Address sender, Origin origin, HeadAccounts accounts) {
        if (byHash.containsKey(transaction.hash())) {
            return new Refused("already known");
        }
        if (quarantine.contains(transaction.hash())) {
            return new Refused("transaction is in quarantine: this node failed on it in an unforeseen way");
        }
        if (head.skipped().contains(transaction.hash())) {
            return new Refused("transaction is skipped in this epoch by the plan that began it");
        }
        SenderQueue known = bySender.get(sender);
        SenderQueue queue = known == null ? new SenderQueue(sender, accounts.account(sender)) : known;
        return switch (payment(queue, transaction)) {
            case Payment.Refused(String why) -> new Refused(why);
            case Payment.By(Payer payer) ->
                add(
                        new PooledTransaction(
                                transaction, sender, origin, arrivals++, Admission.cost(transaction), payer),
                        queue);
        };
    }

    /** Whether anybody pays for a transaction. */
    private sealed interface Payment {
        record By(Payer payer) implements Payment {}

        record Refused(String why) implements Payment {}
    }

    private Payment payment(SenderQueue queue, Transaction transaction) {
        if (!Admission.wantsSponsor(transaction, head)) {
            return new Payment.By(new Payer.Sender());
        }
        return switch (sponsors.onHead(transaction, queue.sender(), head.baseFee())) {
            case SponsorDecision.Refuses(String why) -> notSponsored(queue, transaction, why);
            case SponsorDecision.Cannot(String why) -> notSponsored(queue, transaction, why);
            case SponsorDecision.Pays pays -> {
                var payer = new Payer.Sponsor(Admission.callee(transaction), pays.price(), pays.tip());
                yield sponsored
                        .refusal(payer, transaction.gasLimit(), pays.most(), queue.at(transaction.nonce()))
                        .<Payment>map(why -> notSponsored(queue, transaction, why))
                        .orElseGet(() -> new Payment.By(payer));
            }
        };
    }

    private Payment.Refused notSponsored(SenderQueue queue, Transaction transaction, String why) {
        return new Payment.Refused(Admission.notSponsored(transaction, queue.sender(), head, why));
    }

    private AddResult add(PooledTransaction offered, SenderQueue queue) {
        Optional<Refused> refusal = refusal(queue, offered);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (queue.at(offered.nonce()).isEmpty() && !makeRoom(offered, queue)) {
            return new Refused("transaction underpriced");
        }
        return place(offered, queue);
    }

    /**
     * Follows a commit.
     *
     * @param next what the block after it is like
     * @return what became executable by it, such as the transactions of an account that was paid
     */
    public List<PooledTransaction> committed(StateChanges changes, PoolHead next) {
        head = next;
        head.skipped().forEach(this::remove);
        List<PooledTransaction> executable = new ArrayList<>();
        changes.accounts().forEach((address, change) -> {
            SenderQueue queue = bySender.get(address);
            if (queue != null) {
                executable.addAll(update(queue, accountAfter(change)));
            }
        });
        dropUnsponsored();
        return executable;
    }

    /** What no sponsor pays for any longer leaves, since nobody else would; a few are looked at after each commit. */
    private void dropUnsponsored() {
        for (PooledTransaction waiting : sponsored.toAskAgain()) {
            switch (sponsors.onHead(waiting.transaction(), waiting.sender(), head.baseFee())) {
                case SponsorDecision.Pays pays -> {}
                case SponsorDecision.Refuses refuses -> remove(waiting.hash());
                case SponsorDecision.Cannot cannot -> remove(waiting.hash());
            }
        }
    }

    /** Takes a transaction out, for instance because it turned out to be invalid; those behind it wait for its nonce. */
    public void remove(Hash hash) {
        PooledTransaction gone = byHash.get(hash);
        if (gone != null) {
            SenderQueue queue = queueOf(gone);
            unlist(queue);
            queue.remove(gone.nonce());
            forget(gone);
            list(queue);
        }
    }

    /** Takes a transaction out that made the node fail (R3.2), and lets it not come in again. */
    public void quarantine(Hash hash) {
        remove(hash);
        quarantine.add(hash);
        if (quarantine.size() > MAX_QUARANTINED) {
            quarantine.removeFirst();
        }
    }

    boolean isQuarantined(Hash hash) {
        return quarantine.contains(hash);
    }

    /** Lets a transaction that was quarantined come in again. */
    public void release(Hash hash) {
        quarantine.remove(hash);
    }

    /**
     * What a block on top of {@code top} may take, best first.
     *
     * @param top the state after the block to build on, which may be uncommitted
     */
    public Candidates candidates(UInt256 baseFee, StateReader top) {
        List<List<PooledTransaction>> runs = new ArrayList<>();
        for (SenderQueue queue : bySender.values()) {
            if (queue.executableCount() > 0) {
                runs.add(queue.executable(0));
            }
        }
        return new Candidates(runs, baseFee, top, sponsors);
    }

    /**
     * Whether a transaction waits that a block on top of {@code top} could take. One that has been the reason for a yes in
     * {@code maxViews} views counts no longer (DESIGN: at most 3n views), though blocks may still take it.
     */
    public boolean hasWork(UInt256 baseFee, StateReader top, long view, int maxViews) {
        List<SenderQueue> asked =
                bySender.values().stream().limit(MAX_SENDERS_ASKED).toList();
        for (SenderQueue queue : asked) {
            if (queue.executableCount() > 0) {
                Optional<PooledTransaction> first = includable(queue, baseFee, top);
                if (first.isPresent() && countsAsWork(first.get().hash(), view, maxViews)) {
                    return true;
                }
            }
            bySender.putLast(queue.sender(), queue);
        }
        return false;
    }

    private Optional<PooledTransaction> includable(SenderQueue queue, UInt256 baseFee, StateReader top) {
        Account account = top.account(queue.sender()).orElse(Account.EMPTY);
        return queue.at(account.nonce())
                .filter(transaction -> transaction.pays(baseFee))
                .filter(transaction -> transaction.cost().compareTo(account.balance()) <= 0)
                .filter(transaction -> isPaidFor(transaction, baseFee, top));
    }

    private boolean isPaidFor(PooledTransaction transaction, UInt256 baseFee, StateReader top) {
        return switch (transaction.payer()) {
            case Payer.Sender own -> true;
            case Payer.Sponsor sponsor ->
                switch (sponsors.on(top, transaction.transaction(), transaction.sender(), baseFee)) {
                    case SponsorDecision.Pays pays -> true;
                    case SponsorDecision.Refuses refuses -> false;
                    case SponsorDecision.Cannot cannot -> false;
                };
        };
    }

    private boolean countsAsWork(Hash hash, long view, int maxViews) {
        WorkCount count = workCounts.getOrDefault(hash, new WorkCount(0, -1));
        if (count.lastView == view) {
            return true;
        }
        if (count.views >= maxViews) {
            return false;
        }
        workCounts.put(hash, new WorkCount(count.views + 1, view));
        return true;
    }

    private Optional<Refused> refusal(SenderQueue queue, PooledTransaction offered) {
        Transaction transaction = offered.transaction();
        Account account = queue.account();
        if (transaction.nonce() < account.nonce()) {
            return Optional.of(
                    new Refused("nonce too low: next nonce " + account.nonce() + ", tx nonce " + transaction.nonce()));
        }
        UInt256 cost = offered.cost();
        UInt256 before = queue.costBefore(transaction.nonce());
        UInt256 wanted = before.addWrapping(cost);
        wanted = wanted.compareTo(cost) < 0 ? UInt256.MAX : wanted;
        if (wanted.compareTo(account.balance()) > 0) {
            return Optional.of(new Refused("insufficient funds for gas * price + value: address " + queue.sender()
                    + " have " + account.balance() + " want " + wanted));
        }
        Optional<PooledTransaction> present = queue.at(transaction.nonce());
        if (present.isPresent()) {
            return replaces(offered, present.get())
                    ? Optional.empty()
                    : Optional.of(new Refused("replacement transaction underpriced"));
        }
        boolean tooMany = queue.size() >= MAX_PER_SENDER
                || (queue.executableCount() >= MAX_EXECUTABLE_PER_SENDER
                        && transaction.nonce() == queue.pendingNonce());
        return tooMany ? Optional.of(new Refused("account limit exceeded")) : Optional.empty();
    }

    /** By what is offered, whoever pays: no fee for no fee replaces nothing unless another sponsor gives more. */
    private static boolean replaces(PooledTransaction offered, PooledTransaction present) {
        return outbids(offered.feeCap(), present.feeCap()) && outbids(offered.tipCap(), present.tipCap());
    }

    private static boolean outbids(UInt256 offered, UInt256 present) {
        var threshold = present.toBigInteger()
                .multiply(BigInteger.valueOf(100 + PRICE_BUMP_PERCENT))
                .divide(BigInteger.valueOf(100));
        return offered.compareTo(present) > 0 && offered.toBigInteger().compareTo(threshold) >= 0;
    }

    /** @return false if what would have to leave is worth more */
    private boolean makeRoom(PooledTransaction offered, SenderQueue queue) {
        Tail place = new Tail(offered, offered.nonce() > queue.pendingNonce());
        while (byHash.size() >= maxTransactions || sizeBytes + offered.sizeBytes() > maxBytes) {
            if (tails.isEmpty()) {
                return false;
            }
            Tail cheapest = tails.getFirst();
            PooledTransaction leaving = cheapest.transaction;
            boolean ownEarlier = leaving.sender().equals(offered.sender()) && leaving.nonce() < offered.nonce();
            if (ownEarlier || BY_VALUE.compare(cheapest, place) >= 0) {
                return false;
            }
            remove(leaving.hash());
        }
        return true;
    }

    private AddResult place(PooledTransaction offered, SenderQueue queue) {
        unlist(queue);
        Optional<PooledTransaction> replaced = queue.at(offered.nonce());
        int before = replaced.isPresent() ? 0 : queue.executableCount();
        queue.put(offered);
        replaced.ifPresent(this::forget);
        byHash.put(offered.hash(), offered);
        sponsored.add(offered);
        sizeBytes += offered.sizeBytes();
        list(queue);
        List<PooledTransaction> executable = queue.executable(before);
        return new Added(
                replaced.isPresent()
                        ? executable.stream().filter(offered::equals).toList()
                        : executable);
    }

    private List<PooledTransaction> update(SenderQueue queue, Account account) {
        long pendingBefore = queue.pendingNonce();
        unlist(queue);
        queue.update(account).forEach(this::forget);
        list(queue);
        return queue.executable(0).stream()
                .filter(transaction -> transaction.nonce() >= pendingBefore)
                .toList();
    }

    private static Account accountAfter(AccountChange change) {
        return switch (change) {
            case AccountChange.Deleted() -> Account.EMPTY;
            case AccountChange.Updated updated -> updated.account();
        };
    }

    private SenderQueue queueOf(PooledTransaction transaction) {
        SenderQueue queue = bySender.get(transaction.sender());
        if (queue == null) {
            throw new IllegalStateException("no queue for " + transaction.sender() + " of " + transaction.hash());
        }
        return queue;
    }

    private void forget(PooledTransaction gone) {
        byHash.remove(gone.hash());
        sponsored.remove(gone);
        workCounts.remove(gone.hash());
        sizeBytes -= gone.sizeBytes();
    }

    /** To be called before a queue changes, with {@link #list} after it. */
    private void unlist(SenderQueue queue) {
        tail(queue).ifPresent(tails::remove);
    }

    private void list(SenderQueue queue) {
        tail(queue)
                .ifPresentOrElse(
                        tail -> {
                            tails.add(tail);
                            bySender.putIfAbsent(queue.sender(), queue);
                        },
                        () -> bySender.remove(queue.sender()));
    }

    private static Optional<Tail> tail(SenderQueue queue) {
        return queue.last().map(last -> new Tail(last, queue.hasStrandedTail()));
    }
}
