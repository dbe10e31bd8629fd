package io.vigil.deposits.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositLog;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.follow.Contract;
import io.vigil.deposits.store.Deposits;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An eth1 node over HTTP with a deposit contract, and every fault that one may have. */
final class FakeEth1 implements AutoCloseable {
    static final Address ADDRESS = new Address(Bytes.fromHex("0x5fbdb2315678afecb367f032d93f642f64180aa3"));
    static final long DEPLOY_BLOCK = 1;
    static final int RANGE_LIMIT = 5;
    private static final Bytes CODE = Bytes.of(0xfe, 1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Block> chain = new ArrayList<>();
    volatile Fault fault = Fault.NONE;
    volatile long finalityDepth = 2;
    volatile long widestRange;

    private record Block(Eth1Block header, List<DepositData> deposits, Frontier after) {}

    FakeEth1() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        chain.add(new Block(Deposits.block(0), List.of(), Frontier.EMPTY));
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    Contract contract() {
        return new Contract(
                1337,
                ADDRESS,
                Keccak.hash(CODE),
                DEPLOY_BLOCK,
                header(DEPLOY_BLOCK).hash());
    }

    synchronized Eth1Block header(long number) {
        return chain.get((int) number).header();
    }

    synchronized Eth1Block head() {
        return chain.getLast().header();
    }

    synchronized Frontier treeAt(Hash block) {
        return chain.stream()
                .filter(b -> b.header().hash().equals(block))
                .findFirst()
                .orElseThrow()
                .after();
    }

    /** Adds a block of the branch {@code fork} with {@code deposits} deposits, numbered on from those before. */
    synchronized void mine(String fork, int deposits) {
        Block parent = chain.getLast();
        List<DepositData> data = new ArrayList<>();
        Frontier after = parent.after();
        for (int i = 0; i < deposits; i++) {
            DepositData deposit = Deposits.deposit(after.count() + 1_000L * Math.abs(fork.hashCode() % 1000));
            data.add(deposit);
            after = after.push(deposit.root());
        }
        Eth1Block shape = Deposits.block(parent.header().number() + 1, fork);
        chain.add(new Block(
                new Eth1Block(shape.number(), shape.hash(), parent.header().hash(), shape.timestamp()), data, after));
    }

    /** Forgets the last {@code blocks}. */
    synchronized void rollBack(int blocks) {
        for (int i = 0; i < blocks; i++) {
            chain.removeLast();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
            long id = request.get("id").longValue();
            answer.put("id", fault == Fault.WRONG_ID ? id + 1 : id);
            synchronized (this) {
                put(answer, request.get("method").textValue(), request.get("params"));
            }
            send(exchange, answer.toString());
        }
    }

    private void send(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        switch (fault) {
            case TOO_MANY_REQUESTS -> {
                exchange.getResponseHeaders().add("Retry-After", "3");
                exchange.sendResponseHeaders(429, -1);
            }
            case HTTP_500 -> exchange.sendResponseHeaders(500, -1);
            case HANG -> hang();
            case HANG_IN_BODY -> {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body, 0, 5);
                exchange.getResponseBody().flush();
                hang();
            }
            case CUT_BODY -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(body, 0, body.length / 2);
            }
            case HTML -> write(exchange, "<html><body>rate limited</body></html>".getBytes(StandardCharsets.UTF_8));
            case HUGE_BODY -> write(exchange, new byte[3 << 20]);
            case NOT_JSON_RPC -> write(exchange, "[1,2]".getBytes(StandardCharsets.UTF_8));
            default -> write(exchange, body);
        }
    }

    /** Until the client has gone away: close() interrupts. */
    private static void hang() {
        try {
            new java.util.concurrent.CountDownLatch(1).await(2, java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private void put(ObjectNode answer, String method, JsonNode params) {
        switch (method) {
            case "eth_chainId" ->
                answer.put(
                        "result",
                        fault == Fault.WRONG_CHAIN_ID ? "0x1" : fault == Fault.CHAIN_ID_ZERO ? "0x0" : "0x539");
            case "eth_syncing" -> answer.put("result", fault == Fault.SYNCING);
            case "eth_getCode" -> answer.put("result", fault == Fault.WRONG_CODE ? "0x" : CODE.toHex());
            case "eth_getBlockByNumber" -> putBlock(answer, params.get(0).textValue());
            case "eth_getLogs" -> putLogs(answer, params.get(0));
            case "eth_getBlockReceipts" -> putReceipts(answer, params.get(0).textValue());
            case "eth_call" -> putCall(answer, params.get(0).get("data").textValue(), params.get(1));
            default -> error(answer, -32601, "the method " + method + " does not exist");
        }
    }

    private void putBlock(ObjectNode answer, String tag) {
        long head = head().number();
        if (fault == Fault.STALE_HEAD) {
            head = 1;
        }
        long number = switch (tag) {
            case "latest" -> head;
            case "finalized" -> Math.max(0, head - finalityDepth);
            default -> Long.decode(tag);
        };
        if (tag.equals("finalized") && fault == Fault.NO_FINALIZED_TAG) {
            error(answer, -39001, "unknown block");
            return;
        }
        if (number > head) {
            answer.putNull("result");
            return;
        }
        Eth1Block block = header(number);
        boolean target = number > 5 && !tag.equals("latest") && !tag.equals("finalized");
        boolean wrongHash = fault == Fault.HEADER_HASH_WRONG && target
                || fault == Fault.WRONG_DEPLOY_BLOCK && number == DEPLOY_BLOCK;
        boolean wrongParent = fault == Fault.HEADER_PARENT_WRONG && target;
        boolean early = fault == Fault.HEADER_TIME_FALLS && target;
        answer.putObject("result")
                .put("number", hex(number))
                .put("hash", (wrongHash ? Hash.ZERO : block.hash()).toHex())
                .put("parentHash", (wrongParent ? Hash.ZERO : block.parent()).toHex())
                .put("timestamp", hex(early ? 1 : block.timestamp()));
    }

    private void putLogs(ObjectNode answer, JsonNode filter) {
        long first = Long.decode(filter.get("fromBlock").textValue());
        long last = Long.decode(filter.get("toBlock").textValue());
        widestRange = Math.max(widestRange, last - first + 1);
        if (fault == Fault.RANGE_LIMIT && last - first + 1 > RANGE_LIMIT) {
            error(answer, -32602, "query exceeds max block range " + RANGE_LIMIT);
            return;
        }
        ArrayNode logs = JSON.createArrayNode();
        for (long number = first; number <= Math.min(last, head().number()); number++) {
            addLogs(logs, chain.get((int) number));
        }
        if (fault == Fault.RESULT_LIMIT && logs.size() > 3) {
            error(answer, -32005, "query returned more than 3 results");
            return;
        }
        answer.set("result", damaged(logs));
    }

    private void putReceipts(ObjectNode answer, String hash) {
        ArrayNode logs = JSON.createArrayNode();
        chain.stream().filter(b -> b.header().hash().toHex().equals(hash)).forEach(b -> addLogs(logs, b));
        answer.putArray("result").addObject().set("logs", damaged(logs));
    }

    private static void addLogs(ArrayNode logs, Block block) {
        long index = block.after().count() - block.deposits().size();
        for (int i = 0; i < block.deposits().size(); i++) {
            ObjectNode log = logs.addObject();
            log.put("address", ADDRESS.toHex());
            log.putArray("topics").add(DepositLog.TOPIC.toHex());
            log.put(
                    "data",
                    new DepositLog(index + i, block.deposits().get(i)).encode().toHex());
            log.put("blockNumber", hex(block.header().number()));
            log.put("blockHash", block.header().hash().toHex());
            log.put("logIndex", hex(i)).put("removed", false);
        }
    }

    private ArrayNode damaged(ArrayNode logs) {
        if (logs.isEmpty()) {
            return logs;
        }
        ObjectNode last = (ObjectNode) logs.get(logs.size() - 1);
        String data = last.get("data").textValue();
        switch (fault) {
            case LOGS_MISSING_FIRST -> logs.remove(0);
            case LOGS_MISSING_MIDDLE -> logs.remove(logs.size() / 2);
            case LOGS_MISSING_LAST -> logs.remove(logs.size() - 1);
            case LOGS_EMPTY -> logs.removeAll();
            case LOGS_TRUNCATED_SILENTLY -> {
                while (logs.size() > 2) {
                    logs.remove(logs.size() - 1);
                }
            }
            case LOGS_DOUBLED -> logs.addAll(logs.deepCopy());
            case LOGS_REORDERED -> {
                for (int i = 0; i < logs.size() / 2; i++) {
                    JsonNode first = logs.get(i);
                    logs.set(i, logs.get(logs.size() - 1 - i));
                    logs.set(logs.size() - 1 - i, first);
                }
            }
            case LOG_DATA_TAMPERED -> last.put("data", data.substring(0, 420) + "ff" + data.substring(422));
            case LOG_DATA_CUT -> last.put("data", data.substring(0, data.length() - 64));
            case LOG_OF_ANOTHER_CONTRACT -> last.put("address", Address.ZERO.toHex());
            case LOG_REMOVED -> last.put("removed", true);
            case LOG_OF_ANOTHER_BLOCK -> last.put("blockNumber", "0x99");
            case LOG_INDEX_JUMPS ->
                last.put("data", data.substring(0, 2 + 2 * 544) + "ee" + data.substring(4 + 2 * 544));
            default -> {}
        }
        return logs;
    }

    private void putCall(ObjectNode answer, String data, JsonNode at) {
        if (fault == Fault.CONTRACT_PRUNED) {
            error(answer, -32000, "missing trie node (path ) state is not available");
            return;
        }
        if (fault == Fault.CONTRACT_EMPTY_ANSWER) {
            answer.put("result", "0x");
            return;
        }
        Frontier tree = treeAt(Hash.fromHex(at.get("blockHash").textValue()));
        if (data.equals("0xc5f2892f")) {
            Hash root = fault == Fault.CONTRACT_ROOT_WRONG ? DepositTree.empty().root() : tree.root();
            answer.put("result", (fault == Fault.CONTRACT_ROOT_WRONG && tree.count() == 0 ? Hash.ZERO : root).toHex());
            return;
        }
        long count = tree.count() + (fault == Fault.CONTRACT_COUNT_WRONG ? 1 : 0);
        Bytes words = Bytes.concat(
                Bytes.wrap(new byte[24]),
                Bytes.ofLong(32),
                Bytes.wrap(new byte[24]),
                Bytes.ofLong(8),
                Bytes.ofLong(Long.reverseBytes(count)),
                Bytes.wrap(new byte[24]));
        answer.put("result", words.toHex());
    }

    private static void error(ObjectNode answer, int code, String message) {
        answer.putObject("error").put("code", code).put("message", message);
    }

    private static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }
}
