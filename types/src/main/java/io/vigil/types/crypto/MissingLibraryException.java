package io.vigil.types.crypto;

/** A native library does not load here. The message names the library and the platform; the program must stop. */
public final class MissingLibraryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MissingLibraryException(String library, Throwable cause) {
        super(
                "the native library " + library + " does not load on "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                        + " (supported: Linux and macOS, x86-64 and arm64; a writable temporary folder is needed): "
                        + rootOf(cause),
                cause);
    }

    private static String rootOf(Throwable cause) {
        Throwable at = cause;
        for (Throwable next = at.getCause(); next != null; next = next.getCause()) {
            at = next;
        }
        return at.toString();
    }
}
