package io.vigil.types.crypto;

import fr.acinq.secp256k1.Secp256k1Exception;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import java.util.Arrays;
import java.util.Optional;

/** ECDSA over secp256k1, by the native library of Bitcoin Core. */
public final class Secp256k1 {
    /** The order of the group. */
    public static final UInt256 ORDER =
            UInt256.of(Bytes.fromHex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"));

    public static final UInt256 HALF_ORDER = ORDER.divide(UInt256.of(2));

    private static final int SECRET_SIZE = 32;

    private Secp256k1() {}

    /**
     * The address whose key signed {@code message}, or none if no key could have. Accepts s above half the order, as
     * the precompile ecrecover does; {@link #isLowS} is the further rule for transactions.
     *
     * @param recoveryId 0 or 1; others recover nothing, since Ethereum excludes them
     */
    public static Optional<Address> recoverAddress(Hash message, UInt256 r, UInt256 s, int recoveryId) {
        if (!isScalar(r) || !isScalar(s) || (recoveryId != 0 && recoveryId != 1)) {
            return Optional.empty();
        }
        byte[] signature = Bytes.concat(r.toBytes32(), s.toBytes32()).shared();
        try {
            byte[] key = library().ecdsaRecover(signature, message.bytes().shared(), recoveryId);
            return Optional.of(addressOfKey(key));
        } catch (Secp256k1Exception e) {
            return Optional.empty();
        }
    }

    /** EIP-2: a transaction's s is at most half the order, so that nobody can make a second valid signature of one. */
    public static boolean isLowS(UInt256 s) {
        return s.compareTo(HALF_ORDER) <= 0;
    }

    /** Whether {@code value} is from 1 to the order minus 1. */
    public static boolean isScalar(UInt256 value) {
        return !value.isZero() && value.compareTo(ORDER) < 0;
    }

    /**
     * Signs deterministically (RFC 6979) with a low s.
     *
     * @throws IllegalArgumentException if {@code secretKey} is not 32 bytes from 1 to the order minus 1
     */
    public static RecoverableSignature sign(Hash message, Bytes secretKey) {
        Address signer = address(secretKey);
        byte[] signature = library().sign(message.bytes().shared(), secretKey.shared());
        UInt256 r = UInt256.of(Bytes.copyOf(signature, 0, 32));
        UInt256 s = UInt256.of(Bytes.copyOf(signature, 32, 32));
        for (int yParity = 0; yParity < 2; yParity++) {
            if (recoverAddress(message, r, s, yParity).equals(Optional.of(signer))) {
                return new RecoverableSignature(r, s, yParity);
            }
        }
        throw new IllegalStateException("signature of " + message + " does not recover to its signer " + signer);
    }

    /** @throws IllegalArgumentException if {@code secretKey} is not 32 bytes from 1 to the order minus 1 */
    public static Address address(Bytes secretKey) {
        return addressOfKey(publicKey(secretKey).shared());
    }

    /**
     * The 65 bytes of the uncompressed public key.
     *
     * @throws IllegalArgumentException if {@code secretKey} is not 32 bytes from 1 to the order minus 1
     */
    public static Bytes publicKey(Bytes secretKey) {
        if (secretKey.size() != SECRET_SIZE || !isScalar(UInt256.of(secretKey))) {
            throw new IllegalArgumentException(
                    "a secp256k1 secret key has 32 bytes and is from 1 to the order minus 1");
        }
        return Bytes.wrap(library().pubkeyCreate(secretKey.shared()));
    }

    private static Address addressOfKey(byte[] uncompressed) {
        byte[] digest = new byte[Hash.SIZE];
        Keccak.digest(uncompressed, 1, uncompressed.length - 1, digest, 0);
        return new Address(Bytes.wrap(Arrays.copyOfRange(digest, Hash.SIZE - Address.SIZE, Hash.SIZE)));
    }

    private static fr.acinq.secp256k1.Secp256k1 library() {
        try {
            return fr.acinq.secp256k1.Secp256k1.get();
        } catch (LinkageError | IllegalStateException e) {
            throw new MissingLibraryException("secp256k1", e);
        }
    }
}
