package io.vigil.node.rpc.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The error of a JSON-RPC answer.
 *
 * @param data more about the error; a missing node when there is nothing more to say
 */
public record RpcError(int code, String message, JsonNode data) {
    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL = -32603;

    /** geth's code for every error that has none of its own. */
    public static final int SERVER = -32000;

    public static final int TIMED_OUT = -32002;
    public static final int RESPONSE_TOO_LARGE = -32003;

    /** EIP-1474: a limit of the server was reached. */
    public static final int LIMIT_EXCEEDED = -32005;

    public static final int REVERTED = 3;

    public RpcError(int code, String message) {
        this(code, message, MissingNode.getInstance());
    }

    /** An error with geth's general code. */
    public static RpcError server(String message) {
        return new RpcError(SERVER, message);
    }

    public static RpcError invalidParams(String message) {
        return new RpcError(INVALID_PARAMS, message);
    }

    public static RpcError invalidRequest(String message) {
        return new RpcError(INVALID_REQUEST, message);
    }

    public static RpcError methodNotFound(String method) {
        return new RpcError(METHOD_NOT_FOUND, "the method " + method + " does not exist/is not available");
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("code", code).put("message", message);
        if (!data.isMissingNode()) {
            json.set("data", data);
        }
        return json;
    }
}
