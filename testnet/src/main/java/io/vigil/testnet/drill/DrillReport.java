package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What history recorded beside what was measured.
 *
 * @param survived whether every promise of the drill held
 */
public record DrillReport(String drill, ObjectNode history, ObjectNode measured, boolean survived) {
    /** The form that scripts rely on. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("drill", drill);
        json.set("history", history);
        json.set("measured", measured);
        json.put("survived", survived);
        return json;
    }
}
