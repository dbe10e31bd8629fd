package io.vigil.node.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** Shapes a report for the command line; fields may be added, none is ever renamed. */
final class ConsensusJson {
    private ConsensusJson() {}

    static JsonNode of(NodeStatus status, Instant now) {
        ConsensusReport report = status.consensus();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("epoch", report.epoch())
                .put("view", report.view())
                .put("leader", report.leader())
                .put("enteredByTimeout", report.enteredByTimeout())
                .put("failures", report.failures())
                .put("idle", report.idle())
                .put("pressed", report.pressed())
                .put("timedOut", report.timedOut())
                .put("givesUpInMs", report.givesUpIn().toMillis())
                .put("height", status.head().height())
                .put("lastBlockMsAgo", status.head().age(now).toMillis())
                .put("waitingFor", status.agreement().waitingFor())
                .put("lock", report.lock())
                .put("lastFinal", report.lastFinal());
        names(json, "missingFromLock", report.missingFromLock());
        names(json, "missingFromFinal", report.missingFromFinal());
        names(json, "votes", report.votes());
        names(json, "timeouts", report.timeouts());
        json.put("lastFailure", report.lastFailure());
        json.put("failedViews", report.failedViews());
        json.put("certificatesCounted", report.counted());
        json.putObject("power")
                .put("quorum", report.quorum())
                .put("fullestView", report.crowd().view())
                .put("inFullestView", report.crowd().power())
                .put("missingInOneView", report.missingInOneView());
        json.putObject("counts")
                .put("signatures", report.counts().signatures())
                .put("broadcasts", report.counts().broadcasts())
                .put("sent", report.counts().sent())
                .put("fsyncs", report.counts().fsyncs())
                .put("bytes", report.counts().bytes());
        ArrayNode members = json.putArray("validators");
        report.members().forEach(member -> member(members.addObject(), member));
        return json;
    }

    private static void names(ObjectNode json, String field, List<String> names) {
        ArrayNode array = json.putArray(field);
        names.forEach(array::add);
    }

    private static void member(ObjectNode json, ConsensusReport.Member member) {
        json.put("name", member.name())
                .put("address", member.address())
                .put("power", member.power())
                .put("online", member.isOnline())
                .put("self", member.isSelf())
                .put("version", member.version())
                .put("view", member.view())
                .put("height", member.height())
                .put("certificate", member.certificate())
                .put("signed", member.signed());
    }
}
