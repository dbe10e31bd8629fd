package io.vigil.testnet.explorer;

import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.evidence.Offence;
import io.vigil.consensus.evidence.Testimony.GaveUp;
import io.vigil.consensus.evidence.Testimony.Voted;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Statement;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.function.Supplier;

/**
 * All that one honest node ever signed, over all its restarts; once said, anybody may have heard it. Checks S3, S5, S6, S9 and S16 as words are
 * added.
 */
final class Said {
    private static final long NOTHING = 0;
    private final Plan plan;
    private final Blocks blocks;
    private final int node;

    /** By slot: the block's key. */
    final long[] votes;

    final long[] commitVotes;

    /** By slot: the view reported, plus one. */
    final long[] timeouts;

    /** By slot: view of the certificate that the vote rests on, plus one. */
    private final long[] voteGrounds;

    private long print;

    Said(Plan plan, Blocks blocks, int node) {
        this.plan = plan;
        this.blocks = blocks;
        this.node = node;
        this.votes = new long[plan.slots()];
        this.commitVotes = new long[plan.slots()];
        this.timeouts = new long[plan.slots()];
        this.voteGrounds = new long[plan.slots()];
    }

    private Said(Said other) {
        this.plan = other.plan;
        this.blocks = other.blocks;
        this.node = other.node;
        this.votes = other.votes.clone();
        this.commitVotes = other.commitVotes.clone();
        this.timeouts = other.timeouts.clone();
        this.voteGrounds = other.voteGrounds.clone();
    }

    /** With one more statement, as a member of {@code committee}; the same object if it was said before. */
    Said with(Statement statement, int committee) {
        return switch (statement) {
            case Statement.Vote vote -> withVote(vote, committee);
            case Statement.CommitVote vote -> withCommitVote(vote, committee);
            case Statement.Timeout timeout -> withTimeout(timeout, committee);
            case Statement.Proposal proposal -> this;
        };
    }

    private Said withVote(Statement.Vote vote, int committee) {
        int slot = plan.slot(committee, vote.view());
        long key = Blocks.key(vote.block().hash());
        if (isRepeated("S3", votes[slot], key)) {
            return this;
        }
        require(vote.grounds().permits(vote.block(), vote.view()), "S9", () -> "unfit grounds of " + vote);
        BlockRef parent = blocks.get(vote.block().parent());
        require(
                !parent.lastOfEpoch() || parent.epoch() < vote.epoch(),
                "A4",
                () -> "a child of an epoch's last block: " + vote);
        requireNone(timeouts, slot, committee, "S5", () -> "vote after timeout: " + vote);
        Said next = new Said(this);
        next.votes[slot] = key;
        next.voteGrounds[slot] = vote.grounds().parent().view() + 1;
        next.checkEvidence(vote.epoch(), committee);
        return next;
    }

    private Said withCommitVote(Statement.CommitVote vote, int committee) {
        int slot = plan.slot(committee, vote.view());
        long key = Blocks.key(vote.block());
        if (isRepeated("S3", commitVotes[slot], key)) {
            return this;
        }
        requireNone(timeouts, slot, committee, "S5", () -> "commit vote after timeout: " + vote);
        Said next = new Said(this);
        next.commitVotes[slot] = key;
        next.checkEvidence(vote.epoch(), committee);
        return next;
    }

    private Said withTimeout(Statement.Timeout timeout, int committee) {
        int slot = plan.slot(committee, timeout.view());
        long report = timeout.highView() + 1;
        if (isRepeated("S3", timeouts[slot], report)) {
            return this;
        }
        for (int earlier = plan.slot(committee, 0); earlier <= slot; earlier++) {
            long view = earlier - plan.slot(committee, 0);
            boolean lower = (commitVotes[earlier] != NOTHING && timeout.highView() < view)
                    || (votes[earlier] != NOTHING && report < voteGrounds[earlier]);
            require(!lower, "S6", () -> "reports too low: " + timeout);
        }
        Said next = new Said(this);
        next.timeouts[slot] = report;
        next.checkEvidence(timeout.epoch(), committee);
        return next;
    }

    /** S16 for what the rules above do not name: E3 and E4 over all that was said in the epoch, by the predicates that accuse. */
    private void checkEvidence(long epoch, int committee) {
        int from = plan.slot(committee, 0);
        for (int timed = from; timed < from + plan.viewsKept(); timed++) {
            if (timeouts[timed] == NOTHING) {
                continue;
            }
            GaveUp timeout = new GaveUp(timed - from, timeouts[timed] - 1, Bytes.EMPTY);
            for (int voted = from; voted <= timed; voted++) {
                long view = voted - from;
                require(
                        commitVotes[voted] == NOTHING || timeout.highView() >= view,
                        "S16",
                        () -> "E3: commit vote in " + view + " and " + timeout);
                if (votes[voted] != NOTHING) {
                    BlockRef block = blocks.get(votes[voted]);
                    BlockRef parent = blocks.get(block.parent());
                    Voted vote = new Voted(view, block.hash(), Bytes.EMPTY);
                    boolean accused =
                            parent.epoch() == epoch && Offence.isVoteDenied(vote, block.view(), parent.view(), timeout);
                    require(!accused, "S16", () -> "E4: " + vote + " and " + timeout);
                }
            }
        }
    }

