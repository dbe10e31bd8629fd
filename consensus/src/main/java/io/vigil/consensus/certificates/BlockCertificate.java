package io.vigil.consensus.certificates;

import io.vigil.types.Hash;

/** What a lock, a proposal's parent or a timeout may name: a certified block of the epoch, or the epoch's root. */
public sealed interface BlockCertificate permits QuorumCertificate, Root {
    long epoch();

    long view();

    Hash block();
}
