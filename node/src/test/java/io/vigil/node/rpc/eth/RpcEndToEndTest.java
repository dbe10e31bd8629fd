package io.vigil.node.rpc.eth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.node.mempool.Mempool;
import io.vigil.node.mempool.NoSponsors;
import io.vigil.node.mempool.PoolHead;
import io.vigil.node.mempool.TransactionGate;
import io.vigil.node.mempool.TransactionJournal;
import io.vigil.node.rpc.EventFeed;
import io.vigil.node.rpc.http.RpcServer;
import io.vigil.node.rpc.http.RpcSettings;
import io.vigil.node.rpc.json.Dispatcher;
import io.vigil.node.rpc.json.RpcObserver;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Receipt;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.Secp256k1;
import io.vigil.types.state.Account;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From a socket to the pool and from a commit to a socket, with real parts but for the chain. */
class RpcEndToEndTest {
    private static final long CHAIN_ID = 7;
    private static final Bytes KEY = Bytes.fromHex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    private static final Address RICH = Secp256k1.address(KEY);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ChainTwin chain = new ChainTwin();
    private final EventFeed feed = new EventFeed();
    private final TransactionGate gate = new TransactionGate(
            CHAIN_ID,
            new Mempool(new PoolHead(UInt256.of(7), 30_000_000), new NoSponsors()),
            address -> chain.accounts.getOrDefault(address, Account.EMPTY),
            new NoJournal(),
            pooled -> feed.pending(pooled.transaction()));
    private final RpcServer server;

    RpcEndToEndTest() throws IOException {
        chain.accounts.put(RICH, new Account(0, UInt256.of(Long.MAX_VALUE), Keccak.EMPTY_HASH));
        commit(0, List.of());
        RpcObserver observer = new Silent();
        Dispatcher dispatcher = new Dispatcher(
                RpcMethods.table(new RpcMethods.Ports(
                        chain,
                        new PortTwins.CallsTwin(),
                        new PortTwins.TracesTwin(),
                        gate,
                        feed,
                        new PortTwins.NodeTwin(CHAIN_ID),
                        new UnlockedAccounts(List.of()))),
                observer);
        server = RpcServer.start(new RpcSettings("127.0.0.1", 0, false, List.of()), dispatcher, observer);
        feed.start();
    }

    @AfterEach
    void stop() {
        server.close();
        feed.close();
        client.close();
    }

    private void commit(long number, List<Transaction> transactions) {
        Header header = Header.builder()
                .number(number)
                .timestamp(number)
                .gasLimit(30_000_000)
                .baseFeePerGas(UInt256.of(7))
                .build();
        Block block = Block.of(header, transactions, List.of());
        List<Receipt> receipts = transactions.stream()
                .map(any -> Receipt.of(0, true, 21_000, List.of()))
                .toList();
        chain.append(block, receipts);
        feed.committed(block, receipts);
    }

    private static Transaction transfer(long nonce) {
        return new TransactionBody.Legacy(
                        CHAIN_ID, nonce, UInt256.of(100), 21_000, new Target.Call(RICH), UInt256.ONE, Bytes.EMPTY)
                .sign(KEY);
    }

    /** "Done when" 4: signed beforehand, sent in one batch to one node. */
    @Test
    void takesAThousandTransfersInOneBatch() throws Exception {
        List<String> calls = new ArrayList<>();
        for (int nonce = 0; nonce < 1_000; nonce++) {
            calls.add(
                    call(nonce, "eth_sendRawTransaction", "\"" + transfer(nonce).encode() + "\""));
        }

        JsonNode answers = json.readTree(post("[" + String.join(",", calls) + "]"));

        assertThat(answers).hasSize(1_000);
        for (int nonce = 0; nonce < 1_000; nonce++) {
            assertThat(answers.get(nonce).path("result").asText())
                    .isEqualTo(transfer(nonce).hash().toHex());
        }
        assertThat(post(call(1, "eth_getTransactionCount", "\"" + RICH + "\",\"pending\"")))
                .contains("\"0x3e8\"");
        assertThat(gate.status().executable()).isEqualTo(1_000);
        assertThat(post(call(1, "eth_sendRawTransaction", "\"" + transfer(5).encode() + "\"")))
                .contains("{\"code\":-32000,\"message\":\"already known\"}");
    }

    @Test
    void tellsSubscribersOfPendingTransactionsAndNewHeads() throws Exception {
        Inbox inbox = new Inbox();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + server.port()), inbox)
                .get(10, TimeUnit.SECONDS);
        for (String kind : List.of("newHeads", "newPendingTransactions")) {
            socket.sendText(call(1, "eth_subscribe", "\"" + kind + "\""), true).join();
            assertThat(json.readTree(inbox.next()).path("result").asText()).startsWith("0x");
        }
        assertThat(post(call(2, "eth_blockNumber", ""))).contains("\"result\":\"0x0\"");

        socket.sendText(call(3, "eth_sendRawTransaction", "\"" + transfer(0).encode() + "\""), true)
                .join();
        List<String> both = List.of(inbox.next(), inbox.next());
        assertThat(both).anyMatch(message -> message.contains("\"id\":3"));
        assertThat(both).anyMatch(message -> message.contains("eth_subscription"));
        commit(1, List.of(transfer(0)));

        JsonNode head = json.readTree(inbox.next()).path("params").path("result");
        assertThat(head.path("number").asText()).isEqualTo("0x1");
        socket.sendText(call(4, "eth_getTransactionReceipt", "\"" + transfer(0).hash() + "\""), true)
                .join();
        assertThat(json.readTree(inbox.next()).path("result").path("status").asText())
                .isEqualTo("0x1");
        socket.abort();
    }

    private static String call(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":[" + params + "]}";
    }

    private String post(String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port()))
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static final class Inbox implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new ArrayBlockingQueue<>(1_000);
        private final StringBuilder part = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                messages.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedStage("");
        }

        String next() throws InterruptedException {
            String message = messages.poll(10, TimeUnit.SECONDS);
            return message == null ? "\"nothing came\"" : message;
        }
    }

    private static final class NoJournal implements TransactionJournal {
        @Override
        public List<Bytes> read() {
            return List.of();
        }

        @Override
        public void append(Bytes record) {}

        @Override
        public void rewrite(List<Bytes> records) {}
    }

    private static final class Silent implements RpcObserver {
        @Override
        public void answered(String method, Duration took, boolean failed) {}

        @Override
        public void crashed(String method, Throwable cause) {}

        @Override
        public void cutOff(String remote, String why) {}
    }
}
