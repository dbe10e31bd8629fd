package io.vigil.storage.rocks;

import io.vigil.storage.StorageException;
import io.vigil.storage.StorageException.Reason;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** RocksDB's failures in our words. */
final class Failures {
    private Failures() {}

    static StorageException of(String doing, Path folder, RocksDBException e) {
        return new StorageException(reason(e), doing + " " + folder + ": " + e.getMessage(), e);
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
