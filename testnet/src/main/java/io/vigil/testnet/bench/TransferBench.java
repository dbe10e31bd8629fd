package io.vigil.testnet.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.config.RefusedException;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.testnet.bench.SignedLoad.Signed;
import io.vigil.testnet.local.RpcClient;
import io.vigil.testnet.local.RpcClient.Call;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.Secp256k1;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Sends transfers to a running development network and measures the time from submission to finality.
 *
 * <p>With a rate the loop is open: each transfer has its moment, whether earlier ones have been answered or not, and its
 * latency counts from that moment, so a network that falls behind cannot hide it. Without a rate all are sent at once.
 */
public final class TransferBench {
    /** Transfers in one request; each rate is sent as about this many requests each second. */
    private static final int MAX_BATCH = 100;

    private static final Duration TICK = Duration.ofMillis(10);

    /** A network that confirms nothing for so long is given up. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final double NANOS_PER_SECOND = 1e9;

    private final Plan plan;
    private final List<RpcClient> clients;
    private final Consumer<String> progress;
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicReference<String> firstRefusal = new AtomicReference<>("");

    /**
     * What to send.
     *
     * @param perSecond 0 for all at once
     * @param transfers in all
     */
    public record Plan(int perSecond, int transfers, int accounts) {}

    /** @param refusal of the first transfer that a node refused; empty if there was none */
    public record Result(
            int submitted,
            int confirmed,
            int refused,
            String refusal,
            double confirmedPerSecond,
            double p50,
            double p95,
            double p99) {}

    /**
     * @param clients of the nodes that get the transfers, in turn; the first one is asked what became final
     * @param progress gets one line for each stage
     */
    public TransferBench(Plan plan, List<RpcClient> clients, Consumer<String> progress) {
        this.plan = plan;
        this.clients = List.copyOf(clients);
        this.progress = progress;
    }

    public Result run() throws IOException, InterruptedException {
        long chainId = RpcClient.quantity(observer().call("eth_chainId"));
        SignedLoad load = new SignedLoad(chainId);
        List<Bytes> senders = SignedLoad.senders(plan.accounts());
        fund(load, senders);
        progress.accept("signing " + plan.transfers() + " transfers of " + senders.size() + " accounts ...");
        List<Signed> transfers = sign(load, senders);
        progress.accept(
                plan.perSecond() == 0 ? "sending all at once ..." : "sending " + plan.perSecond() + " a second ...");
        return measure(transfers);
    }

    private RpcClient observer() {
        return clients.getFirst();
    }

