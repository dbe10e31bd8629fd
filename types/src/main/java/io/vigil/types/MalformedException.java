package io.vigil.types;

/** Bytes from outside (a peer, a user, a file) that do not have the form they must have. The message says what and where. */
public final class MalformedException extends Exception {
    public MalformedException(String message) {
        super(message);
    }

    public MalformedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Never null: the constructors ask for it. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
