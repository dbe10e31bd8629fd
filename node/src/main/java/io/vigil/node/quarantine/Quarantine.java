package io.vigil.node.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Transaction;
import io.vigil.types.state.StateReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The transactions that this node must not run again, with reasons, kept across restarts. Thread-safe. */
public final class Quarantine implements Guard, AutoCloseable {
    /** Transactions that are kept; the oldest is forgotten. */
    public static final int MAX_ENTRIES = 1_024;

    /** Characters of a reason. */
    private static final int MAX_REASON = 1_000;

    /**
     * Deaths in one transaction before it is not even run when a quorum vouches for it. One death can be chance, such as a
     * kill from outside, and others ran the block and live.
     */
    private static final int MAX_DEATHS = 2;

    /** How long one death is held against a transaction. */
    private static final Duration PROBATION = Duration.ofMinutes(10);

    private final Path file;
    private final DeathMark mark;
    private final BundleFolder bundles;
    private final InstantSource clock;
    private final ObjectMapper json = new ObjectMapper();

    /** In the order in which they came; guarded by this. */
    private final LinkedHashMap<Hash, Entry> entries = new LinkedHashMap<>();

    /** Guarded by this. */
    private Consumer<Hash> listener = kept -> {};

    private final Optional<Entry> diedIn;
    private final Optional<Scene> scene;

    /** Why it is kept. */
    public enum Cause {
        /** The VM threw what nobody foresaw. */
        FAILED,
        /** The process ended in it. */
        DIED
    }

    /**
     * @param deaths how often the process ended in it
     * @param bundle name of the file with what it takes to run it again; empty if there is none
     */
    public record Entry(Hash transaction, Cause cause, String reason, int deaths, Instant since, String bundle) {}

    private Quarantine(Path folder, InstantSource clock) throws IOException {
        Files.createDirectories(folder);
        this.file = folder.resolve("quarantine.json");
        this.clock = clock;
        this.bundles = new BundleFolder(folder);
        read();
        this.mark = DeathMark.open(folder.resolve("running"));
        this.scene = mark.scene();
        this.diedIn = mark.found().map(this::died);
        mark.end();
    }

    /** @throws UncheckedIOException if the folder cannot be used */
    public static Quarantine open(Path folder, InstantSource clock) {
        try {
            return new Quarantine(folder, clock);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
        }
    }

    /** The transaction in which the process before this one ended. */
    public Optional<Entry> diedIn() {
        return diedIn;
    }

    /** Where that was; it takes the chain to make a bundle of it. */
    public Optional<Scene> scene() {
        return scene;
    }

    /** @param told of every transaction that is kept now, and of each that is from now on */
    public synchronized void onKept(Consumer<Hash> told) {
        listener = told;
        entries.keySet().forEach(told);
    }

    /** The oldest first. */
    public synchronized List<Entry> entries() {
        return new ArrayList<>(entries.values());
    }

    /**
     * Why a transaction is not to be run, or nothing. Nothing of it is put into a block. In blocks of others only what the
     * process died in is not run: a throw costs a vote at most. What a quorum vouches for is run again, since the node could
     * not follow the chain otherwise, but not if the process died in it more than once.
     */
    @Override
    public synchronized Optional<String> objection(Hash transaction, Phase phase) {
        Entry entry = entries.get(transaction);
        if (entry == null) {
            return Optional.empty();
        }
        boolean objects = switch (phase) {
            case BUILDING -> entry.deaths == 0 || isFeared(entry);
            case JUDGING -> entry.deaths > 0 && isFeared(entry);
            case FOLLOWING -> entry.deaths >= MAX_DEATHS;
        };
        return objects
                ? Optional.of("transaction " + transaction + " is in quarantine: " + entry.reason)
                : Optional.empty();
    }

    /** One death may have come from outside: after a while it is forgiven, a second one never. */
    private boolean isFeared(Entry entry) {
        return entry.deaths >= MAX_DEATHS || clock.instant().isBefore(entry.since.plus(PROBATION));
    }

