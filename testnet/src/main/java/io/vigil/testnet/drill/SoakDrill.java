package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.NodeMain;
import io.vigil.testnet.local.NodeStatus;
import io.vigil.testnet.local.RpcClient;
import io.vigil.testnet.local.RpcClient.Call;
import io.vigil.testnet.local.Transfers;
import io.vigil.testnet.local.Waiting;
import io.vigil.types.chain.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Four processes under load of which one at a time is killed, paused or restarted at random. Afterwards no two nodes may
 * disagree on a block, every receipt that was seen must still be there, and so must every transfer that a node took; the
 * node that was never killed must hold no more memory and no more open files than in the first half.
 */
public final class SoakDrill {
    private static final int VALIDATORS = 4;
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int PER_QUESTION = 200;
    private static final int LEAST_REST_MILLIS = 2_000;
    private static final int MORE_REST_MILLIS = 4_000;
    private static final int FAULT_MILLIS = 5_000;

    /** A quarter more, and what the collector of one process may leave lying around, is no growth. */
    private static final double MOST_GROWTH = 1.25;

    private static final long MEMORY_SLACK_BYTES = 48L << 20;
    private static final long FILES_SLACK = 16;

    private final LocalNetwork network;
    private final List<NodePlan> nodes;
    private final List<RpcClient> clients;
    private final Random random;
    private final Consumer<String> progress;
    private final Map<String, String> receipts = new HashMap<>();
    private final Map<String, Integer> faults = new HashMap<>();
    private final List<Sample> samples = new ArrayList<>();
    private long receiptsUpTo;
    private volatile List<String> reachable;

    private record Sample(long residentBytes, long openFiles) {}

    private SoakDrill(LocalNetwork network, long seed, Consumer<String> progress) {
        this.network = network;
        this.nodes = network.plan().nodes();
        this.progress = progress;
        this.random = new Random(seed);
        HttpClient http = RpcClient.http();
        this.clients =
                nodes.stream().map(node -> new RpcClient(http, node.rpcUrl())).toList();
        this.reachable = nodes.stream().map(NodePlan::rpcUrl).toList();
    }

    /**
     * Runs it in an empty folder, which is left as it is.
     *
     * @param time of the faults
     * @param seed of what happens to whom and when
     */
    public static DrillReport run(Path folder, int rpcPort, Duration time, long seed, Consumer<String> progress)
            throws InterruptedException {
        Wish wish = new Wish(OptionalInt.of(VALIDATORS), OptionalLong.empty(), OptionalInt.of(rpcPort));
        LocalNetwork network = LocalNetwork.openOrCreate(folder, wish, NodeLauncher.ofThisProcess(NodeMain.class));
        SoakDrill drill = new SoakDrill(network, seed, progress);
        try {
            progress.accept("starting " + VALIDATORS + " nodes, seed " + seed);
            network.start(drill.nodes);
            network.awaitReady(drill.nodes, START_LIMIT);
            return drill.play(time, seed);
        } finally {
            network.resume(drill.nodes);
            network.stop(drill.nodes);
        }
    }

