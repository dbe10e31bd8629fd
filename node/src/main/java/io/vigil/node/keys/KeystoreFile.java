package io.vigil.node.keys;

import io.vigil.node.config.RefusedException;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsSecretKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.UUID;

/** A validator's key on disk: a keystore file that one password opens. */
public final class KeystoreFile {
    private static final int SALT_BYTES = 32;

    private final Path file;
    private final KeystoreJson json = new KeystoreJson();

    public KeystoreFile(Path file) {
        this.file = file;
    }

    public Path file() {
        return file;
    }

    /** Locks {@code key} with the cost that EIP-2335 shows, for a password that a person chose. */
    public void create(BlsSecretKey key, String password, SecureRandom random) {
        create(key, password, new KeyDerivation.Scrypt(KeyDerivation.Scrypt.DEFAULT_N, 8, 1, salt(random)), random);
    }

    /**
     * Locks {@code key} with a password of 256 random bits. Stretching adds nothing to such a password, so the node
     * starts without the wait for it.
     */
    public void createWithRandomPassword(BlsSecretKey key, String password, SecureRandom random) {
        create(key, password, new KeyDerivation.Pbkdf2(1, salt(random)), random);
    }

    private void create(BlsSecretKey key, String password, KeyDerivation derivation, SecureRandom random) {
        byte[] iv = new byte[Keystore.IV_BYTES];
        random.nextBytes(iv);
        Bytes publicKey = key.publicKey().bytes();
        UUID uuid = UUID.randomUUID();
        Keystore keystore = Keystore.lock(key.secretBytes(), publicKey, password, derivation, Bytes.wrap(iv), uuid);
        PrivateFile.create(file, json.write(keystore));
    }

    /** What can be known without the password. */
    public Keystore read() {
        try {
            return json.read(PrivateFile.read(file));
        } catch (MalformedException e) {
            throw new RefusedException(file + ": is no keystore: " + e.getMessage(), e);
        }
    }

    /** @throws RefusedException if the password is wrong or the key inside is not the one the file names */
    public BlsSecretKey open(String password) {
        Keystore keystore = read();
        Bytes secret = keystore.open(password)
                .orElseThrow(() -> new RefusedException(file + ": the password does not open it"));
        BlsSecretKey key;
        try {
            key = BlsSecretKey.ofBytes(secret);
        } catch (MalformedException e) {
            throw new RefusedException(file + ": " + e.getMessage(), e);
        }
        if (!key.publicKey().bytes().equals(keystore.publicKey())) {
            throw new RefusedException(
                    file + ": the key inside is " + key.publicKey() + ", the file names " + keystore.publicKey());
        }
        return key;
    }

    private static Bytes salt(SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return Bytes.wrap(salt);
    }
}
