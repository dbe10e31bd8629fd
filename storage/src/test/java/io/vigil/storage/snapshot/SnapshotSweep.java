package io.vigil.storage.snapshot;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.testing.Countdown;
import io.vigil.types.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.LongStream;

/**
 * Tries damaged snapshots at the default level, on all cores, and counts what was refused and why.
 * {@code SnapshotSweep ACCOUNTS BITS}: BITS random bits, or every one if 0; 230 accounts make about 64 KB.
 */
final class SnapshotSweep {
    private static final int MOST_MIXED = 100;

    private final SnapshotFixture fixture;
    private final MemorySource whole;
    private final MemorySource other;
    private final Map<String, Integer> table = new ConcurrentSkipListMap<>();
    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();

    SnapshotSweep(Path home, int accounts) {
        fixture = new SnapshotFixture(1, accounts);
        whole = MemorySource.of(new FolderSource(home.resolve("a")), fixture.export(home.resolve("a")));
        SnapshotFixture stranger = new SnapshotFixture(2, accounts);
        other = MemorySource.of(new FolderSource(home.resolve("b")), stranger.export(home.resolve("b")));
        if (!(verify(whole) instanceof Verdict.Sound)) {
            throw new IllegalStateException("the whole snapshot is refused");
        }
    }

    public static void main(String[] args) throws IOException {
        SnapshotSweep sweep = new SnapshotSweep(Files.createTempDirectory("vigil-sweep"), Integer.parseInt(args[0]));
        long bits = Long.parseLong(args[1]);
        sweep.flipBits(bits == 0 ? Long.MAX_VALUE : bits, 1);
        sweep.rewriteManifest(1);
        sweep.mixChunks();
        System.out.println(sweep.summary());
        System.exit(sweep.accepted.isEmpty() ? 0 : 1);
    }

    /** Every bit if {@code count} is at least their number. */
    void flipBits(long count, long seed) {
        Seeds random = Seeds.of(seed);
        long bits = whole.bits();
        LongStream wanted = count >= bits
                ? LongStream.range(0, bits)
                : LongStream.generate(() -> Long.remainderUnsigned(random.nextLong(), bits))
                        .limit(count)
                        .boxed()
                        .toList()
                        .stream()
                        .mapToLong(Long::longValue);
        Countdown countdown = new Countdown("bits", Math.min(count, bits));
        wanted.parallel().forEach(bit -> {
            refused("bit", "bit " + bit, whole.withBitFlipped(bit));
            countdown.step();
        });
    }

    /** Every {@code step}-th bit of the manifest, with the checksum made right again. */
    void rewriteManifest(int step) {
        Bytes manifest = whole.manifestFile();
        Bytes body = manifest.slice(0, manifest.size() - Hash.SIZE);
        long count = (body.size() * 8L + step - 1) / step;
        Countdown countdown = new Countdown("manifests", count);
        LongStream.range(0, count).map(i -> i * step).parallel().forEach(bit -> {
            Bytes changed = MemorySource.flipped(body, bit / 8, bit);
            Bytes rewritten = Bytes.concat(changed, Sha256.of(changed).bytes());
            refused("manifest rewritten", "bit " + bit + " of the manifest", whole.withManifest(rewritten));
            countdown.step();
        });
    }

    /** Every chunk, or {@value #MOST_MIXED} of very many. */
    void mixChunks() {
        int count = whole.chunks().size();
        for (int i = 0; i < count; i += 1 + count / MOST_MIXED) {
            Bytes chunk = whole.chunks().get(i);
            List<Bytes> dropped = new ArrayList<>(whole.chunks());
            dropped.remove(i);
            refused("chunk dropped", "chunk " + i, new MemorySource(whole.manifestFile(), dropped));
            List<Bytes> doubled = new ArrayList<>(whole.chunks());
            doubled.add(i, chunk);
            refused("chunk doubled", "chunk " + i, new MemorySource(whole.manifestFile(), doubled));
            int next = (i + 1) % count;
            MemorySource swapped = whole.withChunk(i, whole.chunks().get(next)).withChunk(next, chunk);
            refused("chunk swapped", "chunk " + i, swapped);
            refused("chunk cut", "chunk " + i, whole.withChunk(i, chunk.slice(0, chunk.size() - 1)));
            refused("chunk longer", "chunk " + i, whole.withChunk(i, Bytes.concat(chunk, Bytes.of(0))));
            if (i < other.chunks().size()) {
                refused(
                        "chunk of another",
                        "chunk " + i,
                        whole.withChunk(i, other.chunks().get(i)));
            }
        }
    }

    List<String> accepted() {
        return List.copyOf(accepted);
    }

    String summary() {
        StringBuilder text = new StringBuilder("snapshot of " + whole.bits() / 8 + " bytes in "
                + whole.chunks().size() + " chunks; accepted " + accepted.size() + " " + accepted);
        table.forEach((cell, count) -> text.append(String.format("%n%-45s%8d", cell, count)));
        return text.toString();
    }

    private void refused(String kind, String what, MemorySource source) {
        switch (verify(source)) {
            case Verdict.Sound sound -> accepted.add(what);
            case Verdict.Faulty faulty -> table.merge(kind + ": " + faulty.fault(), 1, Integer::sum);
        }
    }

    private Verdict verify(ChunkSource source) {
        return fixture.verifier().verify(source, Level.STATE, Pace.FREE);
    }
}
