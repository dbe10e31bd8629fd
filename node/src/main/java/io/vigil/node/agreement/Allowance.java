package io.vigil.node.agreement;

import io.vigil.consensus.PeerId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many consensus messages each peer may send: so many for each view that this node enters, so many a second, and a
 * burst. An honest peer sends a proposal, a vote, a commit vote, a timeout and a few certificates and answers in a view; what
 * goes beyond costs nobody a signature check. Safe for use by any thread; times are monotonic nanoseconds.
 */
final class Allowance {
    /** What piles up while this node stands still for ten seconds, views of a fifth of a second. */
    static final int BURST = 512;

    /** Answers, words said again, evidence told again. */
    static final int PER_SECOND = 40;

    /** A proposal or two, a vote, a commit vote, a timeout and the certificates that came of them, and half as many for those said twice. */
    static final int PER_VIEW = 12;

    /** Peers that are remembered beyond their connection, so that coming again gains nothing; 100 bytes each. */
    static final int MAX_PEERS = 1_024;

    private static final double NANOS_PER_SECOND = 1e9;

    private final Map<PeerId, Account> accounts = new LinkedHashMap<>(16, 0.75F, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerId, Account> eldest) {
            return size() > MAX_PEERS;
        }
    };

    private static final class Account {
        private double left = BURST;
        private long nanos;
        private long view;

        Account(long nanos, long view) {
            this.nanos = nanos;
            this.view = view;
        }

        boolean take(long now, long present) {
            // A new epoch may begin with a lower view; nobody enters one backwards otherwise.
            long entered = present < view ? 1 : Math.min(present - view, BURST);
            double earned = (now - nanos) / NANOS_PER_SECOND * PER_SECOND + entered * (double) PER_VIEW;
            left = Math.min(BURST, left + earned);
            nanos = now;
            view = present;
            if (left < 1) {
                return false;
            }
            left--;
            return true;
        }
    }

    /** @return whether {@code from} may say one more thing, with this node in {@code view} */
    synchronized boolean take(PeerId from, long nowNanos, long view) {
        return accounts.computeIfAbsent(from, peer -> new Account(nowNanos, view))
                .take(nowNanos, view);
    }
}
