package io.vigil.consensus.wire;

import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.types.MalformedException;

/** Numbers of the kinds of proposal, in signatures and on the wire. */
final class ProposalKinds {
    private ProposalKinds() {}

    static int number(Kind kind) {
        return switch (kind) {
            case OPTIMISTIC_PROPOSAL -> 1;
            case NORMAL_PROPOSAL -> 2;
            case FALLBACK_PROPOSAL -> 3;
            case REPROPOSAL -> 4;
            case VOTE, COMMIT_VOTE, TIMEOUT -> throw new IllegalStateException(kind + " is no proposal");
        };
    }

    static Kind kind(long number) throws MalformedException {
        return switch ((int) Math.min(number, 5)) {
            case 1 -> Kind.OPTIMISTIC_PROPOSAL;
            case 2 -> Kind.NORMAL_PROPOSAL;
            case 3 -> Kind.FALLBACK_PROPOSAL;
            case 4 -> Kind.REPROPOSAL;
            default -> throw new MalformedException("proposal of kind " + number);
        };
    }
}
