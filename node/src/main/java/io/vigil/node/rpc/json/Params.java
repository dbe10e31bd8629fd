package io.vigil.node.rpc.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;

/** The positional arguments of a call. An argument that is {@code null} counts as not given, as in geth. */
public final class Params {
    private static final Params NONE = new Params(JsonNodeFactory.instance.arrayNode());

    private final ArrayNode arguments;

    private Params(ArrayNode arguments) {
        this.arguments = arguments;
    }

    /** @param params the member of that name, or a missing node */
    static Params of(JsonNode params) throws RpcException {
        if (params.isMissingNode() || params.isNull()) {
            return NONE;
        }
        if (params instanceof ArrayNode array) {
            return new Params(array);
        }
        throw RpcException.invalidParams("non-array args");
    }

    void allow(int maxArguments) throws RpcException {
        if (arguments.size() > maxArguments) {
            throw RpcException.invalidParams("too many arguments, want at most " + maxArguments);
        }
    }

    public <T> T required(int index, Decoder<T> decoder) throws RpcException {
        if (!has(index)) {
            throw RpcException.invalidParams("missing value for required argument " + index);
        }
        return decode(index, decoder);
    }

    public <T> Optional<T> optional(int index, Decoder<T> decoder) throws RpcException {
        return has(index) ? Optional.of(decode(index, decoder)) : Optional.empty();
    }

    private boolean has(int index) {
        return arguments.hasNonNull(index);
    }

    private <T> T decode(int index, Decoder<T> decoder) throws RpcException {
        try {
            return decoder.decode(arguments.get(index));
        } catch (InvalidArgumentException e) {
            throw RpcException.invalidParams("invalid argument " + index + ": " + e.getMessage());
        }
    }

    /** Reads one argument. */
    @FunctionalInterface
    public interface Decoder<T> {
        T decode(JsonNode argument) throws InvalidArgumentException;
    }
}
