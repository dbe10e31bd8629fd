package io.vigil.testnet.drill;

import io.vigil.types.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Stream;

/** SHA-256 over the names and bytes of all files below a folder: equal before and after says that nobody touched it. */
final class FolderHash {
    private FolderHash() {}

    static String of(Path folder) {
        try (Stream<Path> below = Files.walk(folder)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            List<Path> files = below.filter(Files::isRegularFile).sorted().toList();
            for (Path file : files) {
                byte[] content = Files.readAllBytes(file);
                digest.update((folder.relativize(file) + " " + content.length + "\n").getBytes(StandardCharsets.UTF_8));
                digest.update(content);
            }
            return Bytes.wrap(digest.digest()).toHex();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be read: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
