package io.vigil.storage.crash;

import io.vigil.storage.StorageException;
import io.vigil.types.testing.Countdown;
import io.vigil.types.testing.Seeds;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Damages one file of a store, a journal or a signer's log, opens and reads everything, and says what became of it.
 * {@code CorruptionSweep CASES-PER-CELL [SEED]} prints the table.
 */
final class CorruptionSweep {
    private static final int BLOCKS = 120;
    private static final int STALE_AT = 60;

    private final Path home;
    private final Seeds random;
    private final Map<String, Map<Outcome, Integer>> table = new TreeMap<>();
    private final List<String> silent = new ArrayList<>();
    private final List<String> unnamed = new ArrayList<>();

    /** What may become of damage; the last must never. */
    enum Outcome {
        CORRECT,
        REFUSED,
        WAL_REPORTED,
        NON_VOTING,
        SILENT
    }

    enum Damage {
        FLIP,
        TRUNCATE,
        ZERO_SECTOR,
        SWAP,
        STALE,
        DELETE
    }

    enum Kind {
        WAL("chain/\\d+\\.log"),
        SST("chain/\\d+\\.sst"),
        BLOB("chain/\\d+\\.blob"),
        MANIFEST("chain/MANIFEST-\\d+"),
        CURRENT("chain/CURRENT"),
        OPTIONS("chain/(OPTIONS-\\d+|IDENTITY)"),
        JOURNAL("consensus/.*\\.log"),
        SIGNER("signer/.*\\.log");

        private final String pattern;

        Kind(String pattern) {
            this.pattern = pattern;
        }
    }

    CorruptionSweep(Path home, long seed) {
        this.home = home;
        this.random = Seeds.of(seed);
    }

    public static void main(String[] args) throws IOException {
        Path home = Files.createTempDirectory("vigil-damage");
        CorruptionSweep sweep = new CorruptionSweep(home, args.length > 1 ? Long.parseLong(args[1]) : 1);
        sweep.run(Integer.parseInt(args[0]));
        System.out.println(sweep.summary());
        KillHarness.delete(home);
        System.exit(sweep.silent.isEmpty() && sweep.unnamed.isEmpty() ? 0 : 1);
    }

    void run(int casesPerCell) throws IOException {
        Path whole = home.resolve("whole");
        Path stale = home.resolve("stale");
        write(whole, STALE_AT);
        copy(whole, stale);
        write(whole, BLOCKS - STALE_AT);
        copy(whole, home.resolve("killed"));
        Countdown countdown =
                new Countdown("damages", (long) casesPerCell * Kind.values().length * Damage.values().length);
        for (Kind kind : Kind.values()) {
            for (Damage damage : Damage.values()) {
                for (int i = 0; i < casesPerCell; i++) {
                    runCase(kind, damage, stale);
                    countdown.step();
                }
            }
        }
    }

