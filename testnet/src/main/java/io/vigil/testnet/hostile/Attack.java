package io.vigil.testnet.hostile;

/** What a hostile peer sends. */
public enum Attack {
    /** Bytes that are no frame, frames that are no message, messages that say nothing, on every channel. */
    GARBAGE("garbage"),
    /** Frames and messages longer than any may be, and the longest allowed that never end. */
    OVERSIZED("oversized"),
    /** What the node itself and the others said, word for word, without end. */
    REPLAYED("replayed"),
    /** Votes, wake-ups and states of views and epochs that nobody will ever reach, soundly signed. */
    FAR_FUTURE("far future"),
    /** Votes of the present views whose signatures are somebody's, but not of this. */
    FORGED_VOTES("forged votes"),
    /** Soundly signed votes of the present views for blocks that do not exist: each another word broken. */
    VOTES_FOR_NOTHING("votes for nothing");

    private final String words;

    Attack(String words) {
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }
}
