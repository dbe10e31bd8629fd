package io.vigil.node.config;

/**
 * The node must not run with what it was given: settings, keys, genesis or records forbid it. The process ends with
 * {@link ExitCode#REFUSED}; the message says what is wrong, where, and what to do.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message);
    }

    public RefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
