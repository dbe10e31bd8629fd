package io.vigil.testnet.explorer;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.PlanProof;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.List;

/**
 * A plan that a member signed (G43): it ends the first epoch with a certificate. With another honest member's consent and the fourth's it has a quorum,
 * since the fourth says it is locked on whatever is highest.
 *
 * @param sequence from 1; a later one replaces {@code previous}
 * @param isLast whether it brings other members, so that none may replace it (G45c)
 */
record Consent(long sequence, Hash previous, BlockCertificate certificate, boolean isLast) {
    /** Plans that one member may sign, each in place of the one before. */
    static final int MOST = 2;

    Plan plan() {
        return new Plan(
                1,
                Hash.ZERO,
                certificate.epoch(),
                Hash.ZERO,
                sequence,
                previous,
                certificate,
                Bytes.EMPTY,
                List.of(),
                List.of(),
                0,
                "");
    }

    /** With a quorum, which the fourth completes, and with the consent of all whom it brings. */
    EpochProof proof(ValidatorSet next) {
        PlanProof.Group all = new PlanProof.Group(certificate.view(), certificate.block(), Setting.QUORUM);
        return new EpochProof(new PlanProof(plan(), List.of(all), Bytes.EMPTY), Bytes.EMPTY, next);
    }

    /** What stands for its hash: equal for equal plans. */
    Hash hash() {
        return Said.hash(print());
    }

    long print() {
        long at = Visited.mix(Visited.mix(sequence, certificate.view()), Blocks.key(certificate.block()));
        return Visited.mix(Visited.mix(at, previous.bytes().getLong(0)), isLast ? 1 : 0);
    }
}
