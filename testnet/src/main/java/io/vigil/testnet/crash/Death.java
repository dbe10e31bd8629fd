package io.vigil.testnet.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * When a node dies: at the {@code count}-th pass of {@code point}. A file of its home says so, and is read when the process
 * starts.
 *
 * @param point nothing if it lives until somebody else kills it
 * @param byPower whether what was not synced is lost as well
 * @param seed of how much of it is
 */
record Death(Optional<KillPoint> point, int count, boolean byPower, long seed) {
    private static final String FILE = "death";
    private static final String NEVER = "never";

    static Death byOthers(boolean byPower) {
        return new Death(Optional.empty(), 0, byPower, 0);
    }

    void write(Path home) {
        String text = point.map(KillPoint::name).orElse(NEVER) + " " + count + " " + byPower + " " + seed + "\n";
        try {
            Files.writeString(home.resolve(FILE), text, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Death read(Path home) {
        try {
            List<String> words = List.of(Files.readString(home.resolve(FILE), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ", -1));
            Optional<KillPoint> point =
                    words.get(0).equals(NEVER) ? Optional.empty() : Optional.of(KillPoint.valueOf(words.get(0)));
            return new Death(
                    point,
                    Integer.parseInt(words.get(1)),
                    Boolean.parseBoolean(words.get(2)),
                    Long.parseLong(words.get(3)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
