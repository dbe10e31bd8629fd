package io.vigil.node.sync;

import java.time.Duration;

/**
 * How long a range waits whose certificate is of an epoch that is not proven here yet: blocks may come before the proofs do.
 * Whoever sent the range has the proof, so it is asked for it; if epochs do not come nearer by that, the range is not proved.
 * Pure: whoever imports asks before each range, and again while it waits.
 */
public final class EpochPatience {
    public static final Duration ASK_EVERY = Duration.ofMillis(250);

    /** A peer that gives no proof at all within this has none. */
    public static final Duration WITHOUT_PROGRESS = Duration.ofSeconds(3);

    /** Enough for tens of thousands of epochs, a hundred an answer; nobody holds up others for longer. */
    public static final Duration LONGEST = Duration.ofSeconds(30);

    private long request = -1;
    private long sinceNanos;
    private long progressNanos;
    private long askedNanos;
    private long newest;

    /** What to do with the range. */
    public enum Step {
        IMPORT,
        /** Ask its sender for proofs, and look again. */
        ASK,
        WAIT,
        /** Its sender gave no proof. */
        REJECT
    }

    /**
     * @param asked number of the range's request
     * @param epoch of its certificate
     * @param proven the highest epoch that is proven here
     */
    public Step look(long asked, long epoch, long proven, long nowNanos) {
        if (epoch <= proven) {
            return Step.IMPORT;
        }
        if (asked != request) {
            request = asked;
            sinceNanos = nowNanos;
            progressNanos = nowNanos;
            newest = proven;
            return ask(nowNanos);
        }
        boolean comesNearer = proven > newest;
        if (comesNearer) {
            newest = proven;
            progressNanos = nowNanos;
        }
        if (nowNanos - progressNanos >= WITHOUT_PROGRESS.toNanos() || nowNanos - sinceNanos >= LONGEST.toNanos()) {
            return Step.REJECT;
        }
        return comesNearer || nowNanos - askedNanos >= ASK_EVERY.toNanos() ? ask(nowNanos) : Step.WAIT;
    }

    private Step ask(long nowNanos) {
        askedNanos = nowNanos;
        return Step.ASK;
    }
}
