package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.ChainEvents;
import io.vigil.node.rpc.eth.ReceiptJson.PlacedLog;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.rpc.json.Params;
import io.vigil.node.rpc.json.RpcError;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.types.Hash;
import io.vigil.types.chain.Header;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Logs, once or by polling. A filter for blocks or logs is a position on the chain and costs nothing while nobody asks;
 * one for pending transactions collects their hashes.
 */
final class FilterMethods {
    /** Filters at a time, over all clients. */
    static final int MAX_FILTERS = 1_024;

    /** A filter that nobody asked for so long is gone; geth's time. */
    static final Duration MAX_SILENCE = Duration.ofMinutes(5);

    private final Context context;
    private final ChainEvents events;
    private final Identifiers identifiers;

    /** By the time of the last question, the longest ago first. Guarded by this. */
    private final Map<String, Filter> filters = new LinkedHashMap<>(16, 0.75f, true);

    FilterMethods(Context context, ChainEvents events, Identifiers identifiers) {
        this.context = context;
        this.events = events;
        this.identifiers = identifiers;
    }

    void addTo(MethodTable.Builder table) {
        table.add("eth_getLogs", 1, this::logs)
                .add("eth_newFilter", 1, params -> add(new Filter.Logs(params.required(0, LogQuery::parse), next())))
                .add("eth_newBlockFilter", 0, params -> add(new Filter.Blocks(next())))
                .add("eth_newPendingTransactionFilter", 1, params -> add(new Filter.Pending(events)))
                .add("eth_getFilterChanges", 1, this::changes)
                .add("eth_getFilterLogs", 1, this::allLogs)
                .add("eth_uninstallFilter", 1, this::uninstall);
    }

    private JsonNode logs(Params params) throws RpcException {
        LogQuery query = params.required(0, LogQuery::parse);
        try (Reading reading = context.open()) {
            return shape(LogSearch.all(reading, query));
        }
    }

    private JsonNode changes(Params params) throws RpcException {
        Filter filter = filter(params);
        synchronized (filter) {
            try (Reading reading = context.open()) {
                return switch (filter) {
                    case Filter.Logs logs -> logs.poll(reading);
                    case Filter.Blocks blocks -> blocks.poll(reading);
                    case Filter.Pending pending -> pending.poll();
                };
            }
        }
    }

    private JsonNode allLogs(Params params) throws RpcException {
        if (!(filter(params) instanceof Filter.Logs logs)) {
            throw RpcException.server("filter not found");
        }
        try (Reading reading = context.open()) {
            return shape(LogSearch.all(reading, logs.query()));
        }
    }

    private JsonNode uninstall(Params params) throws RpcException {
        String name = params.required(0, FilterMethods::name);
        synchronized (filters) {
            Filter gone = filters.remove(name);
            if (gone != null) {
                gone.close();
            }
            return Json.bool(gone != null);
        }
    }

    private JsonNode add(Filter filter) throws RpcException {
        synchronized (filters) {
            dropSilent();
            if (filters.size() >= MAX_FILTERS) {
                filter.close();
                throw new RpcException(
                        new RpcError(RpcError.LIMIT_EXCEEDED, "too many filters (limit " + MAX_FILTERS + ")"));
            }
            String name = identifiers.next();
            filters.put(name, filter);
            return Json.text(name);
        }
    }

    private Filter filter(Params params) throws RpcException {
        String name = params.required(0, FilterMethods::name);
        synchronized (filters) {
            dropSilent();
            Filter filter = filters.get(name);
            if (filter == null) {
                throw RpcException.server("filter not found");
            }
            filter.touch();
            return filter;
        }
    }

    private void dropSilent() {
        var oldest = filters.values().iterator();
        while (oldest.hasNext()) {
            Filter filter = oldest.next();
            if (filter.silence().compareTo(MAX_SILENCE) < 0) {
                return;
            }
            filter.close();
            oldest.remove();
        }
    }

    private long next() {
        try (Reading reading = context.open()) {
            return reading.head().number() + 1;
        }
    }

    private static String name(JsonNode node) throws InvalidArgumentException {
        if (!node.isTextual()) {
            throw new InvalidArgumentException("json: cannot unmarshal non-string into Go value of type rpc.ID");
        }
        return node.textValue();
    }

    static ArrayNode shape(List<PlacedLog> logs) {
        return Json.list(logs, ReceiptJson::log);
    }

    /** The hashes of the blocks from {@code from} on, and nothing that is not there. */
    static ArrayNode hashes(Reading reading, long from, long to) {
        ArrayNode array = Json.array();
        for (long number = from; number <= to; number++) {
            reading.chain()
                    .header(new BlockId.OfNumber(number))
                    .map(Header::hash)
                    .map(Hash::toHex)
                    .ifPresent(array::add);
        }
        return array;
    }
}
