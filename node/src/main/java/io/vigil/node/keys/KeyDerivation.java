package io.vigil.node.keys;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;

/** Stretches a password to the 32 bytes that lock a keystore (EIP-2335 "Decryption key"). */
public sealed interface KeyDerivation {
    /** Bytes of the derived key; the first half is the cipher's key, the second the checksum's. */
    int KEY_BYTES = 32;

    Bytes salt();

    /** The key for {@code password}, already in the form that EIP-2335 prescribes. */
    Bytes derive(Bytes password);

    /**
     * RFC 7914.
     *
     * @param n cost, a power of two
     * @param r block size
     * @param p lanes
     */
    record Scrypt(int n, int r, int p, Bytes salt) implements KeyDerivation {
        /** The cost that EIP-2335 shows: a guess takes 256 MiB and half a second. */
        public static final int DEFAULT_N = 1 << 18;

        /** A keystore that asks for more memory than this is refused: it could not be opened by a node. */
        private static final long MAX_MEMORY_BYTES = 256L << 20;

        private static final int MAX_LANES = 16;

        public Scrypt {
            if (n < 2 || Integer.bitCount(n) != 1 || r < 1 || p < 1 || p > MAX_LANES) {
                throw new IllegalArgumentException("scrypt with n=" + n + " r=" + r + " p=" + p);
            }
            if (128L * n * r > MAX_MEMORY_BYTES) {
                throw new IllegalArgumentException("scrypt with n=" + n + " r=" + r + " takes more than 256 MiB");
            }
        }

        @Override
        public Bytes derive(Bytes password) {
            return Bytes.wrap(SCrypt.generate(password.shared(), salt.shared(), n, r, p, KEY_BYTES));
        }
    }

    /** RFC 8018 with HMAC-SHA-256. */
    record Pbkdf2(int rounds, Bytes salt) implements KeyDerivation {
        /** The cost that EIP-2335 shows. */
        public static final int DEFAULT_ROUNDS = 1 << 18;

        private static final int MAX_ROUNDS = 10_000_000;

        public Pbkdf2 {
            if (rounds < 1 || rounds > MAX_ROUNDS) {
                throw new IllegalArgumentException("pbkdf2 with " + rounds + " rounds");
            }
        }

        @Override
        public Bytes derive(Bytes password) {
            PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
            generator.init(password.shared(), salt.shared(), rounds);
            KeyParameter key = (KeyParameter) generator.generateDerivedMacParameters(8 * KEY_BYTES);
            return Bytes.wrap(key.getKey());
        }
    }

    static KeyDerivation scrypt(int n, int r, int p, Bytes salt) throws MalformedException {
        try {
            return new Scrypt(n, r, p, salt);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("crypto.kdf.params: " + e.getMessage(), e);
        }
    }

    static KeyDerivation pbkdf2(int rounds, Bytes salt) throws MalformedException {
        try {
            return new Pbkdf2(rounds, salt);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("crypto.kdf.params: " + e.getMessage(), e);
        }
    }
}
