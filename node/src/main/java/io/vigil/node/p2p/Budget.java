package io.vigil.node.p2p;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that several links may hold together. */
public final class Budget {
    private final long limitBytes;
    private final AtomicLong usedBytes = new AtomicLong();

    public Budget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** For links to validators, whose number the chain bounds and which must not wait for others. */
    public static Budget unlimited() {
        return new Budget(Long.MAX_VALUE);
    }

    /** @return whether they were there; nothing is taken otherwise */
    public boolean take(long bytes) {
        if (usedBytes.addAndGet(bytes) <= limitBytes) {
            return true;
        }
        usedBytes.addAndGet(-bytes);
        return false;
    }

    public void giveBack(long bytes) {
        usedBytes.addAndGet(-bytes);
    }

    public long usedBytes() {
        return usedBytes.get();
    }
}
