package io.vigil.storage.snapshot;

import io.vigil.storage.KeyValueStore;
import io.vigil.storage.Snapshot;
import io.vigil.storage.Table;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreSizes;
import io.vigil.storage.state.StateAudit;
import io.vigil.types.Bytes;
import io.vigil.types.testing.Countdown;
import io.vigil.types.testing.Seeds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Kills restores at random points, lets them go on, and compares what they end with: {@code RestoreKill KILLS [SEED]}. With
 * {@code restore HOME ACCOUNTS} it is the process that is killed.
 */
final class RestoreKill {
    private static final StoreSizes SIZES = new StoreSizes(8 << 20, 2 << 20, 4 << 20, 0, 200 << 20);
    private static final int ACCOUNTS = 500;
    private static final Bytes HEAD = Bytes.of('h');

    private final Path home;
    private final Seeds random;
    private final SnapshotFixture fixture = new SnapshotFixture(1, ACCOUNTS);
    private final Manifest manifest;
    private int kills;
    private int ended;
    private final List<String> faults = new ArrayList<>();

    RestoreKill(Path home, long seed) {
        this.home = home;
        this.random = Seeds.of(seed);
        this.manifest = fixture.export(home.resolve("snapshot"));
    }

    public static void main(String[] args) throws IOException {
        if (args[0].equals("restore")) {
            restore(new SnapshotFixture(1, Integer.parseInt(args[2])), Path.of(args[1]));
            return;
        }
        Path home = Files.createTempDirectory("vigil-restore");
        RestoreKill harness = new RestoreKill(home, args.length > 1 ? Long.parseLong(args[1]) : 1);
        harness.run(Integer.parseInt(args[0]));
        System.out.println(harness.summary());
        delete(home);
        System.exit(harness.faults.isEmpty() ? 0 : 1);
    }

    /** Restores are begun anew until so many were killed. */
    void run(int wantedKills) throws IOException {
        Countdown countdown = new Countdown("kills of a restore", wantedKills);
        while (kills < wantedKills) {
            boolean done = false;
            while (!done) {
                int before = kills;
                done = live(
                        kills < wantedKills ? random.nextInt(manifest.chunks().size() + 6) : Integer.MAX_VALUE);
                if (kills > before) {
                    countdown.step();
                }
            }
            judge();
            delete(home.resolve("data"));
        }
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    String summary() {
        return "restores killed " + kills + ", ended " + ended + " with id " + manifest.id() + " of "
                + manifest.chunks().size() + " chunks, faults " + faults.size() + " " + faults;
    }

    /** @return whether the restore came to its end */
    private boolean live(int killAfterLines) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RestoreKill.class.getName(),
                        "restore",
                        home.toString(),
                        String.valueOf(ACCOUNTS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String last = "";
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; ; i++) {
                if (i == killAfterLines) {
                    process.toHandle().destroyForcibly(); // leaves the pipe readable
                }
                String line = lines.readLine();
                if (line == null) {
                    break;
                }
                last = line;
            }
        }
        if (last.startsWith("Sound")) {
            return true;
        }
        if (last.startsWith("Faulty") || killAfterLines == Integer.MAX_VALUE) {
            faults.add(last);
            return true;
        }
        kills++;
        return false;
    }

    private void judge() {
        Staging.finish(home.resolve("data"));
        try (KeyValueStore restored = RocksStore.open(home.resolve("data").resolve("chain"), SIZES);
                Snapshot view = restored.snapshot()) {
            StateAudit.Report audit = StateAudit.full(view);
            boolean head = view.get(Table.META, HEAD)
                    .equals(Optional.of(manifest.header().hash().bytes()));
            if (!audit.isSound() || !audit.root().equals(manifest.header().stateRoot()) || !head) {
                faults.add("restored " + audit + ", head " + head);
            }
            ended++;
        }
    }

    private static void restore(SnapshotFixture fixture, Path home) {
        Restorer restorer = new Restorer(
                fixture.verifier(),
                folder -> RocksStore.open(folder, SIZES),
                (batch, manifest) ->
                        batch.put(Table.META, HEAD, manifest.header().hash().bytes()));
        Pace told = bytes -> {
            System.out.println(bytes);
            System.out.flush();
        };
        System.out.println(restorer.restore(new FolderSource(home.resolve("snapshot")), home.resolve("data"), told));
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
