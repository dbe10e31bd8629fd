package io.vigil.node.mempool;

import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateReader;
import io.vigil.vm.sponsor.SponsorDecision;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * What a block builder takes transactions from: the highest effective tip first, those of one sender in the order of
 * nonces, beginning with the sender's nonce in the state that is built on. A copy: the pool may change meanwhile.
 */
public final class Candidates {
    /** Sponsors that may say no before no other is asked: each costs a dozen reads of the state. */
    private static final int MAX_SPONSORS_REFUSING = 512;

    private final UInt256 baseFee;
    private final StateReader top;
    private final Sponsors sponsors;
    private final PriorityQueue<Cursor> cursors;
    private int sponsorsRefusing;

    /** What is left of one sender; {@code tip} is that of the next. */
    private record Cursor(List<PooledTransaction> run, int at, UInt256 tip, boolean isChecked) {
        PooledTransaction next() {
            return run.get(at);
        }
    }

    Candidates(List<List<PooledTransaction>> runs, UInt256 baseFee, StateReader top, Sponsors sponsors) {
        this.baseFee = baseFee;
        this.top = top;
        this.sponsors = sponsors;
        cursors = new PriorityQueue<>(
                Math.max(1, runs.size()),
                Comparator.comparing(Cursor::tip)
                        .reversed()
                        .thenComparing(cursor -> cursor.next().arrival()));
        runs.forEach(run -> push(run, 0, false));
    }

    /** The best one left, to be taken or not; those of its sender that follow come later unless {@link #skip} is called. */
    public Optional<PooledTransaction> next() {
        while (!cursors.isEmpty()) {
            Cursor best = cursors.remove();
            if (best.isChecked) {
                push(best.run, best.at + 1, true);
                return Optional.of(best.next());
            }
            begin(best.run);
        }
        return Optional.empty();
    }

    /** Leaves out what remains of {@code sender}, one of whose transactions was not taken. */
    public void skip(Address sender) {
        cursors.removeIf(cursor -> cursor.next().sender().equals(sender));
    }

    /** Finds where the sender stands in the state that is built on; asked only for senders that come to their turn. */
    private void begin(List<PooledTransaction> run) {
        PooledTransaction first = run.getFirst();
        long nonce = top.account(first.sender()).orElse(Account.EMPTY).nonce();
        long offset = nonce - first.nonce();
        if (offset >= 0 && offset < run.size()) {
            push(run, (int) offset, true);
        }
    }

    private void push(List<PooledTransaction> run, int at, boolean isChecked) {
        if (at < run.size() && run.get(at).pays(baseFee) && (!isChecked || isSponsored(run.get(at)))) {
            cursors.add(new Cursor(run, at, run.get(at).tip(baseFee), isChecked));
        }
    }

    /** Whether the sponsor, if there is one, pays in the state that is built on as it did when the transaction came. */
    private boolean isSponsored(PooledTransaction transaction) {
        return switch (transaction.payer()) {
            case Payer.Sender own -> true;
            case Payer.Sponsor sponsor -> sponsorsRefusing < MAX_SPONSORS_REFUSING && stillPays(transaction);
        };
    }

    private boolean stillPays(PooledTransaction sponsored) {
        return switch (sponsors.on(top, sponsored.transaction(), sponsored.sender(), baseFee)) {
            case SponsorDecision.Pays pays -> true;
            case SponsorDecision.Refuses refuses -> refused();
            case SponsorDecision.Cannot cannot -> refused();
        };
    }

    private boolean refused() {
        sponsorsRefusing++;
        return false;
    }
}
