package io.vigil.testnet.explorer;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that one member can be told in one epoch: the certificates that any two honest members and the fourth can sign, and the blocks made. Worlds
 * that look the same from a member share what it can do next.
 */
final class Surroundings {
    private static final long NONE = 0;

    private final Setting setting;
    private final long epoch;
    private final long plan;

    /** By view: key of the certified block. */
    private final long[] quorums;

    /** By view: key of the block with commit votes. */
    private final long[] commits;

    /** By view: the least that a timeout certificate can report, plus one. */
    private final long[] reports;

    private final List<BlockRef> blocks;
    private final List<Signed<Proposal>> proposals;
    private final List<Consent> plans;
    private final long print;

    Surroundings(Setting setting, EpochStart start, List<Station> stations, List<BlockRef> blocks) {
        this.setting = setting;
        this.epoch = start.epoch();
        this.plan = start.plan();
        int views = setting.plan.viewsKept();
        this.quorums = new long[views + 1];
        this.commits = new long[views + 1];
        this.reports = new long[views + 1];
        int committee = setting.committee(start);
        int first = setting.firstOf(committee);
        for (int view = 1; view < views; view++) {
            int slot = setting.plan.slot(committee, view);
            Said one = stations.get(first).said();
            Said two = stations.get(first + 1).said();
            Said three = stations.get(first + 2).said();
            quorums[view] = commonest(one.votes[slot], two.votes[slot], three.votes[slot]);
            commits[view] = commonest(one.commitVotes[slot], two.commitVotes[slot], three.commitVotes[slot]);
            reports[view] = secondLowest(one.timeouts[slot], two.timeouts[slot], three.timeouts[slot]);
        }
        this.blocks = blocks;
        List<Signed<Proposal>> spoken = new ArrayList<>();
        for (Station station : stations) {
            spoken.addAll(station.proposals());
        }
        this.proposals = spoken;
        this.plans = setting.plan.viewsAfter() > 0 ? withQuorum(stations) : List.of();
        this.print = sum();
    }

    /**
     * Plans that two of three honest members signed, and the fourth. Whom a plan brings consents to whatever it is asked for: whether a plan is safe must
     * not hang on those.
     */
    static List<Consent> withQuorum(List<Station> stations) {
        List<Consent> found = new ArrayList<>();
        for (int node = 0; node < Setting.HONEST; node++) {
            for (Consent consent : stations.get(node).consents()) {
                int signers = 1; // the fourth
                for (int other = 0; other < Setting.HONEST; other++) {
                    signers += stations.get(other).consents().contains(consent) ? 1 : 0;
                }
                if (signers >= Setting.HONEST && !found.contains(consent)) {
                    found.add(consent);
                }
            }
        }
        return found;
    }

    /** Plans that can begin the next epoch, or this one anew. */
    List<Consent> plans() {
        return plans;
    }

    /** The block that at least two of three signed, 0 if none. */
    private static long commonest(long one, long two, long three) {
        if (one != NONE && (one == two || one == three)) {
            return one;
        }
        return two == three ? two : NONE;
    }

    /** The second lowest of those that gave up, with whom the fourth is a quorum; 0 if fewer than two did. */
    private static long secondLowest(long one, long two, long three) {
        long none = (one == NONE ? 1 : 0) + (two == NONE ? 1 : 0) + (three == NONE ? 1 : 0);
        if (none > 1) {
            return NONE;
        }
        return none == 1
                ? Math.max(one, Math.max(two, three))
                : one + two + three - Math.max(one, Math.max(two, three)) - Math.min(one, Math.min(two, three));
    }

    Optional<QuorumCertificate> quorum(long view) {
        return view < 1 || view >= quorums.length || quorums[(int) view] == NONE
                ? Optional.empty()
                : Optional.of(new QuorumCertificate(
                        epoch, view, Said.hash(quorums[(int) view]), Setting.QUORUM, Bytes.EMPTY));
    }

    Optional<CommitCertificate> commit(long view) {
        return commits[(int) view] == NONE
                ? Optional.empty()
                : quorum(view).map(quorum -> new CommitCertificate(quorum, Setting.QUORUM, Bytes.EMPTY));
    }

    /** What a proposal's parent may be certified by. */
    Optional<BlockCertificate> certified(long view, Root root) {
        return view == root.view() ? Optional.of(root) : quorum(view).map(quorum -> quorum);
    }

    /**
     * The timeout certificate of a view that reports least. It stands for all: one that reports more permits fewer parents (V4b), and what it
     * teaches can be heard by itself.
     */
    Optional<TimeoutCertificate> timeout(long view, Root root) {
        if (view < 1 || view >= reports.length || reports[(int) view] == NONE) {
            return Optional.empty();
        }
        return certified(reports[(int) view] - 1, root)
                .map(high -> new TimeoutCertificate(
                        epoch,
                        view,
                        List.of(new TimeoutCertificate.Group(high.view(), Setting.QUORUM)),
                        Bytes.EMPTY,
                        high));
    }

    /** Whether some quorum gave up on {@code view} without reporting more than {@code highest}. */
    boolean reportsAtMost(long view, long highest) {
        return reports[(int) view] != NONE && reports[(int) view] - 1 <= highest;
    }

