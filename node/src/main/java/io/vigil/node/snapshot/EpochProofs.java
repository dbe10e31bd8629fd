package io.vigil.node.snapshot;

import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.node.chain.ChainStore;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.util.ArrayList;
import java.util.List;

/** The proofs of all epochs since genesis, as a snapshot carries them and a restored store keeps them. */
public final class EpochProofs {
    private EpochProofs() {}

    /** Those that a store holds, which its node checked or made. */
    public static List<EpochProof> stored(ChainStore rows) {
        List<EpochProof> proofs = new ArrayList<>();
        try {
            for (Bytes row : rows.epochProofs()) {
                proofs.add(ConsensusCodec.decodeEpochProof(row));
            }
        } catch (MalformedException e) {
            throw new IllegalStateException("stored epoch proof: " + e.getMessage(), e);
        }
        return proofs;
    }

    static Bytes encode(List<EpochProof> proofs) {
        return RlpWriter.listOf(list -> proofs.forEach(proof -> list.bytes(ConsensusCodec.encodeEpochProof(proof))));
    }

    /** @throws MalformedException also if they are not in their one encoding */
    static List<EpochProof> decode(Bytes encoded) throws MalformedException {
        List<EpochProof> proofs = new ArrayList<>();
        RlpReader list = RlpReader.ofList(encoded);
        while (list.hasNext()) {
            proofs.add(ConsensusCodec.decodeEpochProof(list.bytes()));
        }
        if (!encode(proofs).equals(encoded)) {
            throw new MalformedException("epoch proofs are not in their one encoding");
        }
        return List.copyOf(proofs);
    }
}
