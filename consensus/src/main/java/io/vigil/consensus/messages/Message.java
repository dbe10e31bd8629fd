package io.vigil.consensus.messages;

import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.evidence.Evidence;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement.CommitVote;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.consensus.statements.Statement.Timeout;
import io.vigil.types.Bytes;
import java.util.List;

/** What travels between peers for agreement. Its form is checked by the codec, its signatures by {@code verification}, its meaning by the core. */
public sealed interface Message {
    /**
     * A leader's block.
     *
     * @param body the block as its maker encoded it: opaque here, at most {@link Limits#BODY_BYTES}
     */
    record Propose(Signed<Proposal> proposal, Bytes body) implements Message {}

    /** A vote for a block. */
    record CastVote(Ballot ballot) implements Message {}

    /** A vote to commit; it carries the certificate it is about, so that it heals whoever missed the votes. */
    record CastCommitVote(Signed<CommitVote> vote) implements Message {}

    /** Giving up on a view; it carries how its sender came there, so that it moves whoever is behind. */
    record GiveUp(Signed<Timeout> timeout) implements Message {}

    /** A certificate on its own. */
    record Certified(Certificate certificate) implements Message {}

    /**
     * Where its sender stands.
     *
     * @param nonce that of the {@link AskStatus} it answers, 0 if nobody asked (A5)
     * @param certificates the sender's highest of each kind, at most {@link Limits#STATUS_CERTIFICATES}
     */
    record Status(long nonce, long epoch, long view, long committedHeight, List<Certificate> certificates)
            implements Message {
        public Status {
            certificates = List.copyOf(certificates);
        }
    }

    /** Asks for a {@link Status} that carries {@code nonce}. */
    record AskStatus(long nonce) implements Message {}

    /**
     * Tells an idle leader that there is work (A11).
     *
     * @param transaction one that its sender could include, so that the leader need not wait for gossip; may be empty
     */
    record Wake(long epoch, long view, Bytes transaction) implements Message {}

    /** Proofs that lead from an earlier epoch to later ones, in order (A2, A5). */
    record Epochs(List<EpochProof> proofs) implements Message {
        public Epochs {
            proofs = List.copyOf(proofs);
        }
    }

    /** Tells that a validator broke its word (E1–E5). Sent on once by whoever did not have it. */
    record Accuse(Evidence evidence) implements Message {}

    /** What a message may hold at most. Everything above is refused before it is copied. */
    final class Limits {
        /** 2 MiB of block and its system inputs. */
        public static final int BODY_BYTES = 3 << 20;

        /** One block certificate, one timeout certificate, one commit certificate, and room for one more. */
        public static final int STATUS_CERTIFICATES = 4;

        /** Epoch proofs per message: a hundred signatures to check at most (§3.3). */
        public static final int EPOCH_PROOFS = 100;

        /** A transaction in a wake-up: the mempool's own limit for one. */
        public static final int WAKE_BYTES = 128 << 10;

        private Limits() {}
    }
}
