package io.vigil.consensus.evidence;

import io.vigil.consensus.evidence.Testimony.Committed;
import io.vigil.consensus.evidence.Testimony.GaveUp;
import io.vigil.consensus.evidence.Testimony.Proposed;
import io.vigil.consensus.evidence.Testimony.Voted;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement.CommitVote;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.consensus.statements.Statement.Timeout;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Remembers what validators signed in the latest views of one epoch, and accuses whoever contradicts itself: once per validator and offence.
 * Everything it is shown was verified before.
 */
public final class Witness {
    /** Proposals of a view that an honest leader may make: one optimistic, one other (E5). */
    private static final int LEGAL_PROPOSALS = 2;

    /** What one validator said, by view. */
    private static final class Said {
        final TreeMap<Long, Voted> votes = new TreeMap<>();
        final TreeMap<Long, Committed> commitVotes = new TreeMap<>();

        /** The timeout that reports least, since that one contradicts most. */
        final TreeMap<Long, GaveUp> timeouts = new TreeMap<>();

        final TreeMap<Long, List<Proposed>> proposals = new TreeMap<>();

        Said copy() {
            Said copy = new Said();
            copy.votes.putAll(votes);
            copy.commitVotes.putAll(commitVotes);
            copy.timeouts.putAll(timeouts);
            proposals.forEach((at, made) -> copy.proposals.put(at, new ArrayList<>(made)));
            return copy;
        }

        void forgetBelow(long view) {
            votes.headMap(view).clear();
            commitVotes.headMap(view).clear();
            timeouts.headMap(view).clear();
            proposals.headMap(view).clear();
        }
    }

    private final long epoch;
    private final int keptViews;
    private final int viewsAhead;
    private final TreeMap<Integer, Said> bySigner = new TreeMap<>();
    private final TreeMap<Hash, BlockRef> blocks = new TreeMap<>();
    private final TreeSet<Evidence.Key> accused = new TreeSet<>((one, other) -> one.signer() != other.signer()
            ? Integer.compare(one.signer(), other.signer())
            : one.offence().compareTo(other.offence()));
    private long view;

    /**
     * @param keptViews how many views behind the present one are remembered
     * @param viewsAhead how many ahead
     */
    public Witness(long epoch, int keptViews, int viewsAhead) {
        this.epoch = epoch;
        this.keptViews = keptViews;
        this.viewsAhead = viewsAhead;
    }

    /** One that remembers the same and goes its own way. */
    public Witness copy() {
        Witness copy = new Witness(epoch, keptViews, viewsAhead);
        bySigner.forEach((signer, said) -> copy.bySigner.put(signer, said.copy()));
        copy.blocks.putAll(blocks);
        copy.accused.addAll(accused);
        copy.view = view;
        return copy;
    }

    /** The present view moves: what lies too far behind is forgotten. */
    public void moveTo(long present) {
        view = Math.max(view, present);
        long from = view - keptViews;
        bySigner.values().forEach(said -> said.forgetBelow(from));
        blocks.values().removeIf(block -> block.view() < from);
    }

    /** E1, E4. */
    public Optional<Accusation> saw(Ballot ballot) {
        if (isOutside(ballot.epoch(), ballot.view())) {
            return Optional.empty();
        }
        Voted vote = new Voted(ballot.view(), ballot.block(), ballot.signature());
        Voted earlier = said(ballot.signer()).votes.putIfAbsent(vote.view(), vote);
        if (earlier != null && Offence.TWO_VOTES.fits(earlier, vote)) {
            return accuse(Offence.TWO_VOTES, ballot.signer(), earlier, vote, List.of());
        }
        return checkVote(ballot.signer(), vote);
    }

    /** E2, E3. */
    public Optional<Accusation> saw(Signed<CommitVote> signed) {
        CommitVote statement = signed.statement();
        if (isOutside(statement.epoch(), statement.view())) {
            return Optional.empty();
        }
        Committed vote = new Committed(statement.view(), statement.block(), signed.signature());
        Said said = said(signed.signer());
        Committed earlier = said.commitVotes.putIfAbsent(vote.view(), vote);
        if (earlier != null && Offence.TWO_COMMIT_VOTES.fits(earlier, vote)) {
            return accuse(Offence.TWO_COMMIT_VOTES, signed.signer(), earlier, vote, List.of());
        }
        for (GaveUp timeout : said.timeouts.tailMap(vote.view(), true).values()) {
            if (Offence.COMMIT_DENIED.fits(vote, timeout)) {
                return accuse(Offence.COMMIT_DENIED, signed.signer(), vote, timeout, List.of());
            }
        }
        return Optional.empty();
    }

