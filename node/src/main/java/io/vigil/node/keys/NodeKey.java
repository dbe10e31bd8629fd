package io.vigil.node.keys;

import io.vigil.node.config.RefusedException;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * Who this node is on the network: an Ed25519 key (RFC 8032), on disk its seed in 64 hex digits.
 *
 * @param seed 32 bytes
 */
public record NodeKey(Bytes seed) {
    private static final int SEED_BYTES = 32;

    public NodeKey {
        if (seed.size() != SEED_BYTES) {
            throw new IllegalArgumentException("a seed of " + seed.size() + " bytes");
        }
    }

    public static NodeKey generate(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new NodeKey(Bytes.wrap(seed));
    }

    /** @throws RefusedException if the file is missing, open to others, or no seed */
    public static NodeKey read(Path file) {
        try {
            return new NodeKey(Bytes.parseHex(PrivateFile.read(file).strip()));
        } catch (MalformedException | IllegalArgumentException e) {
            throw new RefusedException(file + ": is not an Ed25519 seed of 64 hex digits", e);
        }
    }

    public void writeTo(Path file) {
        PrivateFile.create(file, seed.toHex().substring(2) + "\n");
    }

    /** The public key, 32 bytes: the id by which other nodes know this one. */
    public Bytes id() {
        return Bytes.wrap(new Ed25519PrivateKeyParameters(seed.shared())
                .generatePublicKey()
                .getEncoded());
    }

    /** An Ed25519 signature, 64 bytes. */
    public Bytes sign(Bytes message) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, new Ed25519PrivateKeyParameters(seed.shared()));
        signer.update(message.shared(), 0, message.size());
        return Bytes.wrap(signer.generateSignature());
    }

    /** The seed is a secret. */
    @Override
    public String toString() {
        return "NodeKey of " + id();
    }
}
