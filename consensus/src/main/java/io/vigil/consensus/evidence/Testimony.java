package io.vigil.consensus.evidence;

import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;

/** One signature and no more of a statement than what it covers. Epoch and signer stand in what holds it. */
public sealed interface Testimony {
    long view();

    /** BLS12-381, 96 bytes, compressed. */
    Bytes signature();

    record Voted(long view, Hash block, Bytes signature) implements Testimony {}

    record Committed(long view, Hash block, Bytes signature) implements Testimony {}

    /** @param highView view of the highest certificate it claimed to hold (hqcView) */
    record GaveUp(long view, long highView, Bytes signature) implements Testimony {}

    /** @param kind one of the four kinds of proposal */
    record Proposed(Kind kind, long view, Hash block, Hash parent, Bytes signature) implements Testimony {
        public Proposed {
            switch (kind) {
                case OPTIMISTIC_PROPOSAL, NORMAL_PROPOSAL, FALLBACK_PROPOSAL, REPROPOSAL -> {}
                case VOTE, COMMIT_VOTE, TIMEOUT -> throw new IllegalArgumentException(kind + " is no proposal");
            }
        }
    }
}
