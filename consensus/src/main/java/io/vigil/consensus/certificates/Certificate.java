package io.vigil.consensus.certificates;

/** A quorum's word. Any certificate for view v moves whoever sees it past v (A-rules of §2.4), whatever the gap. */
public sealed interface Certificate permits QuorumCertificate, TimeoutCertificate, CommitCertificate {
    long epoch();

    long view();
}
