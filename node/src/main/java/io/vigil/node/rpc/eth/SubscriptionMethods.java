package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.rpc.ChainEvents;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.rpc.json.Params;
import io.vigil.node.rpc.json.RpcError;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.node.rpc.json.Session;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Receipt;
import io.vigil.types.chain.Transaction;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What a WebSocket client is told without asking again. Only the connection that subscribed can end a subscription. */
final class SubscriptionMethods {
    /** Subscriptions of one connection. */
    static final int MAX_PER_CONNECTION = 128;

    private final ChainEvents events;
    private final Senders senders;
    private final Identifiers identifiers;
    private final Map<String, Live> live = new ConcurrentHashMap<>();

    SubscriptionMethods(ChainEvents events, Senders senders, Identifiers identifiers) {
        this.events = events;
        this.senders = senders;
        this.identifiers = identifiers;
    }

    void addTo(MethodTable.Builder table) {
        table.addWithSession("eth_subscribe", 2, this::subscribe)
                .addWithSession("eth_unsubscribe", 1, this::unsubscribe);
    }

    private JsonNode subscribe(Params params, Session session) throws RpcException {
        if (!session.takesNotifications()) {
            throw new RpcException(new RpcError(RpcError.METHOD_NOT_FOUND, "notifications not supported"));
        }
        Tell tell = tell(params);
        long own = live.values().stream()
                .filter(other -> other.connection == session.connection())
                .count();
        if (own >= MAX_PER_CONNECTION) {
            throw new RpcException(
                    new RpcError(RpcError.LIMIT_EXCEEDED, "too many subscriptions (limit " + MAX_PER_CONNECTION + ")"));
        }
        String name = identifiers.next();
        Live subscription = new Live(name, session, tell);
        live.put(name, subscription);
        session.onClose(() -> end(name));
        session.afterAnswer(() -> subscription.begin(events));
        return Json.text(name);
    }

    private Tell tell(Params params) throws RpcException {
        String kind = params.required(0, SubscriptionMethods::text);
        return switch (kind) {
            case "newHeads" -> SubscriptionMethods::heads;
            case "logs" -> {
                LogQuery query = params.optional(1, LogQuery::parse)
                        .orElseGet(() -> new LogQuery(
                                new LogQuery.Range.Between(new BlockParam.Head(), new BlockParam.Head()),
                                List.of(),
                                List.of()));
                yield (event, to) -> logs(query, event, to);
            }
            case "newPendingTransactions" -> {
                boolean isFull = params.optional(1, Hex::flag).orElse(false);
                yield (event, to) -> pending(isFull, event, to);
            }
            default ->
                throw new RpcException(
                        new RpcError(RpcError.METHOD_NOT_FOUND, "no \"" + kind + "\" subscription in eth namespace"));
        };
    }

    private JsonNode unsubscribe(Params params, Session session) throws RpcException {
        String name = params.required(0, SubscriptionMethods::text);
        Live subscription = live.get(name);
        if (subscription == null || subscription.connection != session.connection()) {
            throw RpcException.server("subscription not found");
        }
        end(name);
        return Json.bool(true);
    }

    private void end(String name) {
        Live ended = live.remove(name);
        if (ended != null) {
            ended.end();
        }
    }

    /** Something happened. */
    private sealed interface Event {
        record Committed(Block block, List<Receipt> receipts) implements Event {}

        record Pending(Transaction transaction) implements Event {}
    }

    /** What a kind of subscription makes of an event. */
    @FunctionalInterface
    private interface Tell {
        void about(Event event, Consumer<JsonNode> to);
    }

    private static void heads(Event event, Consumer<JsonNode> to) {
        if (event instanceof Event.Committed(Block block, var _)) {
            to.accept(BlockJson.header(block.header()));
        }
    }

    private static void logs(LogQuery query, Event event, Consumer<JsonNode> to) {
        if (event instanceof Event.Committed(Block block, List<Receipt> receipts)
                && query.mayMatch(block.header().logsBloom())) {
            ReceiptJson.logs(block, receipts).stream()
                    .filter(placed -> query.matches(placed.log()))
                    .map(ReceiptJson::log)
                    .forEach(to);
        }
    }

    private void pending(boolean isFull, Event event, Consumer<JsonNode> to) {
        if (event instanceof Event.Pending(Transaction transaction)) {
            to.accept(
                    isFull
                            ? TransactionJson.pending(transaction, senders.of(transaction))
                            : Json.hash(transaction.hash()));
        }
    }

    private static String text(JsonNode node) throws InvalidArgumentException {
        if (!node.isTextual()) {
            throw new InvalidArgumentException("json: cannot unmarshal non-string into Go value of type string");
        }
        return node.textValue();
    }

    /** One subscription of one connection. */
    private static final class Live implements ChainEvents.Listener {
        private final String name;
        private final Session session;
        private final long connection;
        private final Tell tell;

        /** Guarded by this; it may end before it begins. */
        private ChainEvents.Subscription source = () -> {};

        private boolean hasEnded;

        Live(String name, Session session, Tell tell) {
            this.name = name;
            this.session = session;
            this.connection = session.connection();
            this.tell = tell;
        }

        synchronized void begin(ChainEvents events) {
            if (!hasEnded) {
                source = events.subscribe(this);
            }
        }

        synchronized void end() {
            hasEnded = true;
            source.close();
        }

        @Override
        public void committed(Block block, List<Receipt> receipts) {
            tell.about(new Event.Committed(block, receipts), this::send);
        }

        @Override
        public void pending(Transaction transaction) {
            tell.about(new Event.Pending(transaction), this::send);
        }

        @Override
        public void lost() {
            session.cut("events came faster than they could be sent");
        }

        private void send(JsonNode result) {
            ObjectNode message = Json.object();
            message.put("jsonrpc", "2.0");
            message.put("method", "eth_subscription");
            ObjectNode params = message.putObject("params");
            params.put("subscription", name);
            params.set("result", result);
            session.notify(message);
        }
    }
}
