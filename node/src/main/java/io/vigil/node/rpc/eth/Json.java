package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** JSON values as Ethereum writes them: quantities without leading zeros, bytes in full. */
final class Json {
    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    static JsonNode absent() {
        return NullNode.instance;
    }

    static JsonNode bool(boolean value) {
        return JsonNodeFactory.instance.booleanNode(value);
    }

    static JsonNode text(String value) {
        return TextNode.valueOf(value);
    }

    static String quantity(long value) {
        return "0x" + Long.toHexString(value);
    }

    static JsonNode number(long value) {
        return TextNode.valueOf(quantity(value));
    }

    static JsonNode number(UInt256 value) {
        return TextNode.valueOf(value.toQuantity());
    }

    static JsonNode bytes(Bytes value) {
        return TextNode.valueOf(value.toHex());
    }

    static JsonNode hash(Hash value) {
        return TextNode.valueOf(value.toHex());
    }

    static <T> ArrayNode list(List<T> items, Function<T, JsonNode> shape) {
        ArrayNode array = array();
        items.forEach(item -> array.add(shape.apply(item)));
        return array;
    }

    /** {@code null} where there is nothing. */
    static <T> JsonNode orNull(Optional<T> value, Function<T, ? extends JsonNode> shape) {
        return value.<JsonNode>map(shape).orElse(NullNode.instance);
    }
}
