package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Map;

/**
 * What a command sees of the world it was started in.
 *
 * @param out for results
 * @param err for errors and progress
 * @param environment variables of the process
 */
record Shell(PrintWriter out, PrintWriter err, Map<String, String> environment) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Shell {
        environment = Map.copyOf(environment);
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    void print(JsonNode json) {
        out.println(json.toPrettyString());
    }

    /** One line, shown at once. */
    void say(String line) {
        out.println(line);
        out.flush();
    }

    /** One line beside the result, so that a pipe gets the result alone. */
    void note(String line) {
        err.println(line);
        err.flush();
    }
}
