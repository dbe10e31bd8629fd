package io.vigil.testnet.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.Faults;
import io.vigil.node.deposits.Eth1Follower;
import io.vigil.node.p2p.LinkFilter;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Faults that calls at the admin port switch on and off while the node runs. They live as long as its process.
 *
 * <ul>
 *   <li>{@code faults_list} gives {@code {"links": {peer id: fault}, "withholdsProposals"}};
 *   <li>{@code faults_link} takes a peer's id and a {@link LinkFault}, which replaces what was set;
 *   <li>{@code faults_withholdProposals} takes true or false;
 *   <li>{@code faults_pretendWork} takes true or false: blocks are made although nothing waits for them;
 *   <li>{@code faults_poisonSnapshots} takes true or false: chunks that peers get are wrong;
 *   <li>{@code faults_skipDepositZero} takes true or false: the node believes eth1 as {@link SkippedDeposit} shows it.
 * </ul>
 */
public class SwitchedFaults implements Faults {
    private final FaultyLinks links = new FaultyLinks(new Random(), System::nanoTime);
    private volatile boolean withholdsProposals;
    private volatile boolean pretendsWork;
    private volatile boolean skipsDepositZero;
    private volatile boolean poisonsSnapshots;

    @Override
    public LinkFilter links() {
        return links;
    }

    /** Whether proposals of this node reach nobody from now on. */
    public void withholdProposals(boolean withheld) {
        withholdsProposals = withheld;
    }

    @Override
    public boolean withholdsProposals() {
        return withholdsProposals;
    }

    /** Whether blocks are made although nothing waits for them, from the next block on. */
    public void pretendWork(boolean pretended) {
        pretendsWork = pretended;
    }

    @Override
    public boolean pretendsWork() {
        return pretendsWork;
    }

    /** One bit of every part of a chunk; the manifest is left alone, so that others believe it at first. */
    @Override
    public Bytes servedPart(int file, Bytes part) {
        if (!poisonsSnapshots || file == 0) {
            return part;
        }
        byte[] changed = part.toArray();
        changed[changed.length / 2] ^= 1;
        return Bytes.wrap(changed);
    }

    @Override
    public Eth1Follower.Belief eth1() {
        return read -> skipsDepositZero ? SkippedDeposit.in(read) : Optional.empty();
    }

    @Override
    public void addCalls(MethodTable.Builder calls) {
        calls.add("faults_list", 0, params -> list());
        calls.add("faults_link", 2, params -> {
            NodeId peer = params.required(0, SwitchedFaults::peer);
            links.set(peer, params.required(1, SwitchedFaults::fault));
            return list();
        });
        calls.add("faults_withholdProposals", 1, params -> {
            withholdProposals(params.required(0, JsonNode::asBoolean));
            return list();
        });
        calls.add("faults_pretendWork", 1, params -> {
            pretendWork(params.required(0, JsonNode::asBoolean));
            return list();
        });
        calls.add("faults_poisonSnapshots", 1, params -> {
            poisonsSnapshots = params.required(0, JsonNode::asBoolean);
            return list();
        });
        calls.add("faults_skipDepositZero", 1, params -> {
            skipsDepositZero = params.required(0, JsonNode::asBoolean);
            return list();
        });
    }

    private ObjectNode list() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode byPeer = json.putObject("links");
        for (Map.Entry<NodeId, LinkFault> entry : links.all().entrySet()) {
            byPeer.set(entry.getKey().hex(), entry.getValue().json());
        }
        return json.put("withholdsProposals", withholdsProposals)
                .put("skipsDepositZero", skipsDepositZero)
                .put("poisonsSnapshots", poisonsSnapshots);
    }

    private static NodeId peer(JsonNode argument) throws InvalidArgumentException {
        try {
            return NodeId.parse(argument.asText());
        } catch (MalformedException e) {
            throw new InvalidArgumentException(String.valueOf(e.getMessage()));
        }
    }

    private static LinkFault fault(JsonNode argument) throws InvalidArgumentException {
        try {
            return LinkFault.of(argument);
        } catch (IllegalArgumentException e) {
            throw new InvalidArgumentException(String.valueOf(e.getMessage()));
        }
    }
}
