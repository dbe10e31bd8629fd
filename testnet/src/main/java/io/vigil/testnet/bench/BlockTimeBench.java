package io.vigil.testnet.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.admin.AdminToken;
import io.vigil.node.config.RefusedException;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.node.snapshot.SnapshotJobs;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.NodeLogs;
import io.vigil.testnet.local.NodeMain;
import io.vigil.testnet.local.RpcClient;
import io.vigil.testnet.local.Waiting;
import io.vigil.types.Bytes;
import io.vigil.types.crypto.Secp256k1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What an export takes from a validator: the time from block to block of a lone one at half of the load that it can bear,
 * in turns without and with snapshots made one after the other at the default rate.
 */
public final class BlockTimeBench {
    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(20);
    /** Until the first transfers are in blocks. */
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private static final int TURNS = 2;
    private static final int FULL_LOAD_TRANSFERS = 6_000;
    private static final int ACCOUNTS = 100;

    /** As the log begins each line. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    private static final int TIME_CHARACTERS = 23;

    private final LocalNetwork network;
    private final NodePlan node;
    private final RpcClient client;
    private final Plan plan;
    private final Consumer<String> say;
    private final List<Long> alone = new ArrayList<>();
    private final List<Long> exporting = new ArrayList<>();
    private final AtomicInteger snapshots = new AtomicInteger();
    private final AtomicReference<String> failure = new AtomicReference<>("");
    private volatile long snapshotBytes;

    /**
     * @param folder does not exist, or is empty
     * @param slots of storage that are written first, so that there is something to export
     * @param phase of each turn, without and with exports
     */
    public record Plan(Path folder, int rpcPort, int slots, Duration phase) {}

    /**
     * Times from block to block, in milliseconds.
     *
     * @param perSecond transfers, half of what the validator did when all came at once
     * @param snapshots that were made in the turns with exports
     * @param snapshotBytes records of one
     */
    public record Report(
            int perSecond,
            int blocksAlone,
            double p50Alone,
            double p99Alone,
            int blocksExporting,
            double p50Exporting,
            double p99Exporting,
            int snapshots,
            long snapshotBytes) {
        private static final double MOST = 1.1;

        /** Whether the p99 is at most a tenth longer. */
        public boolean holds() {
            return p99Exporting <= MOST * p99Alone && snapshots > 0;
        }
    }

    private BlockTimeBench(LocalNetwork network, Plan plan, Consumer<String> say) {
        this.network = network;
        this.node = network.plan().nodes().getFirst();
        this.client = new RpcClient(RpcClient.http(), node.rpcUrl());
        this.plan = plan;
        this.say = say;
    }

    /** @param say gets a line per step */
    public static Report run(Plan plan, Consumer<String> say) throws IOException, InterruptedException {
        LocalNetwork network = LocalNetwork.openOrCreate(
                plan.folder(),
                new LocalNetwork.Wish(OptionalInt.of(1), OptionalLong.empty(), OptionalInt.of(plan.rpcPort())),
                NodeLauncher.ofThisProcess(NodeMain.class));
        try {
            return new BlockTimeBench(network, plan, say).run();
        } finally {
            network.stop(network.running());
        }
    }

    private Report run() throws IOException, InterruptedException {
        network.start(network.plan().nodes());
        network.awaitReady(network.plan().nodes(), READY);
        fill();
        say.accept("a validator with %d slots of storage".formatted(plan.slots()));
        TransferBench.Result full = load(0, FULL_LOAD_TRANSFERS, progress -> {});
        int half = Math.max(1, (int) (full.confirmedPerSecond() / 2));
        say.accept("%.0f transfers a second when all come at once; %d from now on"
                .formatted(full.confirmedPerSecond(), half));
        for (int turn = 0; turn < TURNS; turn++) {
            alone.addAll(intervals(half));
            AtomicBoolean over = new AtomicBoolean();
            Thread exports = Thread.ofPlatform().name("exports").start(() -> export(over));
            exporting.addAll(intervals(half));
            over.set(true);
            exports.join();
        }
        if (!failure.get().isEmpty()) {
            throw new RefusedException("no snapshot while blocks came: " + failure.get());
        }
        Latencies without = latencies(alone);
        Latencies with = latencies(exporting);
        return new Report(
                half,
                alone.size(),
                without.millis(0.5),
                without.millis(0.99),
                exporting.size(),
                with.millis(0.5),
                with.millis(0.99),
                snapshots.get(),
                snapshotBytes);
    }

