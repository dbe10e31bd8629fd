package io.vigil.node.rpc.eth;

import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.eth.ReceiptJson.PlacedLog;
import io.vigil.node.rpc.json.RpcError;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds logs block by block: the header's bloom first, the receipts only where it may match. */
final class LogSearch {
    /** Logs of one answer. */
    static final int MAX_RESULTS = 10_000;

    /** Bytes of data in the logs of one answer. */
    static final long MAX_DATA_BYTES = 16L << 20;

    /** How long one search may take. */
    static final Duration MAX_TIME = Duration.ofSeconds(5);

    private final Reading reading;
    private final LogQuery query;
    private final List<PlacedLog> found = new ArrayList<>();
    private long dataBytes;

    private LogSearch(Reading reading, LogQuery query) {
        this.reading = reading;
        this.query = query;
    }

    /** All logs that {@code query} asks for, or an error that says which range would have passed. */
    static List<PlacedLog> all(Reading reading, LogQuery query) throws RpcException {
        return switch (query.range()) {
            case LogQuery.Range.OneBlock(var hash) -> inBlock(reading, query, new BlockId.OfHash(hash));
            case LogQuery.Range.Between(BlockParam from, BlockParam to) -> between(reading, query, from, to);
        };
    }

    /** The logs of a filter's next blocks, and how far it got: as far as limits allow, at least one block. */
    record Progress(List<PlacedLog> logs, long nextBlock) {}

    static Progress from(Reading reading, LogQuery query, long from, long to) {
        LogSearch search = new LogSearch(reading, query);
        long deadline = System.nanoTime() + MAX_TIME.toNanos();
        long number = from;
        while (number <= to && !search.isFull() && System.nanoTime() - deadline < 0) {
            search.add(number++);
        }
        return new Progress(search.found, number);
    }

    private static List<PlacedLog> inBlock(Reading reading, LogQuery query, BlockId id) throws RpcException {
        Optional<Block> block = reading.chain().block(id);
        if (block.isEmpty()) {
            throw RpcException.server("unknown block");
        }
        LogSearch search = new LogSearch(reading, query);
        search.add(block.get());
        return search.found;
    }

    private static List<PlacedLog> between(Reading reading, LogQuery query, BlockParam first, BlockParam last)
            throws RpcException {
        if (first instanceof BlockParam.Pending || last instanceof BlockParam.Pending) {
            throw RpcException.server("pending logs are not supported");
        }
        long head = reading.head().number();
        long from = LogQuery.height(first, head);
        long to = LogQuery.height(last, head);
        if (from > to) {
            throw RpcException.invalidParams("invalid block range params");
        }
        if (to > head) {
            throw RpcException.invalidParams("block range extends beyond current head block");
        }
        Progress progress = from(reading, query, from, to);
        boolean isTooMuch = progress.logs.size() > MAX_RESULTS || progress.nextBlock <= to;
        if (isTooMuch) {
            throw tooMuch(progress, from);
        }
        return progress.logs;
    }

    /** The words of the hosted nodes, whose range some clients read and try again with. */
    private static RpcException tooMuch(Progress progress, long from) {
        boolean isByCount = progress.logs.size() > MAX_RESULTS;
        long last = isByCount ? progress.logs.get(MAX_RESULTS).block().number() - 1 : progress.nextBlock - 1;
        String range = "[" + Json.quantity(from) + ", " + Json.quantity(Math.max(from, last)) + "]";
        String what = isByCount
                ? "query returned more than " + MAX_RESULTS + " results"
                : "query exceeds its limits (" + MAX_TIME.toSeconds() + " s, " + (MAX_DATA_BYTES >> 20)
                        + " MiB of data)";
        return new RpcException(
                new RpcError(RpcError.LIMIT_EXCEEDED, what + ". Try with this block range " + range + "."));
    }

    private boolean isFull() {
        return found.size() > MAX_RESULTS || dataBytes > MAX_DATA_BYTES;
    }

    private void add(long number) {
        BlockId id = new BlockId.OfNumber(number);
        Optional<Header> header = reading.chain().header(id);
        if (header.isPresent() && query.mayMatch(header.get().logsBloom())) {
            reading.chain().block(id).ifPresent(this::add);
        }
    }

    private void add(Block block) {
        Optional<List<Receipt>> receipts = reading.chain().receipts(block.hash());
        receipts.ifPresent(present -> ReceiptJson.logs(block, present).stream()
                .filter(placed -> query.matches(placed.log()))
                .forEach(placed -> {
                    found.add(placed);
                    dataBytes += placed.log().data().size();
                }));
    }
}