    /** E3, E4. */
    public Optional<Accusation> sawTimeout(Signed<Timeout> signed) {
        Timeout statement = signed.statement();
        if (isOutside(statement.epoch(), statement.view())) {
            return Optional.empty();
        }
        GaveUp timeout = new GaveUp(statement.view(), statement.highView(), signed.signature());
        Said said = said(signed.signer());
        said.timeouts.merge(timeout.view(), timeout, (one, other) -> other.highView() < one.highView() ? other : one);
        for (Committed vote : said.commitVotes.headMap(timeout.view(), true).values()) {
            if (Offence.COMMIT_DENIED.fits(vote, timeout)) {
                return accuse(Offence.COMMIT_DENIED, signed.signer(), vote, timeout, List.of());
            }
        }
        for (Voted vote : said.votes.headMap(timeout.view(), true).values()) {
            Optional<Accusation> found = checkVote(signed.signer(), vote);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** E5. */
    public Optional<Accusation> sawProposal(Signed<Proposal> signed) {
        Proposal statement = signed.statement();
        if (isOutside(statement.epoch(), statement.view())) {
            return Optional.empty();
        }
        Proposed proposal = new Proposed(
                statement.kind(),
                statement.view(),
                statement.block().hash(),
                statement.block().parent(),
                signed.signature());
        List<Proposed> known =
                said(signed.signer()).proposals.computeIfAbsent(proposal.view(), at -> new ArrayList<>());
        for (Proposed earlier : known) {
            if (Offence.TWO_PROPOSALS.fits(earlier, proposal)) {
                return accuse(Offence.TWO_PROPOSALS, signed.signer(), earlier, proposal, List.of());
            }
        }
        if (known.size() < LEGAL_PROPOSALS && !known.contains(proposal)) {
            known.add(proposal);
        }
        return Optional.empty();
    }

    /** A block's header became known. @return those whose votes it shows to be denied (E4) */
    public List<Accusation> sawBlock(BlockRef block) {
        if (isOutside(block.epoch(), block.view()) || blocks.putIfAbsent(block.hash(), block) != null) {
            return List.of();
        }
        List<Accusation> found = new ArrayList<>();
        bySigner.forEach((signer, said) -> {
            for (Voted vote : said.votes.values()) {
                boolean concerned = vote.block().equals(block.hash()) || isChild(vote.block(), block.hash());
                if (concerned) {
                    checkVote(signer, vote).ifPresent(found::add);
                }
            }
        });
        return found;
    }

    private boolean isChild(Hash block, Hash parent) {
        BlockRef known = blocks.get(block);
        return known != null && known.parent().equals(parent);
    }

    /** E4, as far as the headers are known. */
    private Optional<Accusation> checkVote(int signer, Voted vote) {
        BlockRef block = blocks.get(vote.block());
        BlockRef parent = block == null ? null : blocks.get(block.parent());
        if (block == null || parent == null) {
            return Optional.empty();
        }
        for (GaveUp timeout : said(signer).timeouts.tailMap(vote.view(), true).values()) {
            if (Offence.isVoteDenied(vote, block.view(), parent.view(), timeout)) {
                List<Hash> headers = List.of(block.hash(), parent.hash());
                return accuse(Offence.VOTE_DENIED, signer, vote, timeout, headers);
            }
        }
        return Optional.empty();
    }

    private Optional<Accusation> accuse(
            Offence offence, int signer, Testimony first, Testimony second, List<Hash> headers) {
        if (!accused.add(new Evidence.Key(epoch, signer, offence))) {
            return Optional.empty();
        }
        return Optional.of(new Accusation(offence, epoch, signer, first, second, headers));
    }

    private Said said(int signer) {
        return bySigner.computeIfAbsent(signer, at -> new Said());
    }

    private boolean isOutside(long ofEpoch, long ofView) {
        return ofEpoch != epoch || ofView < view - keptViews || ofView > view + viewsAhead;
    }
}