    private void fill() throws IOException, InterruptedException {
        long chainId = RpcClient.quantity(client.call("eth_chainId"));
        Bytes key = DevelopmentAccounts.secretKeys().getFirst();
        String address = Secp256k1.address(key).toHex();
        SignedLoad load = new SignedLoad(chainId);
        int left = plan.slots();
        for (long nonce = 0; left > 0; nonce++) {
            int slots = Math.min(left, SignedLoad.MAX_SLOTS);
            client.call("eth_sendRawTransaction", load.slots(key, nonce, slots).raw());
            left -= slots;
            long behind = nonce - 8;
            Waiting.until("storage to be written", READY, LOOK, () -> nonce(address) > behind);
        }
        long all = (plan.slots() + SignedLoad.MAX_SLOTS - 1) / SignedLoad.MAX_SLOTS;
        Waiting.until("storage to be written", READY, LOOK, () -> nonce(address) >= all);
    }

    private long nonce(String address) {
        try {
            return RpcClient.quantity(client.call("eth_getTransactionCount", address, "latest"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TransferBench.Result load(int perSecond, int transfers, Consumer<String> progress)
            throws IOException, InterruptedException {
        return new TransferBench(new TransferBench.Plan(perSecond, transfers, ACCOUNTS), List.of(client), progress)
                .run();
    }

    /** Milliseconds from block to block while transfers come. */
    private List<Long> intervals(int perSecond) throws IOException, InterruptedException {
        AtomicLong sending = new AtomicLong(); // the last stage that it tells
        load(
                perSecond,
                Math.toIntExact(perSecond * plan.phase().toSeconds()),
                stage -> sending.set(System.currentTimeMillis()));
        long first = sending.get() + SETTLE.toMillis();
        long last = sending.get() + plan.phase().toMillis();
        List<Long> times = new ArrayList<>();
        for (String line : Files.readAllLines(NodeLogs.file(node), StandardCharsets.UTF_8)) {
            if (line.contains(" committed height=")) {
                long time = LocalDateTime.parse(line.substring(0, TIME_CHARACTERS), TIME)
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli();
                if (time >= first && time <= last) {
                    times.add(time);
                }
            }
        }
        List<Long> intervals = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            intervals.add(times.get(i) - times.get(i - 1));
        }
        return intervals;
    }

    private static Latencies latencies(List<Long> millis) {
        return new Latencies(millis.stream().mapToLong(one -> one * 1_000_000).toArray());
    }

    /** One after the other until told, and what was begun to its end. */
    private void export(AtomicBoolean over) {
        try {
            AdminClient admin = new AdminClient(node.adminPort(), AdminToken.read(node.home()));
            while (!over.get()) {
                Path out = node.home().snapshots().resolve("bench-" + snapshots.get());
                admin.call("snapshot_create", out.toString(), null, SnapshotJobs.DEFAULT_BYTES_PER_SECOND);
                JsonNode status = admin.call("snapshot_status");
                while (status.path("state").asText().equals("working")) {
                    Thread.sleep(LOOK);
                    status = admin.call("snapshot_status");
                }
                if (!status.path("state").asText().equals("done")) {
                    failure.set(status.toString());
                    return;
                }
                snapshotBytes = status.path("logicalBytes").asLong();
                snapshots.incrementAndGet();
            }
        } catch (IOException e) {
            failure.set(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
