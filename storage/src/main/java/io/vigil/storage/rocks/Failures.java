package io.vigil.storage.rocks;

import io.vigil.storage.StorageException;
import io.vigil.storage.StorageException.Reason;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** RocksDB's failures in our words. */
final class Failures {
    private static final Pattern FILE = Pattern.compile("\\d{6}\\.|MANIFEST|CURRENT");

    private Failures() {}

    static StorageException of(String doing, Path folder, RocksDBException e) {
        return new StorageException(reason(e), doing + " " + folder + ": " + e.getMessage() + culprit(folder, e), e);
    }

    /** RocksDB names every kind of file but blob files. */
    private static String culprit(Path folder, RocksDBException e) {
        boolean named = FILE.matcher(String.valueOf(e.getMessage())).find();
        if (!isCorruption(e) || named) {
            return "";
        }
        return BlobFile.firstDamaged(folder).map(file -> " in " + file).orElse(" in a blob file of that table");
    }

    static boolean isCorruption(RocksDBException e) {
        return e.getStatus() != null && e.getStatus().getCode() == Status.Code.Corruption;
    }

    private static Reason reason(RocksDBException e) {
        Status status = e.getStatus();
        if (status == null) {
            return Reason.FAILED;
        }
        boolean locked = e.getMessage() != null && e.getMessage().contains("LOCK: ");
        return switch (status.getCode()) {
            case Corruption -> Reason.DAMAGED;
            case IOError ->
                status.getSubCode() == Status.SubCode.NoSpace ? Reason.FULL : locked ? Reason.IN_USE : Reason.FAILED;
            default -> Reason.FAILED;
        };
    }
}
