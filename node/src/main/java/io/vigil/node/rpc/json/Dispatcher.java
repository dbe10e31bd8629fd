package io.vigil.node.rpc.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Answers JSON-RPC 2.0 requests, single and in batches, as geth frames them: no answer to a notification, a batch in its
 * order, an answer to everything else. Thread-safe; a call runs on the caller's thread.
 */
public final class Dispatcher {
    /** Requests in one batch; geth's limit. */
    public static final int MAX_BATCH = 1_000;

    /** All answers of a batch together; geth's limit, so that small requests cannot ask for endless memory. */
    public static final int MAX_BATCH_ANSWER_BYTES = 25 * 1000 * 1000;

    /** How long a batch may take before what is left of it is refused. */
    public static final Duration MAX_BATCH_TIME = Duration.ofSeconds(30);

    /** Depth of arrays and objects in a request; typed data nests, nothing nests this deep. */
    private static final int MAX_DEPTH = 128;

    private static final JsonMapper MAPPER = mapper();

    private final MethodTable methods;
    private final RpcObserver observer;

    public Dispatcher(MethodTable methods, RpcObserver observer) {
        this.methods = methods;
        this.observer = observer;
    }

    /** @return the answer as UTF-8, or nothing if {@code request} asks for none */
    public Optional<byte[]> answer(byte[] request, Session session) {
        JsonNode message;
        try {
            message = MAPPER.readTree(request);
        } catch (IOException e) {
            return Optional.of(write(failure(NullNode.instance, new RpcError(RpcError.PARSE_ERROR, "parse error"))));
        }
        if (message instanceof ArrayNode batch) {
            return answerBatch(batch, session);
        }
        if (message.isMissingNode()) {
            return Optional.of(write(failure(NullNode.instance, new RpcError(RpcError.PARSE_ERROR, "parse error"))));
        }
        return answerOne(message, session).map(Dispatcher::write);
    }

    /** The bytes of {@code message} on the wire. */
    public static byte[] write(JsonNode message) {
        try {
            return MAPPER.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree that cannot be written", e);
        }
    }

    /** The answer to a request that was refused before it was read. */
    public static byte[] refusal(RpcError error) {
        return write(failure(NullNode.instance, error));
    }

    private Optional<byte[]> answerBatch(ArrayNode batch, Session session) {
        if (batch.isEmpty()) {
            return Optional.of(refusal(RpcError.invalidRequest("empty batch")));
        }
        if (batch.size() > MAX_BATCH) {
            ArrayNode refused = JsonNodeFactory.instance.arrayNode();
            return Optional.of(write(refused.add(failure(firstId(batch), RpcError.invalidRequest("batch too large")))));
        }
        long deadline = System.nanoTime() + MAX_BATCH_TIME.toNanos();
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        for (JsonNode message : batch) {
            Optional<ObjectNode> answer = answers.size() > MAX_BATCH_ANSWER_BYTES
                    ? refuse(message, new RpcError(RpcError.RESPONSE_TOO_LARGE, "response too large"))
                    : System.nanoTime() - deadline > 0
                            ? refuse(message, new RpcError(RpcError.TIMED_OUT, "request timed out"))
                            : answerOne(message, session);
            answer.ifPresent(json -> {
                answers.write(answers.size() == 0 ? '[' : ',');
                answers.writeBytes(write(json));
            });
        }
        if (answers.size() == 0) {
            return Optional.empty();
        }
        answers.write(']');
        return Optional.of(answers.toByteArray());
    }

    private Optional<ObjectNode> answerOne(JsonNode message, Session session) {
        JsonNode id = message.path("id");
        if (!isValid(message) || (!id.isMissingNode() && id.isContainerNode())) {
            return Optional.of(failure(
                    id.isMissingNode() || id.isContainerNode() ? NullNode.instance : id,
                    RpcError.invalidRequest("invalid request")));
        }
        ObjectNode answer = run(message, session);
        return id.isMissingNode() ? Optional.empty() : Optional.of(answer);
    }

    private ObjectNode run(JsonNode message, Session session) {
        JsonNode id = message.path("id");
        String name = message.path("method").textValue();
        Optional<Method> method = methods.find(name);
        if (method.isEmpty()) {
            return failure(id, RpcError.methodNotFound(name));
        }
        long start = System.nanoTime();
        ObjectNode answer = call(name, method.get(), message, session);
        observer.answered(name, Duration.ofNanos(System.nanoTime() - start), answer.has("error"));
        return answer;
    }

    private ObjectNode call(String name, Method method, JsonNode message, Session session) {
        JsonNode id = message.path("id");
        try {
            ObjectNode answer = frame(id);
            answer.set("result", method.call(Params.of(message.path("params")), session));
            return answer;
        } catch (RpcException e) {
            return failure(id, e.error());
        } catch (RuntimeException | StackOverflowError e) {
            observer.crashed(name, e);
            return failure(id, new RpcError(RpcError.INTERNAL, "method handler crashed"));
        }
    }

    private static Optional<ObjectNode> refuse(JsonNode message, RpcError error) {
        boolean isNotification = isValid(message) && message.path("id").isMissingNode();
        return isNotification ? Optional.empty() : Optional.of(failure(firstId(message), error));
    }

    private static boolean isValid(JsonNode message) {
        return message.isObject()
                && message.path("jsonrpc").isTextual()
                && message.path("jsonrpc").textValue().equals("2.0")
                && message.path("method").isTextual()
                && !message.path("method").textValue().isEmpty();
    }

    private static JsonNode firstId(JsonNode messages) {
        if (messages.isArray()) {
            for (JsonNode message : messages) {
                if (isValid(message) && message.path("id").isValueNode()) {
                    return message.path("id");
                }
            }
            return NullNode.instance;
        }
        return messages.path("id").isValueNode() ? messages.path("id") : NullNode.instance;
    }

    private static ObjectNode failure(JsonNode id, RpcError error) {
        ObjectNode answer = frame(id);
        answer.set("error", error.toJson());
        return answer;
    }

    private static ObjectNode frame(JsonNode id) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("jsonrpc", "2.0");
        answer.set("id", id.isMissingNode() ? NullNode.instance : id);
        return answer;
    }

    private static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build());
        return mapper;
    }
}
