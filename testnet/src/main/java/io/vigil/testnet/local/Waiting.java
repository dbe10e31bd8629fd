package io.vigil.testnet.local;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for what other processes do, by looking again and again. */
public final class Waiting {
    private Waiting() {}

    /** @throws IllegalStateException if it does not come true within {@code limit}; names {@code what} */
    public static void until(String what, Duration limit, Duration look, BooleanSupplier condition)
            throws InterruptedException {
        if (!within(limit, look, condition)) {
            throw new IllegalStateException("waited " + limit.toSeconds() + " s in vain for " + what);
        }
    }

    /** Whether it comes true within {@code limit}; looks each {@code look}. */
    public static boolean within(Duration limit, Duration look, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(look);
        }
        return true;
    }
}