    /** Blocks of a view, at most {@link World#BLOCKS_PER_VIEW}. */
    List<BlockRef> blocksOf(long view) {
        List<BlockRef> found = new ArrayList<>(World.BLOCKS_PER_VIEW);
        for (BlockRef block : blocks) {
            boolean isOurs = block.epoch() == epoch && setting.blocks.planOf(Blocks.key(block.hash())) == plan;
            if (isOurs && block.view() == view) {
                found.add(block);
            }
        }
        return found;
    }

    /** What honest leaders proposed in a view. */
    List<Signed<Proposal>> proposalsOf(long view) {
        return proposals.stream()
                .filter(one ->
                        one.statement().epoch() == epoch && one.statement().view() == view)
                .toList();
    }

    /** S10: no timeout certificate denies a commit. */
    void checkNoCommitIsDenied() {
        for (int view = 1; view < commits.length; view++) {
            for (int later = view; commits[view] != NONE && later < reports.length; later++) {
                if (reports[later] != NONE && reports[later] - 1 < view) {
                    throw new Violation("S10", -1, "timeouts of view " + later + " deny the commit of view " + view);
                }
            }
        }
    }

    /**
     * S1 for everybody who might hear of it: all that can be shown to be final, by rule A or B, lies on one chain above {@code root}. A plan makes
     * nothing final: where a later one took its place, what is final lies above the later one's root.
     */
    void checkOneChain(Root root) {
        BlockRef highest = setting.blocks.get(root.block());
        for (int view = 1; view < quorums.length - 1; view++) {
            if (!isShownFinal(view) || setting.blocks.planOf(quorums[view]) != plan) {
                continue;
            }
            BlockRef shown = setting.blocks.get(quorums[view]);
            BlockRef lower = shown.height() < highest.height() ? shown : highest;
            BlockRef upper = lower.equals(highest) ? shown : highest;
            if (!descends(upper, lower)) {
                throw new Violation("S1", -1, lower + " and " + upper + " can both be shown to be final");
            }
            highest = upper;
        }
    }

    /** S1 before there is a second chain: what a member made final can be shown to be. */
    void checkShownFinal(Hash head, Root root) {
        BlockRef block = setting.blocks.get(head);
        boolean shown = block.epoch() < epoch || head.equals(root.block());
        for (int view = 1; view < quorums.length - 1 && !shown; view++) {
            BlockRef certified = setting.blocks.get(quorums[view] == NONE ? Blocks.key(root.block()) : quorums[view]);
            shown = isShownFinal(view) && certified.height() >= block.height() && descends(certified, block);
        }
        if (!shown) {
            throw new Violation("S1", -1, block + " is final for a member, and nothing shows it");
        }
    }

    /** G46: a plan that ends the epoch with {@code last} drops nothing that can be shown to be final. */
    void checkKept(Hash last) {
        for (int view = 1; view < quorums.length - 1; view++) {
            if (isShownFinal(view) && !setting.blocks.descends(last, Said.hash(quorums[view]))) {
                throw new Violation(
                        "G46",
                        -1,
                        setting.blocks.get(quorums[view]) + " is final, and a plan with a quorum ends the epoch with "
                                + setting.blocks.get(last));
            }
        }
    }

    /** G46: once a later plan has a quorum, nothing is certified, now or ever, in an epoch that an earlier one began. */
    void checkNothingUnder(Consent earlier, Consent later) {
        for (int view = 1; view < quorums.length; view++) {
            if (quorums[view] != NONE && setting.blocks.planOf(quorums[view]) == earlier.sequence()) {
                throw new Violation(
                        "G46",
                        -1,
                        setting.blocks.get(quorums[view]) + " is certified under plan " + earlier + ", and " + later
                                + " has a quorum");
            }
        }
    }

    private boolean isShownFinal(int view) {
        if (quorums[view] == NONE || commits[view] != NONE) {
            return quorums[view] != NONE;
        }
        if (quorums[view + 1] == NONE) {
            return false;
        }
        BlockRef child = setting.blocks.get(quorums[view + 1]);
        return child.view() == view + 1 && Blocks.key(child.parent()) == quorums[view];
    }

    private boolean descends(BlockRef upper, BlockRef lower) {
        BlockRef at = upper;
        while (at.height() > lower.height()) {
            at = setting.blocks.get(at.parent());
        }
        return at.equals(lower);
    }

    /** Equal if a member could be told the same. */
    long print() {
        return print;
    }

    private long sum() {
        long print = epoch + (plan << 32);
        for (int view = 1; view < quorums.length; view++) {
            print = Visited.mix(print, quorums[view]);
            print = Visited.mix(print, commits[view] == NONE ? reports[view] : reports[view] + 2 * Plan.MAX_VIEWS + 1);
        }
        long made = 0;
        for (BlockRef block : blocks) {
            made += Visited.mix(1, Blocks.key(block.hash()));
        }
        for (Signed<Proposal> proposal : proposals) {
            made += Visited.mix(
                    proposal.statement().kind().ordinal() + 2,
                    Blocks.key(proposal.statement().block().hash())
                            ^ proposal.statement().view());
        }
        for (Consent consent : plans) {
            made += Visited.mix(7, consent.print());
        }
        return Visited.mix(print, made);
    }
}
