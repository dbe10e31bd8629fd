package io.vigil.deposits;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsPublicKey;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.crypto.BlsSignature;

/**
 * What a depositor sent to the contract. The contract checks sizes alone, so key and signature may be any bytes.
 *
 * @param publicKey 48 bytes
 * @param credentials who may one day have the stake back
 * @param amountGwei unsigned
 * @param signature 96 bytes
 */
public record DepositData(Bytes publicKey, Hash credentials, long amountGwei, Bytes signature) {
    /** @throws IllegalArgumentException if a size is wrong */
    public DepositData {
        if (publicKey.size() != BlsPublicKey.SIZE || signature.size() != BlsSignature.SIZE) {
            throw new IllegalArgumentException("a deposit has a key of 48 and a signature of 96 bytes, not "
                    + publicKey.size() + " and " + signature.size());
        }
    }

    /** A deposit whose signature proves possession of {@code key}. */
    public static DepositData signed(BlsSecretKey key, Hash credentials, long amountGwei, DepositDomain domain) {
        Bytes publicKey = key.publicKey().bytes();
        DepositData unsigned =
                new DepositData(publicKey, credentials, amountGwei, Bytes.wrap(new byte[BlsSignature.SIZE]));
        Bytes signature = key.sign(domain.signingRoot(unsigned).bytes()).bytes();
        return new DepositData(publicKey, credentials, amountGwei, signature);
    }

    /** SSZ hash tree root: the leaf of the deposit tree. */
    public Hash root() {
        Hash signatureRoot = Sha256.pair(
                Sha256.hash(signature.slice(0, 64)), Sha256.pair(new Hash(signature.slice(64, 32)), Hash.ZERO));
        return root(signatureRoot);
    }

    /** SSZ hash tree root of the deposit without its signature: what is signed, together with a domain. */
    public Hash messageRoot() {
        return root(Hash.ZERO);
    }

    /** The verdict on key and signature; never throws, whatever the bytes are. */
    public Possession possession(DepositDomain domain) {
        BlsPublicKey key;
        try {
            key = BlsPublicKey.parse(publicKey);
        } catch (MalformedException e) {
            return Possession.BAD_KEY;
        }
        try {
            boolean signed = BlsSignature.parse(signature)
                    .verify(key, domain.signingRoot(this).bytes());
            return signed ? Possession.PROVEN : Possession.BAD_SIGNATURE;
        } catch (MalformedException e) {
            return Possession.BAD_SIGNATURE;
        }
    }

    /** Whether the depositor showed to hold the secret of the key. */
    public enum Possession {
        PROVEN,
        BAD_KEY,
        BAD_SIGNATURE
    }

    private Hash root(Hash signatureRoot) {
        Hash keyRoot = Sha256.pair(new Hash(publicKey.slice(0, 32)), Sha256.padded(publicKey.slice(32, 16)));
        return Sha256.pair(Sha256.pair(keyRoot, credentials), Sha256.pair(Sha256.chunk(amountGwei), signatureRoot));
    }
}
