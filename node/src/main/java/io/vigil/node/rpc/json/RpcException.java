package io.vigil.node.rpc.json;

/** Ends a call with the error that its answer carries. */
public final class RpcException extends Exception {
    private final transient RpcError error;

    public RpcException(RpcError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public static RpcException invalidParams(String message) {
        return new RpcException(RpcError.invalidParams(message));
    }

    /** An error with geth's general code, -32000. */
    public static RpcException server(String message) {
        return new RpcException(RpcError.server(message));
    }

    public RpcError error() {
        return error;
    }
}
