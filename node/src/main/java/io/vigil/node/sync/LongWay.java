package io.vigil.node.sync;

import java.time.Duration;

/**
 * Tells when single blocks are not worth asking for. What agreement names while the head is far below stands on thousands of blocks that are
 * missing, and each that comes makes it ask for the one before: the whole chain once more, backwards and one by one. While ranges come, they
 * bring those blocks sooner. Agreement repeats what it still lacks (A7), so nothing is lost. Not thread-safe.
 */
public final class LongWay {
    /** A gap that single blocks close (TAIL in {@code reference/consensus.md} §3.4). */
    static final long TAIL_BLOCKS = 64;

    /** A range of so many is news of a chain that others made long ago; who merely claims a high head cannot give one. */
    static final int LEAST_BLOCKS = SyncMessage.MAX_BLOCKS / 2;

    /** Heavy blocks run at a few a second; a way on which nothing comes for longer is none. */
    static final Duration LONGEST_BETWEEN = Duration.ofSeconds(10);

    private boolean begun;
    private long lastNanos;

    /** A range of {@code blocks} was proved and committed. */
    public void imported(int blocks, long nowNanos) {
        if (blocks >= LEAST_BLOCKS) {
            begun = true;
            lastNanos = nowNanos;
        }
    }

    /**
     * @param head height of our last committed block
     * @param target the highest that peers claim
     */
    public boolean isUnderWay(long head, long target, long nowNanos) {
        return begun && target - head > TAIL_BLOCKS && nowNanos - lastNanos < LONGEST_BETWEEN.toNanos();
    }
}
