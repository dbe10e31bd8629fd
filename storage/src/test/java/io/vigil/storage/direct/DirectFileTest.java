package io.vigil.storage.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectFileTest {
    private static final int BLOCK = 256 << 10;

    @TempDir
    private Path home = Path.of("set by JUnit");

    @Test
    void holdsWhatWasWrittenWhateverItsSize() throws IOException {
        for (int size : new int[] {0, 1, 4095, 4096, 4097, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, (5 << 20) + 7}) {
            requireWhole(home.resolve("of-" + size), size);
        }
    }

    /** Memory as a disk: older kernels refuse to write it past a cache. */
    @Test
    void holdsItWhereTheFileSystemIsAllCache() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory), "no /dev/shm on this machine");
        Path folder = Files.createTempDirectory(memory, "vigil-direct");
        try {
            requireWhole(folder.resolve("file"), (5 << 20) + 7);
        } finally {
            Files.deleteIfExists(folder.resolve("file"));
            Files.delete(folder);
        }
    }

    @Test
    void writesOverNothing() throws IOException {
        Path there = Files.write(home.resolve("there"), new byte[] {1});

        assertThatThrownBy(() -> new DirectFile(there).close()).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(there).hasBinaryContent(new byte[] {1});
    }

    @Test
    void aFileThatIsGivenUpIsClosedOnce() throws IOException {
        DirectFile file = new DirectFile(home.resolve("begun"));
        file.write(new byte[BLOCK + 5], 0, BLOCK + 5);
        file.close();
        file.close();

        assertThat(Files.size(home.resolve("begun"))).isEqualTo(BLOCK);
    }

    private static void requireWhole(Path path, int size) throws IOException {
        byte[] content = new byte[size + 3];
        new Random(size).nextBytes(content);
        try (DirectFile file = new DirectFile(path)) {
            int at = 0;
            for (int piece = 1; at < size; piece = piece * 3 + 1) {
                int some = Math.min(piece, size - at);
                file.write(content, 3 + at, some);
                at += some;
            }
            file.finish();
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(Arrays.copyOfRange(content, 3, size + 3));
    }
}
