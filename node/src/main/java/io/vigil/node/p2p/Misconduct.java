package io.vigil.node.p2p;

/**
 * What a peer may do wrong, and what it costs. Penalties halve every minute; at {@value #LIMIT} the peer is put out for a while.
 */
public enum Misconduct {
    /** Bytes that are not of the protocol: an honest program never sends them. */
    MALFORMED(50),
    /** More than a limit allows. */
    TOO_MUCH(50),
    /** A statement whose signature or proof is wrong. */
    BAD_PROOF(50),
    /** A file of a snapshot that is not the one offered: nothing on the way can have changed it. */
    BAD_FILE(100),
    /** An answer that does not fit the question. */
    BAD_ANSWER(25),
    /** No answer in time; a slow link is no crime. */
    LATE(5);

    /** A peer with this much is disconnected and not let in until half of it has decayed. */
    public static final int LIMIT = 100;

    private final int penalty;

    Misconduct(int penalty) {
        this.penalty = penalty;
    }

    public int penalty() {
        return penalty;
    }
}