    private DrillReport play(Duration time, long seed) throws InterruptedException {
        ObjectNode measured = JsonNodeFactory.instance.objectNode();
        List<Transaction> taken;
        boolean allThere;
        try (Transfers load = new Transfers(() -> reachable)) {
            load.start();
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                disturb();
            }
            load.end();
            taken = load.sent();
            allThere = Waiting.within(PATIENCE, LOOK, () -> {
                load.again();
                return isLevel() && missing(load.sent()) == 0;
            });
        }
        long conflicts = conflicts();
        long lost = lostReceipts();
        boolean flat = flat(measured);
        measured.put("seed", seed)
                .put("seconds", time.toSeconds())
                .put("blocks", height(0))
                .put("transfersTaken", taken.size())
                .put("transfersMissing", allThere ? 0 : missing(taken))
                .put("receiptsSeen", receipts.size())
                .put("receiptsLost", lost)
                .put("conflicts", conflicts);
        faults.forEach(measured.putObject("faults")::put);
        boolean survived = allThere && conflicts == 0 && lost == 0 && flat;
        return new DrillReport("soak", JsonNodeFactory.instance.objectNode(), measured, survived);
    }

    /** One of those but the first is killed, paused or restarted; then all are well for a while. */
    private void disturb() throws InterruptedException {
        NodePlan victim = nodes.get(1 + random.nextInt(VALIDATORS - 1));
        List<NodePlan> one = List.of(victim);
        int kind = random.nextInt(3);
        reachable = nodes.stream()
                .filter(node -> !node.equals(victim))
                .map(NodePlan::rpcUrl)
                .toList();
        switch (kind) {
            case 0 -> {
                network.kill(one);
                sleep(FAULT_MILLIS);
                startAgain(one);
            }
            case 1 -> {
                network.pause(one);
                sleep(FAULT_MILLIS);
                network.resume(one);
            }
            default -> {
                network.stop(one);
                startAgain(one);
            }
        }
        String name = List.of("kill -9", "pause", "restart").get(kind);
        faults.merge(name, 1, Integer::sum);
        reachable = nodes.stream().map(NodePlan::rpcUrl).toList();
        sleep(MORE_REST_MILLIS);
        Thread.sleep(LEAST_REST_MILLIS);
        look();
        Sample now = samples.getLast();
        progress.accept("%s of %s; block %d, %d receipts, node0 %d MiB and %d files"
                .formatted(
                        name, victim.name(), height(0), receipts.size(), now.residentBytes() >> 20, now.openFiles()));
    }

    private void startAgain(List<NodePlan> one) throws InterruptedException {
        network.start(one);
        network.awaitReady(one, START_LIMIT);
    }

    private void sleep(int most) throws InterruptedException {
        Thread.sleep(random.nextInt(most));
    }

    /** Notes the receipts of new blocks, and what the node that is never killed holds. */
    private void look() {
        long head = height(0);
        for (long at = receiptsUpTo + 1; at <= head; at++) {
            List<String> hashes = new ArrayList<>();
            block(clients.getFirst(), at).path("transactions").forEach(hash -> hashes.add(hash.asText()));
            List<String> told = receipts(clients.getFirst(), hashes);
            for (int i = 0; i < hashes.size(); i++) {
                receipts.put(hashes.get(i), told.get(i));
            }
            receiptsUpTo = at;
        }
        NodeStatus first = network.status().getFirst();
        samples.add(new Sample(first.residentBytes(), first.openFiles()));
    }

    private boolean isLevel() {
        long lowest = Long.MAX_VALUE;
        long highest = 0;
        for (int i = 0; i < VALIDATORS; i++) {
            lowest = Math.min(lowest, height(i));
            highest = Math.max(highest, height(i));
        }
        return highest - lowest <= 2;
    }

    private long missing(List<Transaction> all) {
        List<String> hashes =
                all.stream().map(transaction -> transaction.hash().toHex()).toList();
        return receipts(clients.getFirst(), hashes).stream()
                .filter(String::isEmpty)
                .count();
    }

    /** Heights at which two nodes hold different blocks. */
    private long conflicts() {
        long common = Long.MAX_VALUE;
        for (int i = 0; i < VALIDATORS; i++) {
            common = Math.min(common, height(i));
        }
        long conflicts = 0;
        for (long from = 0; from <= common; from += PER_QUESTION) {
            List<Call> calls = new ArrayList<>();
            for (long at = from; at < from + PER_QUESTION && at <= common; at++) {
                calls.add(Call.of("eth_getBlockByNumber", "0x" + Long.toHexString(at), false));
            }
            List<List<String>> hashes =
                    clients.stream().map(client -> hashes(client, calls)).toList();
            for (int at = 0; at < calls.size(); at++) {
                int index = at;
                conflicts +=
                        hashes.stream().map(list -> list.get(index)).distinct().count() > 1 ? 1 : 0;
            }
        }
        return conflicts;
    }

    private static List<String> hashes(RpcClient client, List<Call> calls) {
        try {
            return client.batch(calls).stream()
                    .map(answer -> answer.path("result").path("hash").asText())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(client.url() + ": " + e.getMessage(), e);
        }
    }

    /** Receipts that a node tells otherwise than the first one told them. */
    private long lostReceipts() {
        List<String> hashes = List.copyOf(receipts.keySet());
        long lost = 0;
        for (RpcClient client : clients) {
            List<String> told = receipts(client, hashes);
            for (int i = 0; i < hashes.size(); i++) {
                lost += told.get(i).equals(receipts.get(hashes.get(i))) ? 0 : 1;
            }
        }
        return lost;
    }

    /** The means of the second and of the last quarter; the first is for warming up. */
    private boolean flat(ObjectNode measured) {
        int quarter = samples.size() / 4;
        if (quarter == 0) {
            return true;
        }
        List<Sample> early = samples.subList(quarter, 2 * quarter);
        List<Sample> late = samples.subList(samples.size() - quarter, samples.size());
        double memoryBefore = mean(early, true);
        double memoryAfter = mean(late, true);
        double filesBefore = mean(early, false);
        double filesAfter = mean(late, false);
        measured.put("memoryMiBEarly", Math.round(memoryBefore / (1 << 20)))
                .put("memoryMiBLate", Math.round(memoryAfter / (1 << 20)))
                .put("openFilesEarly", Math.round(filesBefore))
                .put("openFilesLate", Math.round(filesAfter));
        return memoryAfter <= MOST_GROWTH * memoryBefore + MEMORY_SLACK_BYTES
                && filesAfter <= MOST_GROWTH * filesBefore + FILES_SLACK;
    }

    private static double mean(List<Sample> samples, boolean memory) {
        return samples.stream()
                .mapToLong(sample -> memory ? sample.residentBytes() : sample.openFiles())
                .average()
                .orElse(0);
    }

    /** Block and status of each receipt; nothing where there is none. */
    private static List<String> receipts(RpcClient client, List<String> hashes) {
        List<String> receipts = new ArrayList<>();
        for (int at = 0; at < hashes.size(); at += PER_QUESTION) {
            List<Call> calls = hashes.subList(at, Math.min(hashes.size(), at + PER_QUESTION)).stream()
                    .map(hash -> Call.of("eth_getTransactionReceipt", hash))
                    .toList();
            try {
                for (JsonNode answer : client.batch(calls)) {
                    JsonNode receipt = answer.path("result");
                    receipts.add(
                            receipt.isObject()
                                    ? receipt.path("blockHash").asText() + " "
                                            + receipt.path("status").asText()
                                    : "");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(client.url() + ": " + e.getMessage(), e);
            }
        }
        return receipts;
    }

    private static JsonNode block(RpcClient client, long height) {
        try {
            return client.call("eth_getBlockByNumber", "0x" + Long.toHexString(height), false);
        } catch (IOException e) {
            throw new UncheckedIOException(client.url() + ": " + e.getMessage(), e);
        }
    }

    private long height(int node) {
        try {
            return RpcClient.quantity(clients.get(node).call("eth_blockNumber"));
        } catch (IOException e) {
            return 0; // it is not back yet
        }
    }
}
