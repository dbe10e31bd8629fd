package io.vigil.consensus.certificates;

import io.vigil.types.Hash;

/** Why a block and its ancestors are final. */
public sealed interface CommitProof {
    /** The block that the proof is about; what lies below it is final with it. */
    Hash block();

    /** Rule A: a quorum of commit votes. */
    record ByCommitVotes(CommitCertificate certificate) implements CommitProof {
        @Override
        public Hash block() {
            return certificate.block();
        }
    }

    /**
     * Rule B: a certified block has a certified child of the very next view.
     *
     * @param second certifies a block whose header has {@code second}'s view and whose parent is {@code first}'s block
     */
    record ByCertifiedChild(QuorumCertificate first, QuorumCertificate second) implements CommitProof {
        public ByCertifiedChild {
            if (second.view() != first.view() + 1 || second.epoch() != first.epoch()) {
                throw new IllegalArgumentException("views " + first.view() + " and " + second.view());
            }
        }

        @Override
        public Hash block() {
            return first.block();
        }
    }
}
