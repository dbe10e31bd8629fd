package io.vigil.consensus.safety;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.statements.Statement.CommitVote;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.consensus.statements.Statement.Timeout;
import io.vigil.consensus.statements.Statement.Vote;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What must survive a crash: the lock and the last statement of each kind, whole, so that it can be sent again (R2, A8, A9). Ordered by
 * (epoch, view) (A3); height is never compared. Immutable: {@link #after} gives the record to store before the statement may leave.
 *
 * <p>A statement equal to the stored one is always allowed and changes nothing: it is sent again, not made again.
 */
public record SafetyRecord(BlockCertificate lock, Map<Kind, Statement> last, PlanFence fence) {
    public SafetyRecord {
        EnumMap<Kind, Statement> copy = new EnumMap<>(Kind.class);
        copy.putAll(last);
        copy.forEach((kind, statement) -> {
            if (statement.kind() != kind) {
                throw new IllegalArgumentException(kind + " holds a " + statement.kind());
            }
        });
        last = java.util.Collections.unmodifiableMap(copy);
    }

    /** Of a validator that never signed a plan. */
    public SafetyRecord(BlockCertificate lock, Map<Kind, Statement> last) {
        this(lock, last, PlanFence.NONE);
    }

    /** Nothing was ever signed. */
    public static SafetyRecord empty(BlockCertificate root) {
        return new SafetyRecord(root, Map.of());
    }

    public Optional<Statement> last(Kind kind) {
        return Optional.ofNullable(last.get(kind));
    }

    public Optional<Vote> lastVote() {
        return last(Kind.VOTE).map(Vote.class::cast);
    }

    public Optional<CommitVote> lastCommitVote() {
        return last(Kind.COMMIT_VOTE).map(CommitVote.class::cast);
    }

    public Optional<Timeout> lastTimeout() {
        return last(Kind.TIMEOUT).map(Timeout.class::cast);
    }

    /** Whether {@code statement} is the stored one, so that its signature exists already. */
    public boolean holds(Statement statement) {
        return statement.equals(last.get(statement.kind()));
    }

    /** Whether {@code statement} may be signed: V2, V3, C1, C2, the lock (S6), one proposal of a kind per view (A8, E5), and the fence of a plan (G45). */
    public boolean allows(Statement statement) {
        if (holds(statement)) {
            return true;
        }
        if (fence.forbids(statement.epoch())) {
            return false;
        }
        return switch (statement) {
            case Vote vote -> isAbove(vote, Kind.VOTE) && isAbove(vote, Kind.TIMEOUT); // V2, V3
            case CommitVote vote -> isAbove(vote, Kind.TIMEOUT) && isAbove(vote, Kind.COMMIT_VOTE); // C1, C2
            case Timeout timeout ->
                isAbove(timeout, Kind.TIMEOUT)
                        && isNotBelow(timeout, Kind.VOTE)
                        && isNotBelow(timeout, Kind.COMMIT_VOTE)
                        && !isBelowLock(timeout);
            case Proposal proposal -> allowsProposal(proposal);
        };
    }

    /**
     * The record that must be durable before {@code statement} leaves. A vote raises the lock to its grounds, a commit vote to its certificate
     * (C3), a timeout to the certificate it reports.
     *
     * @throws IllegalStateException if {@link #allows} says no: the caller is about to break safety
     */
    public SafetyRecord after(Statement statement) {
        if (!allows(statement)) {
            throw new IllegalStateException(
                    "not allowed after " + last.values() + " with lock " + lock + " and " + fence + ": " + statement);
        }
        if (holds(statement)) {
            return this;
        }
        EnumMap<Kind, Statement> next = new EnumMap<>(Kind.class);
        next.putAll(last);
        next.put(statement.kind(), statement);
        BlockCertificate raised = switch (statement) {
            case Vote vote -> higher(vote.grounds().parent());
            case CommitVote vote -> higher(vote.quorum());
            case Timeout timeout -> higher(timeout.entry().parent());
            case Proposal proposal -> lock;
        };
        return new SafetyRecord(raised, next, fence);
    }

    /**
     * What two records of one key know together: the higher lock and, of each kind, the later statement (the maximum of EIP-3076). Where both hold
     * one of the same view this one's stays: that it was signed forbids any other.
     */
    public SafetyRecord merge(SafetyRecord other) {
        EnumMap<Kind, Statement> merged = new EnumMap<>(Kind.class);
        merged.putAll(last);
        other.last.values().stream()
                .filter(statement -> isAbove(statement, statement.kind()))
                .forEach(statement -> merged.put(statement.kind(), statement));
        return new SafetyRecord(higher(other.lock), merged, fence.higher(other.fence));
    }

    /**
     * The record that must be durable before the signature of a plan leaves (G45). Whether the plan may be signed by this record is for {@link
     * PlanRules} to say.
     *
     * @throws IllegalStateException if a plan of a later epoch, or a later one of this epoch, was signed before
     */
    public SafetyRecord after(PlanFence plan) {
        boolean isAfterTheLast = fence.isLast() && fence.epoch() == plan.epoch() && !fence.equals(plan);
        if (isAfterTheLast || !fence.higher(plan).equals(plan)) {
            throw new IllegalStateException("after " + fence + " no plan may be signed with " + plan);
        }
        return new SafetyRecord(lock, last, plan);
    }

    /** Compares (epoch, view) lexicographically (A3). */
    public static int compare(long epoch, long view, long otherEpoch, long otherView) {
        return epoch != otherEpoch ? Long.compare(epoch, otherEpoch) : Long.compare(view, otherView);
    }

    /**
     * One of a kind in a view, and nothing in a view below one already proposed for: only the last of each kind is remembered, so what stood
     * beside an earlier one is not known any more.
     */
    private boolean allowsProposal(Proposal proposal) {
        if (!isAbove(proposal, proposal.kind())) {
            return false;
        }
        for (Statement earlier : last.values()) {
            if (earlier instanceof Proposal other && !maySucceed(other, proposal)) {
                return false;
            }
        }
        return true;
    }

    /** After an optimistic proposal one more may follow in its view, on another parent (E5); after any other, none (§2.5). */
    private static boolean maySucceed(Proposal earlier, Proposal later) {
        int order = compare(earlier.epoch(), earlier.view(), later.epoch(), later.view());
        boolean besideOptimistic = earlier.kind() == Kind.OPTIMISTIC_PROPOSAL
                && !earlier.block().parent().equals(later.block().parent());
        return order < 0 || (order == 0 && besideOptimistic);
    }

    private boolean isAbove(Statement statement, Kind kind) {
        Statement stored = last.get(kind);
        return stored == null || compare(statement.epoch(), statement.view(), stored.epoch(), stored.view()) > 0;
    }

    private boolean isNotBelow(Statement statement, Kind kind) {
        Statement stored = last.get(kind);
        return stored == null || compare(statement.epoch(), statement.view(), stored.epoch(), stored.view()) >= 0;
    }

    private boolean isBelowLock(Timeout timeout) {
        return timeout.epoch() == lock.epoch() ? timeout.highView() < lock.view() : timeout.epoch() < lock.epoch();
    }

    private BlockCertificate higher(BlockCertificate other) {
        return compare(other.epoch(), other.view(), lock.epoch(), lock.view()) > 0 ? other : lock;
    }
}
