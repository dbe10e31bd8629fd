package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.quarantine.Guard;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.testnet.local.SwitchedFaults;
import io.vigil.types.Hash;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the VM of one node fail as it did in 2019: {@code faults_vm} takes a phase and {@code throw} or {@code die}, and the
 * next transaction that is run in that phase throws, or ends the process at once. Each fires once. {@code faults_vmFired}
 * gives the transaction of each that fired, by phase.
 */
final class TransactionFaults extends SwitchedFaults {
    /** As an external kill ends a process. */
    private static final int KILLED = 137;

    private final Map<Guard.Phase, Fault> armed = new EnumMap<>(Guard.Phase.class);
    private final Map<Guard.Phase, Hash> fired = new EnumMap<>(Guard.Phase.class);

    private enum Fault {
        THROW,
        DIE
    }

    @Override
    public void beforeTransaction(Guard.Phase phase, Hash transaction) {
        Fault fault = fire(phase, transaction);
        if (fault == Fault.DIE) {
            Runtime.getRuntime().halt(KILLED);
        }
        if (fault == Fault.THROW) {
            throw new NullPointerException("the drill's: GetBalance of no target, as in CyberMiles");
        }
    }

    private synchronized @Nullable Fault fire(Guard.Phase phase, Hash transaction) {
        Fault fault = armed.remove(phase);
        if (fault != null) {
            fired.put(phase, transaction);
        }
        return fault;
    }

    @Override
    public void addCalls(MethodTable.Builder calls) {
        super.addCalls(calls);
        calls.add("faults_vm", 2, params -> {
            Guard.Phase phase = params.required(0, json -> named(Guard.Phase.class, json));
            arm(phase, params.required(1, json -> named(Fault.class, json)));
            return JsonNodeFactory.instance.booleanNode(true);
        });
        calls.add("faults_vmFired", 0, params -> fired());
    }

    private synchronized void arm(Guard.Phase phase, Fault fault) {
        armed.put(phase, fault);
        fired.remove(phase);
    }

    private synchronized ObjectNode fired() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        fired.forEach((phase, transaction) -> json.put(phase.name(), transaction.toHex()));
        return json;
    }

    private static <E extends Enum<E>> E named(Class<E> type, JsonNode json) throws InvalidArgumentException {
        try {
            return Enum.valueOf(type, json.asText().toUpperCase(java.util.Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidArgumentException("not one of " + java.util.List.of(type.getEnumConstants()));
        }
    }
}
