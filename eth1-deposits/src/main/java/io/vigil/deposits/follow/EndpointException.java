package io.vigil.deposits.follow;

import java.time.Duration;

/** An eth1 node did not answer, or not what was asked. */
public final class EndpointException extends Exception {
    private final Duration retryAfter;

    public EndpointException(String message) {
        this(message, Duration.ZERO);
    }

    /** @param retryAfter how long the node wants to be left alone */
    public EndpointException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    public EndpointException(String message, Throwable cause) {
        super(message, cause);
        this.retryAfter = Duration.ZERO;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
