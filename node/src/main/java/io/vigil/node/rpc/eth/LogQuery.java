package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.chain.Bloom;
import io.vigil.types.chain.Log;
import java.util.ArrayList;
import java.util.List;

/**
 * Which logs a client wants.
 *
 * @param addresses any of these; empty for all
 * @param topics for each position any of these; an empty inner list takes all
 */
record LogQuery(Range range, List<Address> addresses, List<List<Hash>> topics) {
    /** Addresses of one query; geth's limit. */
    static final int MAX_ADDRESSES = 1_000;

    /** Alternatives for one topic; geth's limit. */
    static final int MAX_ALTERNATIVES = 1_000;

    LogQuery {
        addresses = List.copyOf(addresses);
        topics = topics.stream().map(List::copyOf).toList();
    }

    /** The blocks that are searched. */
    sealed interface Range {
        record OneBlock(Hash hash) implements Range {}

        record Between(BlockParam from, BlockParam to) implements Range {}
    }

    static LogQuery parse(JsonNode json) throws InvalidArgumentException {
        if (!json.isObject()) {
            throw Hex.mismatch(Hex.kind(json), Hex.into("filters.input"));
        }
        return new LogQuery(range(json), addresses(json.path("address")), topics(json.path("topics")));
    }

    boolean matches(Log log) {
        if (!addresses.isEmpty() && !addresses.contains(log.address())) {
            return false;
        }
        if (topics.size() > log.topics().size()) {
            return false;
        }
        for (int i = 0; i < topics.size(); i++) {
            if (!topics.get(i).isEmpty() && !topics.get(i).contains(log.topics().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** False only if no log of a block with this bloom matches. */
    boolean mayMatch(Bloom bloom) {
        if (!addresses.isEmpty() && addresses.stream().noneMatch(address -> bloom.mayContain(address.bytes()))) {
            return false;
        }
        return topics.stream()
                .allMatch(any -> any.isEmpty() || any.stream().anyMatch(topic -> bloom.mayContain(topic.bytes())));
    }

    private static Range range(JsonNode json) throws InvalidArgumentException {
        if (!json.hasNonNull("blockHash")) {
            return new Range.Between(bound(json, "fromBlock"), bound(json, "toBlock"));
        }
        if (json.hasNonNull("fromBlock") || json.hasNonNull("toBlock")) {
            throw new InvalidArgumentException(
                    "cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other");
        }
        return new Range.OneBlock(Hex.hash(json.path("blockHash")));
    }

    private static BlockParam bound(JsonNode json, String name) throws InvalidArgumentException {
        return json.hasNonNull(name) ? BlockParam.number(json.path(name)) : new BlockParam.Head();
    }

    private static List<Address> addresses(JsonNode node) throws InvalidArgumentException {
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        if (node.isTextual()) {
            return List.of(address(node, ""));
        }
        if (!node.isArray()) {
            throw new InvalidArgumentException("invalid addresses in query");
        }
        if (node.size() > MAX_ADDRESSES) {
            throw new InvalidArgumentException("exceed max addresses");
        }
        List<Address> addresses = new ArrayList<>();
        for (JsonNode item : node) {
            if (!item.isTextual()) {
                throw new InvalidArgumentException("non-string address at index " + addresses.size());
            }
            addresses.add(address(item, " at index " + addresses.size()));
        }
        return addresses;
    }

    private static Address address(JsonNode node, String where) throws InvalidArgumentException {
        try {
            return Hex.address(node);
        } catch (InvalidArgumentException e) {
            throw new InvalidArgumentException("invalid address" + where + ": " + e.getMessage());
        }
    }

    private static List<List<Hash>> topics(JsonNode node) throws InvalidArgumentException {
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw Hex.mismatch(Hex.kind(node), Hex.field("input.topics", "[]interface {}"));
        }
        if (node.size() > Log.MAX_TOPICS) {
            throw new InvalidArgumentException("exceed max topics");
        }
        List<List<Hash>> topics = new ArrayList<>();
        for (JsonNode position : node) {
            topics.add(alternatives(position));
        }
        return topics;
    }

    /** A topic, a list of topics, or {@code null} for any; {@code null} among alternatives makes it any, too. */
    private static List<Hash> alternatives(JsonNode node) throws InvalidArgumentException {
        if (node.isNull()) {
            return List.of();
        }
        if (node.isTextual()) {
            return List.of(Hex.hash(node));
        }
        if (!node.isArray()) {
            throw new InvalidArgumentException("invalid topic(s)");
        }
        if (node.size() > MAX_ALTERNATIVES) {
            throw new InvalidArgumentException("exceed max topics");
        }
        List<Hash> any = new ArrayList<>();
        for (JsonNode item : node) {
            if (item.isNull()) {
                return List.of();
            }
            any.add(Hex.hash(item));
        }
        return any;
    }

    /** The number that a bound stands for. */
    static long height(BlockParam param, long head) {
        return param instanceof BlockParam.At(BlockId.OfNumber(long number)) ? number : head;
    }
}
