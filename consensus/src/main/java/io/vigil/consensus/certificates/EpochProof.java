package io.vigil.consensus.certificates;

import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;

/**
 * Proof that an epoch ended and who comes next (A2): the last block's header as RLP, a commit certificate for it, and the set that the header
 * commits to. A chain of these leads from genesis to any epoch.
 */
public record EpochProof(CommitCertificate commit, Bytes header, ValidatorSet next) {}
