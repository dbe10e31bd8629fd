package io.vigil.testnet.explorer;

import java.util.List;

/** A state that must not be. Ends the search; the report names the way there. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    Violation(String rule, int node, String what) {
        super(rule + (node < 0 ? ": " : " at node " + node + ": ") + what, null, false, false);
    }

    /** Found within a step, after these moves. */
    Violation(String message, List<Move> moves) {
        super(message + " after " + moves, null, false, false);
    }
}
