package io.vigil.deposits.http;

import java.time.Duration;

/** Monotonic time, and waiting for it. */
public interface Pace {
    long nanos();

    void pause(Duration duration) throws InterruptedException;
}
