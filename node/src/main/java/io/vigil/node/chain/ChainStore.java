package io.vigil.node.chain;

import io.vigil.storage.Batch;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Receipt;
import io.vigil.types.chain.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Committed blocks in the store, by height, by hash and by transaction. What is read here was written here: a row that
 * does not decode is damage, and throws {@link IllegalStateException} with the row's name.
 */
public final class ChainStore {
    private static final Bytes HEAD = Bytes.wrap("head".getBytes(StandardCharsets.US_ASCII));

    private static final long FIRST_PROVEN_EPOCH = 1;

    private final Rows store;

    /** @param store the rows of the store, or of one snapshot of it */
    public ChainStore(Rows store) {
        this.store = store;
    }

    /** Where rows come from: {@code KeyValueStore::get} or {@code Snapshot::get}. */
    @FunctionalInterface
    public interface Rows {
        Optional<Bytes> get(Table table, Bytes key);
    }

    /** The last committed block. */
    public record Head(long height, Hash hash) {}

    /** Where a transaction stands. */
    public record Location(long height, int index) {}

    public Optional<Head> head() {
        return store.get(Table.META, HEAD).map(ChainStore::head);
    }

    public Optional<Header> header(long height) {
        return store.get(Table.HEADER, Bytes.ofLong(height))
                .map(row -> decode("header", height, () -> Header.decode(row)));
    }

    public Optional<Long> height(Hash block) {
        return store.get(Table.HASHNUM, block.bytes()).map(row -> row.getLong(0));
    }

