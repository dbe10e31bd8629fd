package io.vigil.types.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds the public test vectors: in the folder named by the system property {@code vigil.vectors}, or in
 * {@code ../shared/vectors} seen from the root of the repository. Where they are absent the test is skipped with a message.
 */
public final class Vectors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Vectors() {}

    /** The file or folder {@code path} of the vectors, such as {@code bls/verify}. */
    public static Path at(String path) {
        Path found = root().resolve(path);
        Assumptions.assumeTrue(Files.exists(found), () -> "skipped: no test vectors at " + found.toAbsolutePath());
        return found;
    }

    /** All files below {@link #at} {@code path} whose name ends in {@code suffix}, in order of their paths. */
    public static List<Path> filesAt(String path, String suffix) {
        try (Stream<Path> files = Files.walk(at(path))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /**
     * Every JSON file inside the zip {@link #at} {@code path} whose name contains {@code part}, one after the other in the
     * order of their names.
     */
    public static void forEachJsonInZip(String path, String part, BiConsumer<String, JsonNode> reader) {
        try (ZipFile zip = new ZipFile(at(path).toFile())) {
            List<? extends ZipEntry> entries = zip.stream()
                    .filter(entry ->
                            entry.getName().endsWith(".json") && entry.getName().contains(part))
                    .sorted(Comparator.comparing(ZipEntry::getName))
                    .toList();
            for (ZipEntry entry : entries) {
                try (InputStream in = zip.getInputStream(entry)) {
                    reader.accept(entry.getName(), JSON.readTree(in));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    private static Path root() {
        String property = System.getProperty("vigil.vectors");
        if (property != null) {
            return Path.of(property);
        }
        Path repository = Path.of("").toAbsolutePath();
        while (!Files.exists(repository.resolve("mvnw")) && repository.getParent() != null) {
            repository = repository.getParent();
        }
        return repository.resolveSibling("shared").resolve("vectors");
    }
}
