package io.vigil.node.rpc.json;

import java.time.Duration;

/** Told what happens at the RPC port, for metrics and the operator's log. Called from many threads; must not block. */
public interface RpcObserver {
    void answered(String method, Duration took, boolean failed);

    /** A method failed in a way it did not foresee; its caller got -32603 and the node goes on. */
    void crashed(String method, Throwable cause);

    /** A connection was ended by the server. */
    void cutOff(String remote, String why);
}
