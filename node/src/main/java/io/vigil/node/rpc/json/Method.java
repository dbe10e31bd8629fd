package io.vigil.node.rpc.json;

import com.fasterxml.jackson.databind.JsonNode;

/** One callable method. Runs on a thread of its own and may block. */
@FunctionalInterface
public interface Method {
    /** @return what the answer's {@code result} holds; a null node where geth answers {@code null} */
    JsonNode call(Params params, Session session) throws RpcException;

    /** A method that needs no session. */
    @FunctionalInterface
    interface Plain {
        JsonNode call(Params params) throws RpcException;
    }
}
