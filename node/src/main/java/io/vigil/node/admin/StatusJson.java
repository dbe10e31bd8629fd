package io.vigil.node.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Shapes a status for the dashboard and the command line; fields may be added, none is ever renamed. */
final class StatusJson {
    private StatusJson() {}

    static JsonNode of(NodeStatus status, Instant now) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", status.name());
        json.put("version", status.version());
        json.put("pid", ProcessHandle.current().pid());
        json.put("chainId", status.chainId());
        json.put("genesis", status.genesisHash());
        json.put("started", status.started().toString());
        json.put("time", now.toString());
        head(json, status.head(), now);
        agreement(json, status.agreement());
        json.put("clock", status.clock());
        json.putObject("power")
                .put("total", status.totalPower())
                .put("quorum", status.quorumPower())
                .put("online", status.onlinePower())
                .put("missing", status.missingPower());
        ArrayNode members = json.putArray("validators");
        status.members().forEach(member -> member(members.addObject(), member));
        json.put("peers", status.peers().size());
        ArrayNode peers = json.putArray("peerList");
        status.peers().forEach(peer -> peer(peers.addObject(), peer));
        json.putObject("mempool")
                .put("executable", status.pool().executable())
                .put("queued", status.pool().queued())
                .put("sizeBytes", status.pool().sizeBytes());
        json.putObject("snapshots")
                .put("count", status.snapshots().count())
                .put("newest", status.snapshots().newest())
                .put("fileBytes", status.snapshots().fileBytes())
                .put("making", status.snapshots().making())
                .put("stateSync", status.snapshots().stateSync());
        ArrayNode alarms = json.putArray("alarms");
        status.alarms().forEach(alarms::add);
        return json;
    }

    private static void head(ObjectNode json, NodeStatus.Head head, Instant now) {
        json.put("height", head.height());
        json.put("hash", head.hash());
        json.put("ageMillis", head.age(now).toMillis());
        json.put("highestKnown", head.highestKnown());
        json.put("behind", head.behind());
    }

    private static void agreement(ObjectNode json, NodeStatus.Agreement agreement) {
        json.put("epoch", agreement.epoch());
        json.put("view", agreement.view());
        json.put("leader", agreement.leader());
        json.put("role", agreement.role());
        json.put("waitingFor", agreement.waitingFor());
    }

    private static void member(ObjectNode json, NodeStatus.Member member) {
        json.put("name", member.name());
        json.put("address", member.address());
        json.put("power", member.power());
        json.put("online", member.isOnline());
        json.put("view", member.view());
        json.put("self", member.isSelf());
    }

    private static void peer(ObjectNode json, NodeStatus.Peer peer) {
        json.put("id", peer.id());
        json.put("address", peer.address());
        json.put("role", peer.role());
        json.put("height", peer.height());
        json.put("view", peer.view());
        json.put("inbound", peer.isInbound());
    }
}