    /** In a process that halts, so that files are as a crash leaves them. */
    private static void write(Path home, int blocks) throws IOException {
        Process writer = KillHarness.start(home, List.of(LoadedStore.Point.PUBLISHED.name(), String.valueOf(blocks)));
        writer.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    List<String> silent() {
        return List.copyOf(silent);
    }

    /** Refusals that do not name a file. */
    List<String> unnamed() {
        return List.copyOf(unnamed);
    }

    String summary() {
        StringBuilder text = new StringBuilder();
        text.append(String.format("%-22s", "file, damage"));
        for (Outcome outcome : Outcome.values()) {
            text.append(String.format("%14s", outcome));
        }
        table.forEach((cell, counts) -> {
            text.append(String.format("%n%-22s", cell));
            for (Outcome outcome : Outcome.values()) {
                text.append(String.format("%14d", counts.getOrDefault(outcome, 0)));
            }
        });
        silent.forEach(line -> text.append(String.format("%nSILENT %s", line)));
        unnamed.forEach(line -> text.append(String.format("%nUNNAMED %s", line)));
        return text.toString();
    }

    private void runCase(Kind kind, Damage damage, Path stale) throws IOException {
        Path victim = home.resolve("victim");
        copy(home.resolve("killed"), victim);
        List<Path> files = files(victim, kind);
        if (files.isEmpty()) {
            throw new IllegalStateException("no " + kind + " to damage");
        }
        Path file = random.pick(files);
        String what = apply(damage, file, files, stale.resolve(victim.relativize(file)));
        if (!what.isEmpty()) {
            Outcome outcome = judge(victim, what);
            table.computeIfAbsent(kind + ", " + damage, k -> new EnumMap<>(Outcome.class))
                    .merge(outcome, 1, Integer::sum);
            if (outcome == Outcome.SILENT) {
                silent.add(what);
            }
        }
        KillHarness.delete(victim);
        try (Stream<Path> copies = Files.list(home)) {
            copies.filter(path -> path.getFileName().toString().startsWith("victim"))
                    .forEach(KillHarness::delete);
        }
    }

    private Outcome judge(Path victim, String what) {
        try (LoadedStore loaded = new LoadedStore(victim)) {
            Optional<String> fault = loaded.fault();
            if (fault.isPresent()) {
                silent.add(what + ": " + fault.get());
                return Outcome.SILENT;
            }
            if (loaded.store.walDamage().isPresent()) {
                return Outcome.WAL_REPORTED;
            }
            long signerAhead = loaded.logsAhead().get(1);
            if (loaded.head() == BLOCKS && signerAhead == 0) {
                return Outcome.CORRECT;
            }
            return signerAhead == 0 ? Outcome.SILENT : Outcome.NON_VOTING;
        } catch (StorageException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.matches("(?s).*(\\d{6}\\.(log|sst|blob)|MANIFEST|CURRENT|blob file|[0-9a-f]{16}\\.log).*")) {
                unnamed.add(what + ": " + message);
            }
            return Outcome.REFUSED;
        }
    }

    /** @return what was done; empty if it changed nothing */
    private String apply(Damage damage, Path file, List<Path> peers, Path stale) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        byte[] before = bytes.clone();
        String name = file.getFileName() + " (" + bytes.length + " bytes): ";
        switch (damage) {
            case FLIP -> {
                if (bytes.length == 0) {
                    return "";
                }
                int bit = random.nextInt(bytes.length * 8);
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
                Files.write(file, bytes);
                return name + "bit " + bit;
            }
            case TRUNCATE -> {
                int size = random.nextInt(Math.max(1, bytes.length));
                Files.write(file, Arrays.copyOf(bytes, size));
                return bytes.length == 0 ? "" : name + "cut at " + size;
            }
            case ZERO_SECTOR -> {
                int at = random.nextInt(bytes.length / 512 + 1) * 512;
                Arrays.fill(bytes, Math.min(at, bytes.length), Math.min(at + 512, bytes.length), (byte) 0);
                Files.write(file, bytes);
                return Arrays.equals(before, bytes) ? "" : name + "zeros at " + at;
            }
            case SWAP -> {
                Path other = random.pick(peers);
                byte[] others = Files.readAllBytes(other);
                Files.write(file, others);
                Files.write(other, bytes);
                return Arrays.equals(bytes, others) ? "" : name + "swapped with " + other.getFileName();
            }
            case STALE -> {
                if (!Files.exists(stale) || Arrays.equals(bytes, Files.readAllBytes(stale))) {
                    return "";
                }
                Files.write(file, Files.readAllBytes(stale));
                return name + "as of block " + STALE_AT;
            }
            case DELETE -> {
                Files.delete(file);
                return name + "deleted";
            }
        }
        throw new IllegalStateException("unknown damage " + damage);
    }

    private static List<Path> files(Path home, Kind kind) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> home.relativize(file).toString().matches(kind.pattern))
                    .sorted()
                    .toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted().toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
