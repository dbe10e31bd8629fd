package io.vigil.node.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a node does its work, with a reason for each thing that was asked.
 *
 * @param checks in the order of the questions
 */
record Health(List<Check> checks) {
    Health {
        checks = List.copyOf(checks);
    }

    /** One question and its answer. */
    record Check(String name, boolean isGood, String reason) {}

    /** What readiness asks for; a probe may set its own. */
    record Wanted(int minPeers, long maxBehind, Duration maxAge) {
        /** A node that is more than this behind gives old answers. */
        static final long MAX_BEHIND = 10;

        /** Far above the time between empty blocks, so that only a chain that stands still is old. */
        static final Duration MAX_AGE = Duration.ofSeconds(30);

        static final Wanted USUAL = new Wanted(0, MAX_BEHIND, MAX_AGE);
    }

    /** The process answers and is not damaged: restart it if not. */
    static Health alive() {
        return new Health(List.of(new Check("process", true, "answers")));
    }

    /** The node may be given work. */
    static Health ready(NodeStatus status, Wanted wanted, Instant now) {
        NodeStatus.Head head = status.head();
        int peers = status.peers().size();
        Duration age = head.age(now);
        return new Health(List.of(
                new Check(
                        "peers",
                        peers >= wanted.minPeers,
                        peers + " connected, at least " + wanted.minPeers + " wanted"),
                new Check(
                        "sync",
                        head.behind() <= wanted.maxBehind,
                        "at block " + head.height() + ", " + head.behind() + " behind the highest known, at most "
                                + wanted.maxBehind + " wanted"),
                new Check(
                        "blocks",
                        age.compareTo(wanted.maxAge) <= 0,
                        "last block " + age.toMillis() + " ms ago, at most " + wanted.maxAge.toMillis() + " ms wanted"
                                + (status.agreement().waitingFor().isEmpty()
                                        ? ""
                                        : "; " + status.agreement().waitingFor()))));
    }

    /** Readiness, the validators, and everything that a human should look at. */
    static Health full(NodeStatus status, Instant now) {
        var checks = new ArrayList<>(ready(status, Wanted.USUAL, now).checks);
        List<String> offline = status.members().stream()
                .filter(member -> !member.isOnline())
                .map(NodeStatus.Member::name)
                .toList();
        checks.add(new Check(
                "quorum",
                status.missingPower() == 0,
                "power online " + status.onlinePower() + " of " + status.totalPower() + ", quorum "
                        + status.quorumPower() + (offline.isEmpty() ? "" : ", missing " + String.join(", ", offline))));
        checks.add(new Check(
                "alarms",
                status.alarms().isEmpty(),
                status.alarms().isEmpty() ? "none" : String.join("; ", status.alarms())));
        return new Health(checks);
    }

    boolean isGood() {
        return checks.stream().allMatch(Check::isGood);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("status", isGood() ? "ok" : "failing");
        ArrayNode list = json.putArray("checks");
        for (Check check : checks) {
            list.addObject().put("name", check.name).put("ok", check.isGood).put("reason", check.reason);
        }
        return json;
    }
}
