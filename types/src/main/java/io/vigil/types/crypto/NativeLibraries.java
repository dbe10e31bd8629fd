package io.vigil.types.crypto;

import fr.acinq.secp256k1.Secp256k1;
import supranational.blst.P1;

/** Loads the native libraries at a moment of the caller's choice, so that a missing one is told at start. */
public final class NativeLibraries {
    private NativeLibraries() {}

    /** @throws MissingLibraryException if secp256k1 or blst does not load on this platform */
    public static void load() {
        try {
            Secp256k1.get().secKeyVerify(new byte[32]); // the loader alone hides some failures
        } catch (RuntimeException | LinkageError e) {
            throw new MissingLibraryException("secp256k1", e);
        }
        try {
            P1.generator();
        } catch (RuntimeException | LinkageError e) {
            throw new MissingLibraryException("blst", e);
        }
    }
}
