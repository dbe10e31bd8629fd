package io.vigil.governance.proposals;

import java.util.Optional;

/** Where a proposal is (G28). The order is that of the encoding. */
public enum Status {
    VOTING,
    PASSED,
    REJECTED,
    CANCELLED,

    /** Passed, but could not be enacted any more. */
    FAILED,

    /** A version that passed and waits for nodes that speak it. */
    WAIT_READY,

    /** A version for which enough are ready; it begins when the time of grace is over and they still are. */
    LOCKED,
    ACTIVE,

    /** A version for which too few were ready in time. */
    EXPIRED;

    public boolean isOpen() {
        return this == VOTING || this == WAIT_READY || this == LOCKED;
    }

    static Optional<Status> of(long code) {
        return code >= 0 && code < values().length ? Optional.of(values()[(int) code]) : Optional.empty();
    }
}
