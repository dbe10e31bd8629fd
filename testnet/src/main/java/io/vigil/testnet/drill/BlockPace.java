package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.testnet.local.RpcClient;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.ExtraData;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** How blocks follow one another, seen by a thread of its own that asks the first node which answers. */
final class BlockPace implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final List<RpcClient> nodes;
    private final Thread thread = Thread.ofVirtual().unstarted(this::watch);
    private volatile boolean closed;
    private long height = -1;
    private long view;
    private long seenNanos;
    private long blocks;
    private long lost;
    private long longestLost;
    private long longestNanos;

    BlockPace(List<RpcClient> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /**
     * What was seen since the last question.
     *
     * @param lost views without a block
     * @param longestLost such views one after another
     * @param longestSeconds from one block to the next
     */
    record Seen(long blocks, long lost, long longestLost, double longestSeconds) {}

    void start() {
        thread.start();
    }

    synchronized Seen since() {
        double running = height < 0 ? 0 : System.nanoTime() - seenNanos;
        Seen seen = new Seen(blocks, lost, longestLost, Math.max(running, longestNanos) / 1e9);
        blocks = 0;
        lost = 0;
        longestLost = 0;
        longestNanos = 0;
        return seen;
    }

    synchronized long height() {
        return height;
    }

    private void watch() {
        while (!closed) {
            for (RpcClient node : nodes) {
                try {
                    look(node);
                    break;
                } catch (IOException | MalformedException | NumberFormatException e) {
                    continue; // the next one may answer
                }
            }
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void look(RpcClient node) throws IOException, MalformedException {
        long latest = RpcClient.quantity(node.call("eth_blockNumber"));
        long from = height() < 0 ? latest : height() + 1;
        for (long number = from; number <= latest; number++) {
            JsonNode block = node.call("eth_getBlockByNumber", "0x" + Long.toHexString(number), false);
            see(
                    number,
                    ExtraData.decode(Bytes.parseHex(block.path("extraData").asText()))
                            .view());
        }
    }

    private synchronized void see(long number, long itsView) {
        long now = System.nanoTime();
        if (height >= 0) {
            blocks++;
            long skipped = Math.max(0, itsView - view - 1);
            lost += skipped;
            longestLost = Math.max(longestLost, skipped);
            longestNanos = Math.max(longestNanos, now - seenNanos);
        }
        height = number;
        view = itsView;
        seenNanos = now;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
