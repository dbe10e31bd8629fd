package io.vigil.consensus;

import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.types.Bytes;
import java.util.List;

/**
 * What a core wakes up with: durable facts alone (R1–R5).
 *
 * @param selfKeys our BLS keys, none for an observer; of each set at most one is a member's (G11)
 * @param epoch the highest epoch with a durable proof (A3)
 * @param epochProofs the latest proofs that led there, oldest first: what a peer that is behind is answered with
 * @param safety the signer's record; {@link SafetyRecord#empty} for an observer or a new key
 * @param head the last committed block
 * @param blocks uncommitted blocks whose bodies lie in the journal, parents first
 * @param certificates what the journal holds, in any order
 */
public record ConsensusStart(
        List<Bytes> selfKeys,
        EpochStart epoch,
        List<EpochProof> epochProofs,
        SafetyRecord safety,
        BlockRef head,
        List<BlockRef> blocks,
        List<Certificate> certificates) {
    public ConsensusStart {
        selfKeys = List.copyOf(selfKeys);
        epochProofs = List.copyOf(epochProofs);
        blocks = List.copyOf(blocks);
        certificates = List.copyOf(certificates);
    }

    /** With one key for ever. */
    public ConsensusStart(
            Bytes selfKey,
            EpochStart epoch,
            List<EpochProof> epochProofs,
            SafetyRecord safety,
            BlockRef head,
            List<BlockRef> blocks,
            List<Certificate> certificates) {
        this(List.of(selfKey), epoch, epochProofs, safety, head, blocks, certificates);
    }

    /** A new chain's first start. */
    public static ConsensusStart genesis(Bytes selfKey, EpochStart epoch) {
        return new ConsensusStart(
                selfKey,
                epoch,
                List.of(),
                SafetyRecord.empty(epoch.root()),
                BlockRef.genesis(epoch.root().block()),
                List.of(),
                List.of());
    }
}
