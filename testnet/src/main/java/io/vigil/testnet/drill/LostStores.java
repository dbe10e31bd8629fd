package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.storage.snapshot.FolderSource;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.Waiting;
import io.vigil.types.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * I3, phase 2: half of the validators lose power, and their stores come back damaged. The chain stands still. Each of the
 * damaged refuses to start; a snapshot of the block before the last, taken from a validator that runs and proved from
 * genesis, takes the place of its store. With the first that comes back there is a quorum again, and not before.
 */
final class LostStores {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);

    /** Without a quorum there is no block however long one waits; so long is waited. */
    private static final Duration STANDSTILL = Duration.ofSeconds(4);

    private final LocalNetwork network;
    private final NodeLauncher launcher;
    private final DrillClients clients;
    private final Operator operator;
    private final Consumer<String> progress;
    private final List<NodePlan> healthy;
    private final List<NodePlan> damaged;
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();
    private boolean held = true;

    LostStores(
            LocalNetwork network,
            NodeLauncher launcher,
            DrillClients clients,
            Operator operator,
            Consumer<String> progress) {
        this.network = network;
        this.launcher = launcher;
        this.clients = clients;
        this.operator = operator;
        this.progress = progress;
        List<NodePlan> nodes = network.plan().nodes();
        this.healthy = nodes.subList(0, nodes.size() / 2);
        this.damaged = nodes.subList(nodes.size() / 2, nodes.size());
    }

    /** What was measured; {@code held} says whether every promise was kept. */
    ObjectNode play(BlockPace pace, Path snapshot) throws InterruptedException {
        pace.since();
        SignerRecords records = new SignerRecords(network.plan().nodes());
        records.read();
        network.kill(damaged);
        Map<String, String> signers = signers();
        long last = standstill();
        Hash waiting = clients.pay();
        progress.accept("%s lost power, the chain stands at block %d".formatted(names(damaged), last));
        strike();
        take(snapshot, last - 1);
        restore(snapshot);
        boolean untouched = signers.equals(signers());
        json.put("signerRecordsUntouched", untouched);
        boolean still = clients.height(0) == last && clients.height(1) == last;
        json.put("blocksWithoutQuorum", Math.max(clients.height(0), clients.height(1)) - last);
        comeBack(damaged.getFirst(), last, "quorumAgain");
        json.put("longestSecondsWithoutBlock", pace.since().longestSeconds());
        boolean paid = Waiting.within(PATIENCE, LOOK, () -> clients.hasReceipt(0, waiting));
        json.put("paymentFromBeforeIncluded", paid);
        for (NodePlan node : damaged.subList(1, damaged.size())) {
            comeBack(node, clients.height(0), node.name());
        }
        network.stop(network.plan().nodes());
        records.read();
        ArrayNode faults = json.putArray("signingFaults");
        records.faults().forEach(faults::add);
        held &= untouched && still && paid && faults.isEmpty();
        return json.put("held", held);
    }

    /** Waits until those that are left have the same head and no block comes any more. */
    private long standstill() throws InterruptedException {
        long[] seen = {-1, System.nanoTime()};
        Waiting.until("a standstill", PATIENCE, LOOK, () -> {
            long height = clients.height(0);
            if (height != seen[0] || height != clients.height(1)) {
                seen[0] = height;
                seen[1] = System.nanoTime();
            }
            return System.nanoTime() - seen[1] > STANDSTILL.toNanos();
        });
        json.put("lastBlock", seen[0]);
        return seen[0];
    }

    private void strike() throws InterruptedException {
        ArrayNode list = json.putArray("damaged");
        StoreDamage[] kinds = StoreDamage.values();
        for (int i = 0; i < damaged.size(); i++) {
            NodePlan node = damaged.get(i);
            StoreDamage kind = kinds[i % kinds.length];
            int files = kind.strike(node.home().chain());
            int code = start(node);
            boolean refuses = code == ExitCode.REFUSED.number();
            list.addObject()
                    .put("node", node.name())
                    .put("damage", kind.words())
                    .put("files", files)
                    .put("exitCode", code);
            held &= refuses;
            progress.accept(node.name() + ": " + kind.words() + "; it "
                    + (refuses ? "refuses to start" : "DOES NOT REFUSE") + ", exit code " + code);
        }
    }

    /** @return its exit code; -1 if it does not end */
    private int start(NodePlan node) throws InterruptedException {
        Process process = launcher.startWithPipes(network.flags(node), LocalNetwork.console(node));
        if (process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            return process.exitValue();
        }
        process.destroyForcibly().waitFor();
        return -1;
    }

    private void take(Path snapshot, long height) {
        long began = System.nanoTime();
        int made = said(operator.type(
                "snapshot",
                "create",
                "--home",
                healthy.getFirst().home().root().toString(),
                "--out",
                snapshot.toString(),
                "--height",
                Long.toString(height)));
        double createSeconds = (System.nanoTime() - began) / 1e9;
        began = System.nanoTime();
        int proved = said(verifying(snapshot));
        double verifySeconds = (System.nanoTime() - began) / 1e9;
        int refused = verifying(forged(snapshot)).exitCode();
        json.putObject("snapshot")
                .put("of", healthy.getFirst().name())
                .put("block", height)
                .put("bytes", size(snapshot))
                .put("createSeconds", createSeconds)
                .put("proveSeconds", verifySeconds)
                .put("proved", proved == 0)
                .put("forgedExitCode", refused);
        held &= made == 0 && proved == 0 && refused != 0;
        progress.accept(
                "snapshot of block %d from %s: made in %.1f s, proved in %.1f s; a forged one is refused with %d"
                        .formatted(height, healthy.getFirst().name(), createSeconds, verifySeconds, refused));
    }

    private Operator.Answer verifying(Path snapshot) {
        return operator.type(
                "snapshot",
                "verify",
                snapshot.toString(),
                "--home",
                damaged.getFirst().home().root().toString());
    }

    /** The same with one bit of its state changed. */
    private static Path forged(Path snapshot) {
        Path forged = snapshot.resolveSibling(snapshot.getFileName() + "-forged");
        try (Stream<Path> below = Files.walk(snapshot)) {
            for (Path file : below.sorted().toList()) {
                Files.copy(file, forged.resolve(snapshot.relativize(file).toString()));
            }
            try (Stream<Path> files = Files.walk(forged)) {
                Path chunk = files.filter(Files::isRegularFile)
                        .filter(file -> !file.endsWith(FolderSource.MANIFEST))
                        .findFirst()
                        .orElseThrow();
                byte[] content = Files.readAllBytes(chunk);
                content[content.length / 2] ^= 1;
                Files.write(chunk, content);
            }
            return forged;
        } catch (IOException e) {
            throw new UncheckedIOException(snapshot + ": cannot be copied: " + e.getMessage(), e);
        }
    }

    private void restore(Path snapshot) {
        ArrayNode list = json.putArray("restored");
        for (NodePlan node : damaged) {
            long began = System.nanoTime();
            int code = said(operator.type(
                    "snapshot",
                    "restore",
                    snapshot.toString(),
                    "--home",
                    node.home().root().toString()));
            double seconds = (System.nanoTime() - began) / 1e9;
            list.addObject().put("node", node.name()).put("exitCode", code).put("seconds", seconds);
            held &= code == 0;
            progress.accept("%s: restored in %.1f s, exit code %d".formatted(node.name(), seconds, code));
        }
    }

    private void comeBack(NodePlan node, long head, String name) throws InterruptedException {
        long began = System.nanoTime();
        network.start(List.of(node));
        network.awaitReady(List.of(node), START_LIMIT);
        boolean goesOn = Waiting.within(PATIENCE, LOOK, () -> {
            clients.pay();
            return clients.height(0) > head && clients.height(node.index()) > head;
        });
        double seconds = (System.nanoTime() - began) / 1e9;
        json.putObject(name)
                .put("node", node.name())
                .put("running", network.running().size())
                .put("goesOn", goesOn)
                .put("seconds", seconds);
        held &= goesOn;
        progress.accept("%s is back, %d of %d run: %s after %.1f s"
                .formatted(
                        node.name(),
                        network.running().size(),
                        network.plan().validators(),
                        goesOn ? "blocks again" : "NO BLOCK",
                        seconds));
    }

    /** Shows what a command that failed printed. */
    private int said(Operator.Answer answer) {
        if (answer.exitCode() != 0) {
            progress.accept(
                    "exit code " + answer.exitCode() + ": " + answer.output().strip());
        }
        return answer.exitCode();
    }

    private Map<String, String> signers() {
        Map<String, String> hashes = new TreeMap<>();
        damaged.forEach(
                node -> hashes.put(node.name(), FolderHash.of(node.home().signer())));
        return hashes;
    }

    private static long size(Path folder) {
        try (Stream<Path> below = Files.walk(folder)) {
            return below.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static String names(List<NodePlan> nodes) {
        return String.join(" and ", nodes.stream().map(NodePlan::name).toList());
    }
}
