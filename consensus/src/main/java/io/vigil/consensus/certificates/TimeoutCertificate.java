package io.vigil.consensus.certificates;

import io.vigil.types.Bytes;
import java.util.List;

/**
 * A quorum gave up on a view (TC), and the highest certificate that any of its signers held. Signers are grouped by the view they reported.
 *
 * @param groups ascending by reported view, disjoint, none empty (A14)
 * @param signature aggregate over TIMEOUT(epoch, view, highView) of every signer
 * @param high the certificate of the last group's view
 */
public record TimeoutCertificate(long epoch, long view, List<Group> groups, Bytes signature, BlockCertificate high)
        implements Certificate {
    public TimeoutCertificate {
        groups = List.copyOf(groups);
    }

    /** Signers that reported {@code highView} as the view of their highest certificate. */
    public record Group(long highView, Signers signers) {}

    /** The highest certificate view that a signer reported: nobody may build below it in the next view (V4b). */
    public long highestReported() {
        return groups.getLast().highView();
    }
}
