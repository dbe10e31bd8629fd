package io.vigil.node.config;

import io.vigil.storage.StorageException;
import io.vigil.types.crypto.MissingLibraryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.http.HttpTimeoutException;

/** How a process of ours ends. The numbers are a contract with scripts; 74 and 78 are those of BSD's sysexits.h. */
public enum ExitCode {
    OK(0, "done"),
    CHECK_FAILED(1, "a check failed, or the command could not do what was asked"),
    USAGE(2, "the command line is wrong"),
    DISK(74, "reading or writing a disk failed"),
    REFUSED(78, "refuses to run: settings, keys, genesis or records do not allow it");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    public String meaning() {
        return meaning;
    }

    /** The code for a failure that nobody handled; what is not ours to classify counts as a failed check. */
    public static ExitCode of(Throwable failure) {
        return switch (failure) {
            case RefusedException refused -> REFUSED;
            case MissingLibraryException missing -> REFUSED;
            case StorageException storage -> of(storage.reason());
            case UncheckedIOException disk -> DISK;
            case SocketException network -> CHECK_FAILED;
            case HttpTimeoutException network -> CHECK_FAILED;
            case AnswerException answer -> CHECK_FAILED;
            case IOException disk -> DISK;
            default -> failure.getCause() == null ? CHECK_FAILED : of(failure.getCause());
        };
    }

    /** Damage and a newer format are no failures of a disk: the node will not run on them until someone acts. */
    private static ExitCode of(StorageException.Reason reason) {
        return switch (reason) {
            case FULL, FAILED -> DISK;
            case DAMAGED, NEWER, IN_USE -> REFUSED;
        };
    }
}