    public Optional<Block> block(long height) {
        Optional<Header> header = header(height);
        Optional<Bytes> body = body(height);
        if (header.isEmpty() || body.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(decode("body", height, () -> Block.decode(join(header.get(), body.get()))));
    }

    /** Transactions and system inputs as they are stored: RLP[[transaction, …], [input, …]]. */
    public Optional<Bytes> body(long height) {
        return store.get(Table.BODY, Bytes.ofLong(height));
    }

    public Optional<List<Receipt>> receipts(long height) {
        return store.get(Table.RECEIPT, Bytes.ofLong(height))
                .map(row -> decode("receipts", height, () -> decodeReceipts(row)));
    }

    public Optional<Location> location(Hash transaction) {
        return store.get(Table.TXIDX, transaction.bytes())
                .map(row -> new Location(row.getLong(0), (int) row.getLong(8)));
    }

    /** What proves the block of {@code height} final by itself; blocks below a proof's may have none. */
    public Optional<Bytes> proof(long height) {
        return store.get(Table.QC, Bytes.ofLong(height));
    }

    /**
     * What proves a committed block final (A19).
     *
     * @param certificate the lowest commit certificate at or above the block
     * @param headers those after the block up to the certified one, ascending
     */
    public record Certified(Bytes certificate, List<Header> headers) {
        public Certified {
            headers = List.copyOf(headers);
        }
    }

    /**
     * The proof for the block of {@code height}; none if no certificate up to {@code head} is held, or only one that more
     * than {@code maxHeaders} headers link to the block.
     */
    public Optional<Certified> certified(long height, long head, int maxHeaders) {
        List<Header> headers = new ArrayList<>();
        for (long at = height; at <= head && headers.size() <= maxHeaders; at++) {
            if (at > height) {
                Optional<Header> header = header(at);
                if (header.isEmpty()) {
                    return Optional.empty();
                }
                headers.add(header.get());
            }
            Optional<Bytes> certificate = proof(at);
            if (certificate.isPresent() && headers.size() <= maxHeaders) {
                return Optional.of(new Certified(certificate.get(), headers));
            }
        }
        return Optional.empty();
    }

    /** The encoded proof that {@code epoch} began. */
    public Optional<Bytes> epochProof(long epoch) {
        return store.get(Table.EPOCH, Bytes.ofLong(epoch));
    }

    /** All that lead from genesis on without a gap. */
    public List<Bytes> epochProofs() {
        List<Bytes> proofs = new ArrayList<>();
        Optional<Bytes> next = epochProof(FIRST_PROVEN_EPOCH);
        while (next.isPresent()) {
            proofs.add(next.get());
            next = epochProof(FIRST_PROVEN_EPOCH + proofs.size());
        }
        return proofs;
    }

    public static void putEpochProof(Batch batch, long epoch, Bytes proof) {
        batch.put(Table.EPOCH, Bytes.ofLong(epoch), proof);
    }

    /**
     * Adds a block that a snapshot makes the head. Its receipts and the places of its transactions are not in a snapshot.
     */
    public static void putRestored(Batch batch, Block head) {
        Bytes height = Bytes.ofLong(head.number());
        batch.put(Table.HEADER, height, head.header().encode());
        batch.put(Table.HASHNUM, head.hash().bytes(), height);
        batch.put(Table.BODY, height, encodeBody(head));
        putHead(batch, head.header());
    }

    /** Removes the rows of {@code block}, so that its parent is the head. */
    public static void takeBack(Batch batch, Block block, Header parent) {
        Bytes height = Bytes.ofLong(block.number());
        batch.delete(Table.HEADER, height);
        batch.delete(Table.HASHNUM, block.hash().bytes());
        batch.delete(Table.BODY, height);
        batch.delete(Table.RECEIPT, height);
        batch.delete(Table.QC, height);
        block.transactions()
                .forEach(transaction ->
                        batch.delete(Table.TXIDX, transaction.hash().bytes()));
        putHead(batch, parent);
    }

    /** Adds a block that becomes the head, and its indices, to the batch that also holds its state. */
    public static void put(Batch batch, Block block, List<Receipt> receipts) {
        Bytes height = Bytes.ofLong(block.number());
        batch.put(Table.HEADER, height, block.header().encode());
        batch.put(Table.HASHNUM, block.hash().bytes(), height);
        batch.put(Table.BODY, height, encodeBody(block));
        batch.put(Table.RECEIPT, height, RlpWriter.listOf(list -> receipts.forEach(r -> list.bytes(r.encode()))));
        List<Transaction> transactions = block.transactions();
        for (int i = 0; i < transactions.size(); i++) {
            batch.put(Table.TXIDX, transactions.get(i).hash().bytes(), Bytes.concat(height, Bytes.ofLong(i)));
        }
        putHead(batch, block.header());
    }

    private static void putHead(Batch batch, Header header) {
        batch.put(
                Table.META,
                HEAD,
                RlpWriter.listOf(list -> list.number(header.number()).hash(header.hash())));
    }

    /** Adds what proves the block of {@code height} final. */
    public static void putProof(Batch batch, long height, Bytes proof) {
        batch.put(Table.QC, Bytes.ofLong(height), proof);
    }

    /** A block in Vigil's form from its header and its stored body. */
    public static Bytes join(Header header, Bytes body) throws MalformedException {
        RlpReader parts = RlpReader.ofList(body);
        Bytes transactions = parts.encoded();
        Bytes inputs = parts.encoded();
        parts.end();
        return RlpWriter.listOf(list -> list.list(ethereum -> ethereum.encoded(header.encode())
                        .encoded(transactions)
                        .encoded(Block.NO_ITEMS)
                        .encoded(Block.NO_ITEMS))
                .encoded(inputs));
    }

    /** Transactions and system inputs as they are stored. */
    public static Bytes encodeBody(Block block) {
        return RlpWriter.listOf(list -> list.list(
                        transactions -> block.transactions().forEach(t -> t.write(transactions)))
                .list(inputs -> block.systemInputs().forEach(input -> input.write(inputs))));
    }

    private static Head head(Bytes row) {
        return decode("head", 0, () -> {
            RlpReader list = RlpReader.ofList(row);
            Head head = new Head(list.number(), list.hash());
            list.end();
            return head;
        });
    }

    private static List<Receipt> decodeReceipts(Bytes row) throws MalformedException {
        RlpReader list = RlpReader.ofList(row);
        List<Receipt> receipts = new ArrayList<>();
        while (list.hasNext()) {
            receipts.add(Receipt.decode(list.bytes()));
        }
        return receipts;
    }

    private interface Decoding<T> {
        T run() throws MalformedException;
    }

    private static <T> T decode(String what, long height, Decoding<T> decoding) {
        try {
            return decoding.run();
        } catch (MalformedException e) {
            throw new IllegalStateException("stored " + what + " of height " + height + ": " + e.getMessage(), e);
        }
    }
}
