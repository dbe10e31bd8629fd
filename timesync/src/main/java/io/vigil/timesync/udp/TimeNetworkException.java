package io.vigil.timesync.udp;

import org.jspecify.annotations.Nullable;

/** The machine does not let us listen where we were told to. */
public final class TimeNetworkException extends RuntimeException {
    public TimeNetworkException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
