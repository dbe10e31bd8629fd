package io.vigil.node.rpc.json;

/** Says in geth's words what is wrong with one argument. */
public final class InvalidArgumentException extends Exception {
    public InvalidArgumentException(String message) {
        super(message, null, false, false);
    }
}
