package io.vigil.consensus.certificates;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;

/**
 * A quorum committed to a certified block (CC): the proof of finality that anyone can check. It always travels with the certificate it is
 * about, whose epoch, view and block are its own (A14).
 *
 * @param signature aggregate over COMMIT(epoch, view, block)
 */
public record CommitCertificate(QuorumCertificate quorum, Signers signers, Bytes signature)
        implements Certificate, EpochEnd {
    @Override
    public long epoch() {
        return quorum.epoch();
    }

    @Override
    public long view() {
        return quorum.view();
    }

    @Override
    public Hash block() {
        return quorum.block();
    }
}
