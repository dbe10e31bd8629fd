package io.vigil.timesync;

/** How far the node may rely on its clock. Correction on or off is a setting, not a status. */
public enum ClockStatus {
    /** A majority of the sources agrees with the clock, or no source is asked and nothing speaks against it. */
    SYNCED,
    /** The sources fell silent less than {@link TimeSync#HOLDOVER} ago; their last word stands, its bound grows. */
    HOLDOVER,
    /** Enough sources answer, but no majority agrees: the node runs on the system clock. */
    NO_MAJORITY,
    /** No majority was heard yet, or it is farther away than a correction may reach: the system clock runs alone. */
    UNSYNCED,
    /** The process was suspended or the system clock was stepped, less than {@link TimeSync#DISRUPTION} ago. */
    DISRUPTED,
    /** The validators' own clocks say that this one is wrong. */
    UNTRUSTED;

    /** Whether a validator may propose. Everything else it does in every status: no time source can stop the chain. */
    public boolean allowsProposing() {
        return this != DISRUPTED && this != UNTRUSTED;
    }

    /** Whether others may be told the time. */
    public boolean allowsServing() {
        return this == SYNCED || this == HOLDOVER;
    }
}
