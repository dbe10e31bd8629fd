package io.vigil.consensus.certificates;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;

/**
 * A quorum voted for {@code block} in {@code view} (QC). It carries no height: that comes from the header whose hash it names (A14).
 *
 * @param signature aggregate over VOTE(epoch, view, block)
 */
public record QuorumCertificate(long epoch, long view, Hash block, Signers signers, Bytes signature)
        implements Certificate, BlockCertificate {}
