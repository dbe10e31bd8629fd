package io.vigil.node.plan;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;

/** The program that runs, as a plan names programs. */
public final class Program {
    private static final int BUFFER_BYTES = 1 << 16;

    private Program() {}

    /** Such as {@code linux-x86_64}. */
    public static String system() {
        String os = property("os.name").startsWith("mac") ? "macos" : property("os.name");
        String machine = property("os.arch").equals("amd64") ? "x86_64" : property("os.arch");
        return os + "-" + (machine.equals("aarch64") ? "arm64" : machine);
    }

    /** sha256 of the archive that this class came from; nothing if it came from no archive. */
    public static Optional<Hash> sha256() {
        Path file = Path.of(Program.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return Optional.of(new Hash(Bytes.wrap(digest.digest())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String property(String name) {
        return Optional.ofNullable(System.getProperty(name)).orElse("").toLowerCase(Locale.ROOT);
    }
}
