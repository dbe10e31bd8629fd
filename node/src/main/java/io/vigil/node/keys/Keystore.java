package io.vigil.node.keys;

import io.vigil.types.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Optional;
import java.util.UUID;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * One secret behind a password, as EIP-2335 version 4 writes it to disk.
 *
 * @param iv of AES-128-CTR, 16 bytes
 * @param cipherText as long as the secret
 * @param checksum SHA-256 over the second half of the derived key and the cipher text: tells a wrong password
 * @param publicKey of the secret; not protected by the password, so compare it after opening
 * @param path EIP-2334 path the secret was derived by; empty if it was not derived
 */
public record Keystore(
        KeyDerivation derivation,
        Bytes iv,
        Bytes cipherText,
        Bytes checksum,
        Bytes publicKey,
        String path,
        UUID uuid,
        String description) {
    /** Bytes of the initialisation vector of AES. */
    public static final int IV_BYTES = 16;

    private static final int CIPHER_KEY_BYTES = 16;

    public Keystore {
        if (iv.size() != IV_BYTES) {
            throw new IllegalArgumentException("an iv of " + iv.size() + " bytes");
        }
    }

    /** Locks {@code secret}. Salt, iv and uuid come from the caller's random source. */
    public static Keystore lock(
            Bytes secret, Bytes publicKey, String password, KeyDerivation derivation, Bytes iv, UUID uuid) {
        Bytes key = derivation.derive(passwordBytes(password));
        Bytes cipherText = cipher(key, iv, secret);
        return new Keystore(derivation, iv, cipherText, checksum(key, cipherText), publicKey, "", uuid, "");
    }

    /** The secret, or empty if {@code password} is not the one it was locked with. */
    public Optional<Bytes> open(String password) {
        Bytes key = derivation.derive(passwordBytes(password));
        boolean right = MessageDigest.isEqual(checksum(key, cipherText).shared(), checksum.shared());
        return right ? Optional.of(cipher(key, iv, cipherText)) : Optional.empty();
    }

    /** EIP-2335 "Password requirements": NFKD, without control codes, in UTF-8. */
    private static Bytes passwordBytes(String password) {
        String normal = Normalizer.normalize(password, Normalizer.Form.NFKD);
        StringBuilder kept = new StringBuilder();
        normal.codePoints().filter(point -> !isControlCode(point)).forEach(kept::appendCodePoint);
        return Bytes.wrap(kept.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isControlCode(int point) {
        return point < 0x20 || (point >= 0x7f && point <= 0x9f);
    }

    private static Bytes checksum(Bytes key, Bytes cipherText) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(key.shared(), CIPHER_KEY_BYTES, KeyDerivation.KEY_BYTES - CIPHER_KEY_BYTES);
            return Bytes.wrap(sha256.digest(cipherText.shared()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** AES-128 in counter mode: the same step locks and opens. */
    private static Bytes cipher(Bytes key, Bytes iv, Bytes input) {
        var cipher = SICBlockCipher.newInstance(AESEngine.newInstance());
        KeyParameter cipherKey = new KeyParameter(key.shared(), 0, CIPHER_KEY_BYTES);
        cipher.init(true, new ParametersWithIV(cipherKey, iv.shared()));
        byte[] output = new byte[input.size()];
        cipher.processBytes(input.shared(), 0, output.length, output, 0);
        return Bytes.wrap(output);
    }
}
