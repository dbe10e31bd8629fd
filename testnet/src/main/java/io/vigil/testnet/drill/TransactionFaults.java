package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.NodeHome;
import io.vigil.node.quarantine.Guard;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.testnet.local.SwitchedFaults;
import io.vigil.types.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the VM of one node fail as it did in 2019.
 *
 * <ul>
 *   <li>{@code faults_vm} takes a phase: the next transaction that is run in it throws, once;
 *   <li>{@code faults_vmFired} gives the transaction of each that fired, by phase;
 *   <li>{@code faults_vmMarked} takes the hash of a transaction that ends the process whenever a block is built with it or
 *       judged that has it, in the processes after this one too.
 * </ul>
 */
final class TransactionFaults extends SwitchedFaults {
    /** As an external kill ends a process. */
    private static final int KILLED = 137;

    private final Path file;
    private final Set<Guard.Phase> armed = EnumSet.noneOf(Guard.Phase.class);
    private final Map<Guard.Phase, Hash> fired = new EnumMap<>(Guard.Phase.class);
    private volatile Hash marked = Hash.ZERO;

    /** @param home where the mark outlives the process */
    TransactionFaults(NodeHome home) {
        file = home.root().resolve("marked-transaction");
        try {
            if (Files.exists(file)) {
                marked = Hash.fromHex(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void beforeTransaction(Guard.Phase phase, Hash transaction) {
        if (phase != Guard.Phase.FOLLOWING && transaction.equals(marked)) {
            Runtime.getRuntime().halt(KILLED);
        }
        if (fires(phase, transaction)) {
            throw new NullPointerException("the drill's: GetBalance of no target, as in CyberMiles");
        }
    }

    private synchronized boolean fires(Guard.Phase phase, Hash transaction) {
        boolean fires = armed.remove(phase);
        if (fires) {
            fired.put(phase, transaction);
        }
        return fires;
    }

    @Override
    public void addCalls(MethodTable.Builder calls) {
        super.addCalls(calls);
        calls.add("faults_vm", 1, params -> {
            arm(params.required(0, TransactionFaults::phase));
            return JsonNodeFactory.instance.booleanNode(true);
        });
        calls.add("faults_vmFired", 0, params -> fired());
        calls.add("faults_vmMarked", 1, params -> {
            mark(params.required(0, Hex::hash));
            return JsonNodeFactory.instance.booleanNode(true);
        });
    }

    private synchronized void arm(Guard.Phase phase) {
        armed.add(phase);
        fired.remove(phase);
    }

    private void mark(Hash transaction) {
        try {
            Files.writeString(file, transaction.toHex());
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
        marked = transaction;
    }

    private synchronized ObjectNode fired() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        fired.forEach((phase, transaction) -> json.put(phase.name(), transaction.toHex()));
        return json;
    }

    private static Guard.Phase phase(JsonNode json) throws InvalidArgumentException {
        try {
            return Guard.Phase.valueOf(json.asText());
        } catch (IllegalArgumentException e) {
            throw new InvalidArgumentException("not one of " + List.of(Guard.Phase.values()));
        }
    }
}