    @Override
    public String failed(Hash transaction, String what, Supplier<Bundle> bundle) {
        return kept(transaction, Cause.FAILED, what, bundle);
    }

    /**
     * The bundle of what the process before this one died in.
     *
     * @return why it is kept, and where the bundle is
     */
    public String reproduced(Hash transaction, Supplier<Bundle> bundle) {
        return kept(transaction, Cause.DIED, died(deaths(transaction)), bundle);
    }

    private String kept(Hash transaction, Cause cause, String what, Supplier<Bundle> bundle) {
        String reason = what;
        String name = "";
        String told;
        try {
            Path written = bundles.write(bundle.get());
            name = written.getFileName().toString();
            told = what + "; bundle in " + written;
        } catch (RuntimeException e) {
            reason = what + "; no bundle: " + e;
            told = reason;
        }
        keep(new Entry(transaction, cause, shortened(reason), deaths(transaction), clock.instant(), name));
        return told;
    }

    /** Lets a transaction run again. @return whether it was kept */
    public synchronized boolean release(Hash transaction) {
        boolean wasKept = entries.remove(transaction) != null;
        if (wasKept) {
            write();
        }
        return wasKept;
    }

    @Override
    public StateReader begin(Block block, StateReader parent) {
        return mark.begin(block, parent);
    }

    @Override
    public void begin(Transaction transaction) {
        mark.begin(transaction);
    }

    @Override
    public void end() {
        mark.end();
    }

    @Override
    public void close() {
        mark.close();
    }

    private synchronized Entry died(Hash transaction) {
        int deaths = deaths(transaction) + 1;
        Entry entry = new Entry(transaction, Cause.DIED, died(deaths), deaths, clock.instant(), "");
        keep(entry);
        return entry;
    }

    private static String died(int deaths) {
        return "the process ended while it ran, " + (deaths == 1 ? "once" : deaths + " times");
    }

    private synchronized int deaths(Hash transaction) {
        Entry known = entries.get(transaction);
        return known == null ? 0 : known.deaths;
    }

    private synchronized void keep(Entry entry) {
        entries.putLast(entry.transaction, entry);
        if (entries.size() > MAX_ENTRIES) {
            entries.pollFirstEntry();
        }
        write();
        listener.accept(entry.transaction);
    }

    private static String shortened(String reason) {
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON);
    }

    private void read() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try {
            for (JsonNode entry : json.readTree(Files.readAllBytes(file))) {
                Hash hash = new Hash(Bytes.parseHex(entry.path("transaction").asText()));
                entries.put(
                        hash,
                        new Entry(
                                hash,
                                Cause.valueOf(entry.path("cause").asText()),
                                entry.path("reason").asText(),
                                entry.path("deaths").asInt(),
                                Instant.ofEpochSecond(entry.path("since").asLong()),
                                entry.path("bundle").asText()));
            }
        } catch (MalformedException | IllegalArgumentException e) {
            throw new IOException(file + " is damaged: " + e.getMessage() + "; delete it to forget what it kept", e);
        }
    }

    private void write() {
        ArrayNode list = json.createArrayNode();
        for (Map.Entry<Hash, Entry> kept : entries.entrySet()) {
            list.add(json(kept.getValue()));
        }
        Path fresh = file.resolveSibling("quarantine.json.new");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes =
                    ByteBuffer.wrap(json.writerWithDefaultPrettyPrinter().writeValueAsBytes(list));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    /** An entry as the file, the admin port and the command line show it. */
    static ObjectNode json(Entry entry) {
        return new ObjectMapper()
                .createObjectNode()
                .put("transaction", entry.transaction.toHex())
                .put("cause", entry.cause.name())
                .put("reason", entry.reason)
                .put("deaths", entry.deaths)
                .put("since", entry.since.getEpochSecond())
                .put("bundle", entry.bundle);
    }
}
