package io.vigil.consensus.certificates;

import io.vigil.types.Hash;

/** Why an epoch is over: its last block is final (A2), or its members agreed to end it earlier (G43). */
public sealed interface EpochEnd permits CommitCertificate, PlanProof {
    /** The epoch that is over. */
    long epoch();

    /** The block that the next one begins with. */
    Hash block();
}
