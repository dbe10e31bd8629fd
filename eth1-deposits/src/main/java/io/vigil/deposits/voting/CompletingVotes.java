package io.vigil.deposits.voting;

/**
 * Whether a leader may put a vote into its block that would complete an adoption (D19). A disagreement about eth1 then costs
 * a few views and never the chain, and one Byzantine leader that completes and hides its block cannot hold an adoption off,
 * because only the own failure counts. Lives in memory alone.
 *
 * @param failedView own last block with a completing vote that got no certificate; negative if none
 * @param backOffViews how long such votes are left out after it
 */
public record CompletingVotes(long failedView, long backOffViews) {
    public static final long FIRST_BACK_OFF_VIEWS = 64;
    public static final long MAX_BACK_OFF_VIEWS = 1_024;

    public static final CompletingVotes NONE = new CompletingVotes(-1, FIRST_BACK_OFF_VIEWS);

    /** @param enteredByTimeout this view was entered by a timeout certificate */
    public boolean allows(long view, boolean enteredByTimeout) {
        boolean waiting = failedView >= 0 && view - failedView < backOffViews;
        return !enteredByTimeout && !waiting;
    }

    /** A certificate for a later view came, and none for the own completing block of {@code view}. */
    public CompletingVotes failed(long view) {
        long next = failedView < 0 ? FIRST_BACK_OFF_VIEWS : Math.min(MAX_BACK_OFF_VIEWS, backOffViews * 2);
        return new CompletingVotes(view, next);
    }

    /** Something was adopted. */
    public CompletingVotes adopted() {
        return NONE;
    }
}
