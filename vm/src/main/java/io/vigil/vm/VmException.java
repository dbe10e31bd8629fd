package io.vigil.vm;

/** A part of the machine that the VM needs is missing or broken, such as a native library. Nothing a contract does. */
public final class VmException extends RuntimeException {
    public VmException(String message, Throwable cause) {
        super(message, cause);
    }
}
