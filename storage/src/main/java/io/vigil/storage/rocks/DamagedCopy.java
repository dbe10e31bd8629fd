package io.vigil.storage.rocks;

import io.vigil.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Keeps a database folder as it is: what never changes is linked, the rest copied. */
final class DamagedCopy {
    /** More are refused: a disk that damages the log again and again must not be filled with copies. */
    private static final int MAX_COPIES = 8;

    private DamagedCopy() {}

    /** @return the folder of the copy, beside {@code folder} */
    static Path keep(Path folder, DiskReserve reserve) {
        try {
            Path copy = vacant(folder);
            List<Path> files = files(folder);
            reserve.require(bytesToCopy(files));
            Files.createDirectory(copy);
            for (Path file : files) {
                Path target = copy.resolve(file.getFileName());
                if (isFinal(file)) {
                    Files.createLink(target, file);
                } else {
                    Files.copy(file, target);
                }
            }
            return copy;
        } catch (IOException e) {
            throw new StorageException(StorageException.Reason.FAILED, "cannot keep a copy of damaged " + folder, e);
        }
    }

    private static Path vacant(Path folder) {
        for (int i = 1; i <= MAX_COPIES; i++) {
            Path copy = folder.resolveSibling(folder.getFileName() + ".damaged-" + i);
            if (!Files.exists(copy)) {
                return copy;
            }
        }
        throw new StorageException(
                StorageException.Reason.DAMAGED,
                "the log of " + folder + " was damaged " + MAX_COPIES + " times (copies " + folder.getFileName()
                        + ".damaged-1 to -" + MAX_COPIES + "); check the disk, then remove the copies");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static long bytesToCopy(List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += isFinal(file) ? 0 : Files.size(file);
        }
        return bytes;
    }

    private static boolean isFinal(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".sst") || name.endsWith(".blob");
    }
}