    /** Gives each sender what its share of the load can cost at most. */
    private void fund(SignedLoad load, List<Bytes> senders) throws IOException, InterruptedException {
        Bytes donor = DevelopmentAccounts.secretKeys().getLast();
        UInt256 cost =
                SignedLoad.MAX_FEE.multiply(UInt256.of(SignedLoad.TRANSFER_GAS)).add(UInt256.ONE);
        UInt256 needed = cost.multiply(UInt256.of(plan.transfers() / senders.size() + 1));
        long nonce = nonce(donor);
        List<Call> gifts = new ArrayList<>();
        for (Bytes sender : senders) {
            Address address = Secp256k1.address(sender);
            if (balance(address).compareTo(needed) < 0) {
                gifts.add(Call.of(
                        "eth_sendRawTransaction",
                        load.transfer(donor, nonce++, address, needed).raw()));
            }
        }
        if (gifts.isEmpty()) {
            return;
        }
        progress.accept("funding " + gifts.size() + " accounts ...");
        for (int at = 0; at < gifts.size(); at += MAX_BATCH) {
            for (JsonNode answer : observer().batch(gifts.subList(at, Math.min(gifts.size(), at + MAX_BATCH)))) {
                if (answer.has("error")) {
                    throw new RefusedException("the bench's accounts cannot be funded: "
                            + answer.path("error").path("message").asText());
                }
            }
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (nonceAtHead(donor) < nonce) {
            if (System.nanoTime() > end) {
                throw new RefusedException("the network confirmed no funding within " + PATIENCE.toSeconds() + " s");
            }
            Thread.sleep(TICK);
        }
    }

    private List<Signed> sign(SignedLoad load, List<Bytes> senders) throws IOException {
        long[] nonces = new long[senders.size()];
        for (int i = 0; i < nonces.length; i++) {
            nonces[i] = nonce(senders.get(i));
        }
        Address sink = Address.ofInt(0xbe7c4);
        List<Signed> signed = new ArrayList<>(plan.transfers());
        for (int i = 0; i < plan.transfers(); i++) {
            int sender = i % nonces.length;
            signed.add(load.transfer(senders.get(sender), nonces[sender]++, sink, UInt256.ONE));
        }
        return signed;
    }

    private Result measure(List<Signed> transfers) throws IOException, InterruptedException {
        Map<String, Integer> index = new HashMap<>();
        for (int i = 0; i < transfers.size(); i++) {
            index.put(transfers.get(i).hash().toString(), i);
        }
        long[] due = new long[transfers.size()];
        long[] latencies = new long[transfers.size()];
        long next = height() + 1;
        long start = System.nanoTime();
        for (int i = 0; i < due.length; i++) {
            due[i] = plan.perSecond() == 0 ? start : start + (long) (i * NANOS_PER_SECOND / plan.perSecond());
        }
        int confirmed = 0;
        long lastConfirmed = start;
        try (ExecutorService sending = Executors.newVirtualThreadPerTaskExecutor()) {
            sending.execute(() -> send(transfers, due, sending));
            while (confirmed + refused.get() < transfers.size()
                    && System.nanoTime() - Math.max(lastConfirmed, due[due.length - 1]) < PATIENCE.toNanos()) {
                Thread.sleep(TICK);
                for (long head = height(); next <= head; next++) {
                    long now = System.nanoTime();
                    for (JsonNode hash : block(next).path("transactions")) {
                        Integer at = index.remove(hash.asText());
                        if (at != null) {
                            latencies[confirmed++] = now - due[at];
                            lastConfirmed = now;
                        }
                    }
                }
            }
            sending.shutdownNow();
        }
        Latencies sorted = new Latencies(Arrays.copyOf(latencies, confirmed));
        double seconds = Math.max(1, lastConfirmed - start) / NANOS_PER_SECOND;
        return new Result(
                transfers.size(),
                confirmed,
                refused.get(),
                firstRefusal.get(),
                confirmed / seconds,
                sorted.millis(0.50),
                sorted.millis(0.95),
                sorted.millis(0.99));
    }

    /** Hands over what is due, in requests of at most a batch, each on a thread of its own. */
    private void send(List<Signed> transfers, long[] due, ExecutorService sending) {
        int at = 0;
        int turn = 0;
        try {
            while (at < transfers.size()) {
                int from = at;
                long now = System.nanoTime();
                while (at < transfers.size() && at - from < MAX_BATCH && due[at] <= now) {
                    at++;
                }
                if (at == from) {
                    Thread.sleep(TICK);
                    continue;
                }
                List<Signed> batch = transfers.subList(from, at);
                RpcClient client = clients.get(turn++ % clients.size());
                sending.execute(() -> submit(client, batch));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void submit(RpcClient client, List<Signed> batch) {
        try {
            List<JsonNode> answers = client.batch(batch.stream()
                    .map(transfer -> Call.of("eth_sendRawTransaction", transfer.raw()))
                    .toList());
            for (JsonNode answer : answers) {
                if (answer.has("error")) {
                    refuse(1, answer.path("error").path("message").asText());
                }
            }
        } catch (IOException e) {
            refuse(batch.size(), String.valueOf(e.getMessage()));
        }
    }

    private void refuse(int count, String why) {
        firstRefusal.compareAndSet("", why);
        refused.addAndGet(count);
    }

    private long height() throws IOException {
        return RpcClient.quantity(observer().call("eth_blockNumber"));
    }

    private JsonNode block(long number) throws IOException {
        return observer().call("eth_getBlockByNumber", "0x" + Long.toHexString(number), false);
    }

    private long nonce(Bytes key) throws IOException {
        return RpcClient.quantity(observer()
                .call("eth_getTransactionCount", Secp256k1.address(key).toHex(), "pending"));
    }

    private long nonceAtHead(Bytes key) throws IOException {
        return RpcClient.quantity(observer()
                .call("eth_getTransactionCount", Secp256k1.address(key).toHex(), "latest"));
    }

    private UInt256 balance(Address address) throws IOException {
        String text =
                observer().call("eth_getBalance", address.toHex(), "latest").asText();
        try {
            String digits = text.substring(2);
            return UInt256.of(Bytes.parseHex(digits.length() % 2 == 0 ? digits : "0" + digits));
        } catch (MalformedException e) {
            throw new IOException("eth_getBalance answered '" + text + "'", e);
        }
    }
}
