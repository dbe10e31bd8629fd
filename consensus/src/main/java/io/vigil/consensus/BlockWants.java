package io.vigil.consensus;

import io.vigil.consensus.BlockTree.Entry;
import io.vigil.consensus.BlockTree.Path;
import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.pacing.ViewTimer;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.types.Hash;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which bodies and executions agreement waits for: those of the lock, of final blocks, and of proposals that may still be voted for (A7). They
 * are asked for at once and in every state, and again while they are missing.
 */
final class BlockWants {
    /** A block that a quorum vouches for and that fails here is tried again so often. */
    static final long RETRY_FAILED_NANOS = 60_000_000_000L;

    private final State state;
    private final Outbox out;
    private long nextAt = ViewTimer.NEVER;

    BlockWants(State state, Outbox out) {
        this.state = state;
        this.out = out;
    }

    /** When something is to be asked again. */
    long nextAt() {
        return nextAt;
    }

    /** How long a block that is not valid yet rests before it is tried again. */
    static long retryNotYetNanos(ConsensusParameters parameters) {
        return parameters.delta().toNanos() / 2;
    }

    void ask() {
        nextAt = ViewTimer.NEVER;
        Set<Hash> wanted = new HashSet<>();
        for (CommitProof proof : state.pendingCommits.values()) {
            want(proof.block(), true, holders(proof), wanted);
        }
        if (state.isLockAhead()) {
            want(state.lock.block(), true, holders(state.lock), wanted);
        }
        for (List<State.Received> received : state.proposals.values()) {
            for (State.Received one : received) {
                if (state.tree.find(one.proposal().block().hash()).isPresent()) {
                    want(
                            one.proposal().block().hash(),
                            false,
                            leaderOf(one.proposal().view()),
                            wanted);
                }
            }
        }
        state.fetchedAt.keySet().retainAll(wanted);
        forgetOld(wanted);
    }

    private void want(Hash target, boolean certified, List<PeerId> from, Set<Hash> wanted) {
        switch (state.tree.pathTo(target)) {
            case Path.Missing(Hash hash) -> {
                fetch(hash, from);
                wanted.add(hash);
                keepKnown(target, wanted);
            }
            case Path.Elsewhere(BlockRef lowest) -> {
                if (certified) {
                    throw new IllegalStateException(
                            "certified " + target + " does not descend from final " + state.tree.head());
                }
            }
            case Path.Complete(List<BlockRef> path) -> {
                boolean parentExecuted = true;
                for (BlockRef block : path) {
                    wanted.add(block.hash());
                    if (parentExecuted && !state.tree.isExecuted(block.hash())) {
                        execute(block, certified);
                        parentExecuted = false;
                    }
                }
            }
        }
    }

    private void keepKnown(Hash target, Set<Hash> wanted) {
        Optional<Entry> at = state.tree.find(target);
        while (at.isPresent()) {
            wanted.add(at.get().block().hash());
            at = state.tree.find(at.get().block().parent());
        }
    }

    private void execute(BlockRef block, boolean certified) {
        Entry entry = state.tree.find(block.hash()).orElseThrow();
        boolean upgraded = certified && !entry.certified();
        boolean due = switch (entry.standing()) {
            case AVAILABLE -> true;
            case EXECUTING, VALID -> false;
            case NOT_YET -> upgraded || state.now >= entry.retryAt();
            case INVALID, WITHHELD -> upgraded || (certified && state.now >= entry.retryAt());
        };
        if (due) {
            state.tree.executing(block.hash(), certified);
            out.add(new Effect.Execute(block, certified));
        } else if (entry.standing() == BlockTree.Standing.NOT_YET || certified) {
            wakeAt(entry.retryAt());
        }
    }

    private void fetch(Hash hash, List<PeerId> from) {
        Long asked = state.fetchedAt.get(hash);
        long every = 4 * state.deltaNanos();
        if (asked == null || state.now - asked >= every) {
            state.fetchedAt.put(hash, state.now);
            out.add(new Effect.Fetch(hash, from));
            asked = state.now;
        }
        wakeAt(asked + every);
    }

    private void wakeAt(long at) {
        if (at > state.now) {
            nextAt = Math.min(nextAt, at);
        }
    }

    /** Blocks that nothing wants and that are too old to be certified without being fetched again. */
    private void forgetOld(Set<Hash> wanted) {
        if (state.tree.size() <= State.KEPT_VIEWS) {
            return;
        }
        for (Hash gone : state.tree.prune(state.view - State.KEPT_VIEWS, wanted)) {
            state.blocksWithWork.remove(gone);
            out.add(new Effect.Forget(gone));
        }
    }

    private List<PeerId> leaderOf(long view) {
        int leader = state.rotation.leader(view);
        return state.peers
                .ofValidator(state.set().member(leader).blsKey())
                .map(List::of)
                .orElse(List.of());
    }

    private List<PeerId> holders(BlockCertificate certificate) {
        return switch (certificate) {
            case QuorumCertificate quorum -> state.peers.among(quorum.signers(), state.set());
            case Root root -> List.of();
        };
    }

    private List<PeerId> holders(CommitProof proof) {
        Signers signers = switch (proof) {
            case CommitProof.ByCommitVotes(var certificate) -> certificate.signers();
            case CommitProof.ByCertifiedChild(var first, var second) -> second.signers();
        };
        return state.peers.among(signers, state.set());
    }
}
