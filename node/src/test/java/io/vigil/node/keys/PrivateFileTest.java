package io.vigil.node.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.config.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateFileTest {
    @TempDir
    private Path folder;

    @Test
    void isMadeForItsOwnerAloneAndNeverOverwritten() throws IOException {
        Path file = folder.resolve("keys/node.key");

        PrivateFile.create(file, "secret");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys"))))
                .isEqualTo("rwx------");
        assertThat(PrivateFile.read(file)).isEqualTo("secret");
        assertThatThrownBy(() -> PrivateFile.create(file, "other"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is there already");
        assertThat(PrivateFile.read(file)).isEqualTo("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw------x"})
    void isRefusedWhenOthersMayReachIt(String permissions) throws IOException {
        Path file = folder.resolve("node.key");
        PrivateFile.create(file, "secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> PrivateFile.read(file)).hasMessageContaining("chmod 600 " + file);
    }

    @Test
    void aMissingOrOversizedFileIsRefused() throws IOException {
        Path file = folder.resolve("node.key");
        assertThatThrownBy(() -> PrivateFile.read(file)).hasMessage(file + ": is missing");

        PrivateFile.create(file, "x".repeat(65_537));
        assertThatThrownBy(() -> PrivateFile.read(file)).hasMessageContaining("larger than 65536 bytes");
    }
}
