package io.vigil.storage.crash;

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
 * Kills a loaded writer at random moments and at named points, and looks at what it leaves. {@code KillHarness KILLS [SEED]}.
 */
final class KillHarness {
    /** A store grows with each life; beyond this many lives the harness would measure its own check. */
    private static final int LIVES_PER_STORE = 10;

    private final Path home;
    private final Seeds random;
    private long blocks;
    private int atAcknowledged;
    private int oneAhead;
    private final List<String> faults = new ArrayList<>();

    KillHarness(Path home, long seed) {
        this.home = home;
        this.random = Seeds.of(seed);
    }

    public static void main(String[] args) throws IOException {
        Path home = Files.createTempDirectory("vigil-kill");
        KillHarness harness = new KillHarness(home, args.length > 1 ? Long.parseLong(args[1]) : 1);
        harness.killAtPoints(3);
        harness.killAtRandom(Integer.parseInt(args[0]));
        System.out.println(harness.summary());
        delete(home);
        System.exit(harness.faults.isEmpty() ? 0 : 1);
    }

    void killAtRandom(int kills) throws IOException {
        Countdown countdown = new Countdown("kills", kills);
        for (int i = 0; i < kills; i++) {
            Path store = home.resolve("random-" + i / LIVES_PER_STORE);
            if (i % LIVES_PER_STORE == 0 && i > 0) {
                delete(home.resolve("random-" + (i / LIVES_PER_STORE - 1)));
            }
            live(store, List.of(), random.between(1, 60));
            countdown.step();
        }
    }

    /** Each point, in the first block of a store and later ones. */
    void killAtPoints(int rounds) throws IOException {
        for (LoadedStore.Point point : LoadedStore.Point.values()) {
            Path store = home.resolve("point-" + point);
            for (int round = 0; round < rounds; round++) {
                live(store, List.of(point.name(), String.valueOf(1 + 7 * round)), Integer.MAX_VALUE);
            }
            delete(store);
        }
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    String summary() {
        return "kills " + (atAcknowledged + oneAhead + faults.size()) + ", blocks acknowledged " + blocks
                + ", head = acknowledged " + atAcknowledged + ", acknowledged + 1 " + oneAhead + ", faults "
                + faults.size() + (faults.isEmpty() ? "" : ": " + faults);
    }

    /** One life: kill after {@code acknowledgements}, unless the writer halts itself before. */
    private void live(Path store, List<String> haltAt, int acknowledgements) throws IOException {
        Process writer = start(store, haltAt);
        long first = -1;
        long last = -1;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; ; i++) {
                if (i == acknowledgements) {
                    writer.toHandle().destroyForcibly(); // leaves the pipe readable
                }
                String line = lines.readLine();
                if (line == null) {
                    break;
                }
                last = Long.parseLong(line);
                first = first < 0 ? last : first;
            }
        }
        blocks += last - first;
        judge(store, last);
    }

    private void judge(Path home, long acknowledged) {
        try (LoadedStore loaded = new LoadedStore(home)) {
            long head = loaded.head();
            Optional<String> fault = loaded.fault();
            if (fault.isPresent()) {
                faults.add(fault.get());
            } else if (loaded.store.walDamage().isPresent()) {
                faults.add("log damaged: " + loaded.store.walDamage().get());
            } else if (head != acknowledged && head != acknowledged + 1) {
                faults.add("head " + head + " after acknowledging " + acknowledged);
            } else if (loaded.logsAhead().stream().anyMatch(ahead -> ahead < 0 || ahead > 1)) {
                faults.add("journal and signer are ahead of the head by " + loaded.logsAhead());
            } else if (head == acknowledged) {
                atAcknowledged++;
            } else {
                oneAhead++;
            }
        }
    }

    static Process start(Path store, List<String> haltAt) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                LoadedWriter.class.getName(),
                store.toString()));
        command.addAll(haltAt);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
