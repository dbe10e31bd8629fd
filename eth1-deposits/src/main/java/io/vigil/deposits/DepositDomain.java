package io.vigil.deposits;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;

/**
 * Binds deposit signatures to one network: DOMAIN_DEPOSIT and the first 28 bytes of the fork data root of a fork version of
 * our own, with a zero validators root, so that a signature outlives upgrades (consensus-specs, compute_domain; D12).
 *
 * @param forkVersion 4 bytes
 */
public record DepositDomain(Bytes forkVersion) {
    private static final Bytes DOMAIN_TYPE = Bytes.of(3, 0, 0, 0);

    public DepositDomain {
        if (forkVersion.size() != 4) {
            throw new IllegalArgumentException("a fork version has 4 bytes, not " + forkVersion.size());
        }
    }

    public Hash domain() {
        Hash forkDataRoot = Sha256.pair(Sha256.padded(forkVersion), Hash.ZERO);
        return new Hash(Bytes.concat(DOMAIN_TYPE, forkDataRoot.bytes().slice(0, 28)));
    }

    /** What the depositor signs. */
    public Hash signingRoot(DepositData deposit) {
        return Sha256.pair(deposit.messageRoot(), domain());
    }
}
