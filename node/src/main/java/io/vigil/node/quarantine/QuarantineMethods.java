package io.vigil.node.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.types.Hash;
import java.util.function.Consumer;

/** The quarantine at the admin port, and to look at for everyone. */
public final class QuarantineMethods {
    private QuarantineMethods() {}

    /**
     * Adds {@code quarantine_list} and {@code quarantine_release}.
     *
     * @param released told of a transaction that may run again
     */
    public static void addTo(MethodTable.Builder calls, Quarantine quarantine, Consumer<Hash> released) {
        calls.add("quarantine_list", 0, params -> list(quarantine));
        calls.add("quarantine_release", 1, params -> {
            Hash transaction = params.required(0, Hex::hash);
            boolean wasKept = quarantine.release(transaction);
            released.accept(transaction);
            return BooleanNode.valueOf(wasKept);
        });
    }

    /** Adds {@code vigil_getQuarantine}: a sender learns there why its transaction waits on this node. */
    public static void addPublicTo(MethodTable.Builder calls, Quarantine quarantine) {
        calls.add("vigil_getQuarantine", 0, params -> list(quarantine));
    }

    private static JsonNode list(Quarantine quarantine) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        quarantine.entries().forEach(entry -> list.add(Quarantine.json(entry)));
        return list;
    }
}
