package io.vigil.consensus.statements;

import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.types.Hash;

/** What a validator may sign. Each kind has its own watermark in the safety record; all are ordered by (epoch, view). */
public sealed interface Statement {
    long epoch();

    long view();

    Kind kind();

    /** Watermarks of the safety record: one per kind, proposals one per kind of proposal. */
    enum Kind {
        VOTE,
        COMMIT_VOTE,
        TIMEOUT,
        OPTIMISTIC_PROPOSAL,
        NORMAL_PROPOSAL,
        FALLBACK_PROPOSAL,
        REPROPOSAL
    }

    /**
     * One vote for one block in a view. Only epoch, view and hash are signed and sent, as a {@link Ballot}; the grounds stay in the voter's own
     * record, since they prove how it entered the view (R3).
     */
    record Vote(long view, BlockRef block, Justification grounds) implements Statement {
        public Vote {
            if (!grounds.permits(block, view)) {
                throw new IllegalArgumentException("a vote in view " + view + " that its grounds do not permit");
            }
        }

        @Override
        public long epoch() {
            return block.epoch();
        }

        @Override
        public Kind kind() {
            return Kind.VOTE;
        }
    }

    /** The promise never to give up on the view of {@code quorum}: with a quorum of them its block is final. */
    record CommitVote(QuorumCertificate quorum) implements Statement {
        @Override
        public long epoch() {
            return quorum.epoch();
        }

        @Override
        public long view() {
            return quorum.view();
        }

        public Hash block() {
            return quorum.block();
        }

        @Override
        public Kind kind() {
            return Kind.COMMIT_VOTE;
        }
    }

    /**
     * Giving up on a view. What is signed is (epoch, view, view of the highest certificate held); what is sent also proves entry (W3).
     *
     * @param entry how its sender came into {@code view}, with the highest certificate it holds as parent
     */
    record Timeout(long view, Justification entry) implements Statement {
        public Timeout {
            if (!entry.opens(view)) {
                throw new IllegalArgumentException("a timeout without proof of entry into view " + view);
            }
        }

        @Override
        public long epoch() {
            return entry.parent().epoch();
        }

        /** View of the highest certificate its sender held (hqcView). */
        public long highView() {
            return entry.parent().view();
        }

        @Override
        public Kind kind() {
            return Kind.TIMEOUT;
        }
    }

    /** A leader's block for a view. Signed: kind, epoch, view, block and parent hash. */
    record Proposal(Kind kind, long view, BlockRef block, Grounds grounds) implements Statement {
        public Proposal {
            boolean fits = switch (kind) {
                case OPTIMISTIC_PROPOSAL -> grounds instanceof Grounds.Optimistic && block.view() == view;
                case NORMAL_PROPOSAL ->
                    grounds instanceof Justification.ByQuorum why && block.view() == view && why.permits(block, view);
                case FALLBACK_PROPOSAL ->
                    grounds instanceof Justification.ByTimeout why && block.view() == view && why.permits(block, view);
                case REPROPOSAL ->
                    grounds instanceof Justification why && block.view() < view && why.permits(block, view);
                case VOTE, COMMIT_VOTE, TIMEOUT -> false;
            };
            if (!fits) {
                throw new IllegalArgumentException(
                        kind + " of block view " + block.view() + " in view " + view + " on unfit grounds");
            }
        }

        @Override
        public long epoch() {
            return block.epoch();
        }
    }
}
