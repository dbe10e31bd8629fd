package io.vigil.node.quarantine;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The bundles of a node, one file each, named so that the oldest sorts first. */
public final class BundleFolder {
    /** Files that are kept; the oldest leaves. */
    static final int MAX_BUNDLES = 64;

    private static final String PREFIX = "bundle-";

    private final Path folder;
    private final ObjectMapper json = new ObjectMapper();

    public BundleFolder(Path folder) {
        this.folder = folder;
    }

    /** @return where it lies now */
    public Path write(Bundle bundle) {
        String name = "%s%012d-%s.json"
                .formatted(
                        PREFIX,
                        bundle.environment().number(),
                        bundle.transaction().hash().toHex().substring(2, 18));
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(folder);
            Files.write(file, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(bundle.toJson()));
            List<Path> all = list();
            for (Path old : all.subList(0, Math.max(0, all.size() - MAX_BUNDLES))) {
                Files.delete(old);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    /** The oldest first. */
    public List<Path> list() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(PREFIX))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }
}
