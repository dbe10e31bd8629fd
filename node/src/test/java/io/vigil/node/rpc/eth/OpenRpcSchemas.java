package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.testing.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks results against the schemas of execution-apis: the part of JSON Schema that those use. */
final class OpenRpcSchemas {
    private final JsonNode document = Vectors.json(Vectors.at("rpc/methods.json"));

    boolean knows(String method) {
        return document.path("methods").has(method);
    }

    /** What is wrong with {@code result} as the result of {@code method}; empty if nothing is. */
    List<String> faults(String method, JsonNode result) {
        List<String> faults = new ArrayList<>();
        check(document.path("methods").path(method).path("result"), result, method, faults);
        return faults;
    }

    private void check(JsonNode schema, JsonNode value, String path, List<String> faults) {
        if (schema.has("$ref")) {
            String name = schema.path("$ref").asText().replace("#/components/schemas/", "");
            JsonNode target = document.path("schemas").path(name);
            if (target.isMissingNode()) {
                faults.add(path + ": no schema " + name);
            }
            check(target, value, path, faults);
            return;
        }
        checkType(schema, value, path, faults);
        checkText(schema, value, path, faults);
        checkMembers(schema, value, path, faults);
        for (JsonNode part : schema.path("allOf")) {
            check(part, value, path, faults);
        }
        for (String any : List.of("oneOf", "anyOf")) { // an empty array fits two branches of oneOf in these schemas
            if (schema.has(any)) {
                checkAny(schema.path(any), value, path, faults);
            }
        }
    }

    private void checkAny(JsonNode alternatives, JsonNode value, String path, List<String> faults) {
        List<String> all = new ArrayList<>();
        for (JsonNode alternative : alternatives) {
            List<String> own = new ArrayList<>();
            check(alternative, value, path, own);
            if (own.isEmpty()) {
                return;
            }
            all.addAll(own);
        }
        faults.add(path + ": fits none of " + alternatives.size() + ": " + all);
    }

    private static void checkType(JsonNode schema, JsonNode value, String path, List<String> faults) {
        boolean fits = switch (schema.path("type").asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "number" -> value.isNumber();
            case "integer" -> value.isIntegralNumber();
            case "null" -> value.isNull();
            default -> true;
        };
        if (!fits) {
            faults.add(path + ": no " + schema.path("type").asText() + " but " + value);
        }
    }

    private static void checkText(JsonNode schema, JsonNode value, String path, List<String> faults) {
        if (value.isTextual()
                && schema.has("pattern")
                && !value.textValue()
                        .matches("(?s).*(?:" + schema.path("pattern").asText() + ").*")) {
            faults.add(path + ": " + value + " is not of the form " + schema.path("pattern"));
        }
        boolean isListed = !schema.has("enum");
        for (JsonNode option : schema.path("enum")) {
            isListed |= option.equals(value);
        }
        if (!isListed) {
            faults.add(path + ": " + value + " is none of " + schema.path("enum"));
        }
    }

    private void checkMembers(JsonNode schema, JsonNode value, String path, List<String> faults) {
        if (value.isArray() && schema.has("items")) {
            for (int i = 0; i < value.size(); i++) {
                check(schema.path("items"), value.get(i), path + "[" + i + "]", faults);
            }
        }
        if (!value.isObject()) {
            return;
        }
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.asText())) {
                faults.add(path + ": lacks " + name.asText());
            }
        }
        JsonNode properties = schema.path("properties");
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            if (properties.has(member.getKey())) {
                check(properties.path(member.getKey()), member.getValue(), path + "." + member.getKey(), faults);
            } else if (schema.path("additionalProperties").isBoolean()
                    && !schema.path("additionalProperties").booleanValue()) {
                faults.add(path + ": has " + member.getKey() + ", which is not in the schema");
            }
        }
    }
}
