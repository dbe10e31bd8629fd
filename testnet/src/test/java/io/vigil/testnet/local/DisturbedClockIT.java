package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.admin.AdminToken;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.node.keys.SignerHistory;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A validator that slept, and one whose machine's clock is stepped, among three that go on. {@code -Dvigil.pause=30} lets
 * it sleep for thirty seconds.
 */
class DisturbedClockIT {
    private static final Duration PAUSE = Duration.ofSeconds(Long.getLong("vigil.pause", 8));
    private static final Duration DETECTION = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration WATCH = Duration.ofSeconds(5);
    private static final DateTimeFormatter LOG_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

    @TempDir
    private Path folder;

    private final HttpClient http = RpcClient.http();
    private Optional<LocalNetwork> started = Optional.empty();

    @AfterEach
    void stop() {
        started.ifPresent(network -> network.stop(network.plan().nodes()));
    }

    @Test
    void aSleeperIsDisruptedWithinASecondOfWakingAndProposesNothingUntilItIsSynced() throws Exception {
        LocalNetwork network = create(NodeLauncher.ofThisProcess(NodeMain.class));
        network.start(network.plan().nodes());
        network.awaitReady(network.plan().nodes(), LIMIT);
        NodePlan sleeper = network.plan().nodes().getFirst();
        await(
                "a block of its own",
                () -> !after(sleeper, Instant.EPOCH, "built ").isEmpty());

        network.pause(List.of(sleeper));
        long end = System.nanoTime() + PAUSE.toNanos();
        until(() -> System.nanoTime() > end);
        Instant woke = Instant.now();
        network.resume(List.of(sleeper));
        await("DISRUPTED", () -> !after(sleeper, woke, "status=DISRUPTED").isEmpty());
        Instant disrupted = after(sleeper, woke, "status=DISRUPTED").getFirst();
        await("SYNCED", () -> !after(sleeper, disrupted, "status=SYNCED").isEmpty());
        Instant synced = after(sleeper, disrupted, "status=SYNCED").getFirst();
        await("proposing again", () -> !after(sleeper, woke, "built ").isEmpty());
        Instant built = after(sleeper, woke, "built ").getFirst();

        System.out.println("slept " + PAUSE.toSeconds() + " s: DISRUPTED "
                + Duration.between(woke, disrupted).toMillis() + " ms after waking, SYNCED after "
                + Duration.between(woke, synced).toMillis() + " ms, proposed again after "
                + Duration.between(woke, built).toMillis() + " ms");
        assertThat(Duration.between(woke, disrupted)).isLessThan(DETECTION);
        assertThat(built).isAfterOrEqualTo(synced);
    }

    /** By a second, which the others bear; by an hour, which they do not; and back again. */
    @Test
    void aSteppedClockIsDisruptedAtOnceAndProposesOnlyWhatTheOthersBear() throws Exception {
        SteppableClock machine = SteppableClock.in(folder);
        NodeLauncher steppable = NodeLauncher.ofThisProcess(NodeMain.class).with(machine.environment());
        LocalNetwork stepped = create(steppable);
        NodePlan node = stepped.plan().nodes().getFirst();
        stepped.start(List.of(node));
        LocalNetwork others = LocalNetwork.open(stepped.plan().folder(), NodeLauncher.ofThisProcess(NodeMain.class));
        others.start(others.plan().nodes());
        others.awaitReady(others.plan().nodes(), LIMIT);
        await("SYNCED", () -> status(node).equals("SYNCED"));

        Instant step = Instant.now();
        machine.set(1);
        // What it wrote after the step bears the stepped time: a second and more after it.
        Instant between = step.plusSeconds(1);
        await("DISRUPTED", () -> !after(node, between, "status=DISRUPTED").isEmpty());
        Duration detected = Duration.between(
                between, after(node, between, "status=DISRUPTED").getFirst());
        await("SYNCED", () -> !after(node, between, "status=SYNCED").isEmpty());
        await("proposing again", () -> !after(node, between, "built ").isEmpty());
        assertThat(detected).isLessThan(DETECTION);
        assertThat(after(node, between, "built ").getFirst())
                .isAfterOrEqualTo(after(node, between, "status=SYNCED").getFirst());

        Instant second = Instant.now();
        machine.set(3600);
        await("UNTRUSTED", () -> status(node).equals("UNTRUSTED"));
        long votes = votes(node);
        long end = System.nanoTime() + WATCH.toNanos();
        until(() -> System.nanoTime() > end);
        await("votes as ever", () -> votes(node) > votes);
        assertThat(after(node, second.plusSeconds(1800), "built ")).isEmpty();

        machine.set(0);
        await("an alarm that says how to go on", () -> clock(node).toString().contains("stands still"));
        await("UNTRUSTED", () -> status(node).equals("UNTRUSTED"));
        stepped.stop(List.of(node));
        Instant restarted = Instant.now();
        stepped.start(List.of(node));
        stepped.awaitReady(List.of(node), LIMIT);
        await(
                "proposing again",
                () -> after(node, restarted, "built ").stream()
                        .anyMatch(built -> built.isBefore(restarted.plusSeconds(1800))));
        assertThat(status(node)).isEqualTo("SYNCED");
        System.out.println("stepped by 1 s: DISRUPTED after " + detected.toMillis()
                + " ms; by 1 h: UNTRUSTED, votes and proposes nothing; back: stands still until restarted");
    }

    private LocalNetwork create(NodeLauncher launcher) throws IOException {
        Wish wish = new Wish(OptionalInt.of(4), OptionalLong.empty(), OptionalInt.of(FreePorts.of(4)));
        LocalNetwork network = LocalNetwork.openOrCreate(folder.resolve("net"), wish, launcher);
        started = Optional.of(network);
        return network;
    }

    private void await(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + LIMIT.toNanos();
        until(() -> {
            assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(end);
            return holds.getAsBoolean();
        });
    }

    /** Keeps the chain busy meanwhile, so that each validator has to lead often. */
    private void until(BooleanSupplier over) {
        long paid = 0;
        while (!over.getAsBoolean()) {
            if (System.nanoTime() - paid > TimeUnit.MILLISECONDS.toNanos(200)) {
                pay();
                paid = System.nanoTime();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private void pay() {
        String account = DevelopmentAccounts.addresses().getFirst().toHex();
        NodePlan other = started.orElseThrow().plan().nodes().getLast();
        try {
            new RpcClient(http, other.rpcUrl())
                    .call("eth_sendTransaction", Map.of("from", account, "to", account, "value", "0x1"));
        } catch (IOException e) {
            // the next one may get through
        }
    }

    private static String status(NodePlan node) {
        return clock(node).path("status").asText();
    }

    private static JsonNode clock(NodePlan node) {
        try {
            return new AdminClient(node.adminPort(), AdminToken.read(node.home())).call("clock_status");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long votes(NodePlan node) {
        AtomicLong votes = new AtomicLong();
        SignerHistory.read(node.home(), line -> votes.addAndGet(line.kind().equals("vote") ? 1 : 0));
        return votes.get();
    }

    /** The times of the node's log lines from {@code moment} on that contain {@code text}. */
    private static List<Instant> after(NodePlan node, Instant moment, String text) {
        try (Stream<String> lines = Files.lines(NodeLogs.file(node))) {
            return lines.filter(line -> line.contains(text))
                    .filter(line -> line.matches("\\d{4}-\\d\\d-\\d\\d .*"))
                    .map(line ->
                            LocalDateTime.parse(line.substring(0, 23), LOG_TIME).toInstant(ZoneOffset.UTC))
                    .filter(time -> !time.isBefore(moment))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
