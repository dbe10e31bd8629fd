package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.RpcClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The last act of 2020: the remedy deleted the validators' local storage, and with it what they had signed. Here {@code
 * data} goes on all nodes. Their signer records stand, so none of them begins the chain anew from genesis: each knows that
 * blocks were committed that it no longer has, signs no vote and says what it waits for. Then the operator puts back, on one
 * node, the copy that was made before the remedy; the others get the chain from it, and all go on.
 */
final class HotFix {
    /** How long the nodes are watched while none of them has the chain. */
    private static final Duration WITHOUT = Duration.ofSeconds(10);

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration REST_LIMIT = Duration.ofSeconds(30);
    private static final Duration SYNC_LIMIT = Duration.ofSeconds(120);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Path copy;
    private final LocalNetwork network;
    private final List<NodePlan> nodes;
    private final Consumer<String> progress;
    private final HttpClient http = RpcClient.http();
    private final SignerRecords records;

    HotFix(Path folder, LocalNetwork network, Consumer<String> progress) {
        this.copy = folder.resolve("copy-of-data");
        this.network = network;
        this.nodes = network.plan().nodes();
        this.progress = progress;
        this.records = new SignerRecords(nodes);
    }

    /** @param held whether every promise held */
    record Outcome(ObjectNode measured, boolean held) {}

    Outcome play() throws InterruptedException {
        long before = awaitRest();
        network.stop(nodes);
        records.read();
        progress.accept("the hot fix: all stopped at block " + before + ", data/ copied from node0 and wiped on all "
                + nodes.size());
        copy(nodes.getFirst().home().data(), copy);
        nodes.forEach(node -> delete(node.home().data()));
        long begun = standWithoutChain();
        putBack();
        long started = System.nanoTime();
        network.start(nodes.subList(0, 1));
        double seconds = awaitAllBeyond(before, started);
        records.read();
        boolean synced = seconds >= 0;
        boolean held = synced && begun == 0 && records.faults().isEmpty();
        records.faults().forEach(progress);
        progress.accept("all beyond block %d %.1f s after the copy was put back on one: %s; double signs: %d"
                .formatted(
                        before, seconds, synced ? "yes" : "NO", records.faults().size()));
        return new Outcome(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("wiped", nodes.size())
                        .put("of", nodes.size())
                        .put("heightBefore", before)
                        .put("secondsWithoutChain", WITHOUT.toSeconds())
                        .put("votesWithoutChain", begun)
                        .put("allSynced", synced)
                        .put("secondsUntilAllSynced", seconds)
                        .put("statementsSigned", records.statements())
                        .put("doubleSigns", records.faults().size()),
                held);
    }

    /** Until all have just committed the same block: an idle chain then rests, and no vote is on its way. */
    private long awaitRest() throws InterruptedException {
        long end = System.nanoTime() + REST_LIMIT.toNanos();
        long began = height(nodes.getFirst());
        while (System.nanoTime() < end) {
            long height = height(nodes.getFirst());
            if (height > began && nodes.stream().allMatch(node -> height(node) == height)) {
                return height;
            }
            Thread.sleep(LOOK);
        }
        throw new IllegalStateException("the nodes did not commit one block within " + REST_LIMIT.toSeconds() + " s");
    }

    /** Starts all without a chain and returns how many votes, commit votes and proposals were signed then. */
    private long standWithoutChain() throws InterruptedException {
        long votes = votes();
        network.start(nodes);
        network.awaitReady(nodes, START_LIMIT);
        Thread.sleep(WITHOUT);
        List<Long> heights = nodes.stream().map(this::height).toList();
        network.stop(nodes.subList(0, 1));
        records.read();
        long more =
                votes() - votes + heights.stream().filter(height -> height != 0).count();
        progress.accept("without a chain for " + WITHOUT.toSeconds() + " s: heights " + heights
                + ", votes and proposals signed: " + more);
        return more;
    }

    private long votes() {
        return records.statements() - records.statements("timeout");
    }

    private void putBack() {
        Path data = nodes.getFirst().home().data();
        delete(data);
        copy(copy, data);
    }

    /** Seconds until every node has a block after {@code before}; -1 if they do not in time. */
    private double awaitAllBeyond(long before, long started) throws InterruptedException {
        while (System.nanoTime() - started < SYNC_LIMIT.toNanos()) {
            if (nodes.stream().allMatch(node -> height(node) > before)) {
                return (System.nanoTime() - started) / 1e9;
            }
            Thread.sleep(LOOK);
        }
        return -1;
    }

    /** -1 if the node does not answer. */
    private long height(NodePlan node) {
        try {
            return RpcClient.quantity(new RpcClient(http, node.rpcUrl()).call("eth_blockNumber"));
        } catch (IOException e) {
            return -1;
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(from + ": cannot be copied to " + to + ": " + e, e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be deleted: " + e, e);
        }
    }
}
