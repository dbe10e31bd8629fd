package io.vigil.consensus;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.statements.Grounds;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Statement;
import io.vigil.types.Hash;

/**
 * A number for what a core knows and said, without times. Of certificates it takes what a core decides by: of a block certificate epoch, view and
 * block, of a timeout certificate it holds the view (what that reports is in the lock by then), of none who signed it. Certificates below the lock, valid blocks,
 * peers, tallies and open requests are left out: a search that uses this hands in certificates, and gives at once what is asked for.
 */
final class Fingerprint {
    private static final long STRIDE = 0x9e3779b97f4a7c15L;
    private long sum;

    private Fingerprint() {}

    static long of(State state) {
        Fingerprint print = new Fingerprint();
        print.add(state.epoch.epoch());
        print.add(state.epoch.plan());
        print.add(state.safety.fence().epoch());
        print.add(state.safety.fence().sequence());
        print.add(state.safety.fence().plan());
        print.add(state.safety.fence().isLast() ? 1 : 0);
        print.add(state.view);
        print.add((state.byTimeout ? 1 : 0) + (state.work ? 2 : 0));
        print.add(state.wokenView);
        print.add(state.lock);
        print.add(state.safety.lock());
        state.safety.last().values().forEach(print::add);
        print.known(state);
        print.blocks(state);
        return print.sum;
    }

    private void known(State state) {
        state.timeoutCertificates.forEach((view, timeout) -> {
            add(view);
        });
        add(-2);
        state.commitCertificates.values().forEach(commit -> add(commit.quorum()));
        add(-3);
        state.pendingCommits.forEach((at, proof) -> {
            add(at.epoch());
            add(at.view());
            add(proof);
        });
    }

    private void blocks(State state) {
        add(state.tree.head().hash());
        for (BlockTree.Entry entry : state.tree.entries()) {
            if (entry.standing() != BlockTree.Standing.VALID) {
                add(entry.block().hash());
                add(entry.standing().ordinal());
            }
        }
        state.proposals.forEach((view, received) -> {
            if (view > state.view || (!state.hasVoted() && !state.hasTimedOut())) {
                add(-4);
                received.forEach(one -> add(one.proposal()));
            }
        });
        state.built.forEach((view, blocks) -> {
            add(view);
            blocks.forEach(block -> add(block.hash()));
        });
        state.blocksWithWork.forEach(this::add);
    }

    private void add(Statement statement) {
        add(statement.kind().ordinal());
        add(statement.view());
        switch (statement) {
            case Statement.Vote vote -> {
                add(vote.block().hash());
                add(vote.grounds());
            }
            case Statement.CommitVote vote -> add(vote.quorum());
            case Statement.Timeout timeout -> add(timeout.entry());
            case Statement.Proposal proposal -> {
                add(proposal.block().hash());
                add(proposal.grounds());
            }
        }
    }

    private void add(Grounds grounds) {
        switch (grounds) {
            case Grounds.Optimistic none -> add(-5);
            case Justification.ByQuorum(var parent) -> add(parent);
            case Justification.ByTimeout(var timeout, var parent) -> {
                add(parent);
                add(timeout.view());
            }
        }
    }

    private void add(CommitProof proof) {
        add(proof.block());
        add(proof instanceof CommitProof.ByCommitVotes ? 1 : 0);
    }

    private void add(BlockCertificate certificate) {
        add(certificate.epoch());
        add(certificate.view());
        add(certificate.block());
    }

    private void add(Hash hash) {
        add(hash.bytes().getLong(0));
    }

    /** One round of SplitMix64 per number. */
    private void add(long number) {
        long z = (sum ^ number) + STRIDE;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        sum = z ^ (z >>> 31);
    }
}