    static Hash hash(long key) {
        byte[] bytes = new byte[Hash.SIZE];
        Bytes.ofLong(key).copyTo(bytes, 0);
        return new Hash(Bytes.wrap(bytes));
    }

    private void requireNone(long[] said, int fromSlot, int committee, String rule, Supplier<String> what) {
        for (int slot = fromSlot; slot < plan.slot(committee + 1, 0); slot++) {
            require(said[slot] == NOTHING, rule, what);
        }
    }

    private boolean isRepeated(String rule, long known, long said) {
        require(known == NOTHING || known == said, rule, () -> "said two things in one view");
        return known == said;
    }

    private void require(boolean condition, String rule, Supplier<String> what) {
        if (!condition) {
            throw new Violation(rule, node, what.get());
        }
    }

    /** Highest view in which anything but an optimistic proposal was signed as a member of {@code committee} and not {@code before}, 0 if none. */
    long highestView(int committee, Said before) {
        for (int view = plan.viewsKept() - 1; view > 0; view--) {
            int slot = plan.slot(committee, view);
            if (votes[slot] != before.votes[slot]
                    || commitVotes[slot] != before.commitVotes[slot]
                    || timeouts[slot] != before.timeouts[slot]) {
                return view;
            }
        }
        return 0;
    }

    boolean anythingAfterTheFirst() {
        for (int slot = plan.slot(1, 0); slot < votes.length; slot++) {
            if (votes[slot] != NOTHING || commitVotes[slot] != NOTHING || timeouts[slot] != NOTHING) {
                return true;
            }
        }
        return false;
    }

    /**
     * S9: every vote of an epoch stands on a certificate that there is, of its block's parent, or of the block itself if it was proposed again; but for
     * those that were cast {@code before} a later plan began the epoch anew.
     */
    void checkGrounds(int committee, Root root, Surroundings around, Said before) {
        for (int at = 1; at < plan.viewsKept(); at++) {
            int view = at;
            int slot = plan.slot(committee, view);
            if (votes[slot] == before.votes[slot]) {
                continue;
            }
            BlockRef block = blocks.get(votes[slot]);
            Hash needed = block.view() == view ? block.parent() : block.hash();
            boolean certified = around.certified(voteGrounds[slot] - 1, root)
                    .filter(parent -> parent.block().equals(needed))
                    .isPresent();
            require(certified, "S9", () -> "a vote in view " + view + " on what nobody certified: " + block);
            boolean high = voteGrounds[slot] == view || around.reportsAtMost(view - 1, voteGrounds[slot] - 1);
            require(high, "S9", () -> "V4b: a vote in view " + view + " below every quorum of timeouts: " + block);
        }
    }

    /** Highest view with a commit vote or a timeout, 0 if none (C1, C2). */
    long highestCommitVoteOrTimeout(int committee) {
        for (int view = plan.viewsKept() - 1; view > 0; view--) {
            int slot = plan.slot(committee, view);
            if (commitVotes[slot] != NOTHING || timeouts[slot] != NOTHING) {
                return view;
            }
        }
        return 0;
    }

    /** S4: the highest certificate that something rests on that was signed as a member of {@code committee} and not {@code before}. */
    long lockDue(int committee, Said before) {
        long due = 0;
        for (int view = 1; view < plan.viewsKept(); view++) {
            int slot = plan.slot(committee, view);
            due = Math.max(due, commitVotes[slot] == before.commitVotes[slot] ? 0 : view);
            due = Math.max(due, timeouts[slot] == before.timeouts[slot] ? 0 : timeouts[slot] - 1);
            due = Math.max(due, votes[slot] == before.votes[slot] ? 0 : voteGrounds[slot] - 1);
        }
        return due;
    }

    /** Equal for those who said the same. */
    long print() {
        if (print == 0) {
            print = sum();
        }
        return print;
    }

    private long sum() {
        long sum = 1;
        for (int slot = 0; slot < votes.length; slot++) {
            sum = Visited.mix(sum, votes[slot]);
            sum = Visited.mix(sum, commitVotes[slot]);
            sum = Visited.mix(sum, (timeouts[slot] << 32) + voteGrounds[slot]);
        }
        return sum;
    }
}
