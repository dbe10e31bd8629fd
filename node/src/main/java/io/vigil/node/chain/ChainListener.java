package io.vigil.node.chain;

import io.vigil.consensus.ConsensusParameters;
import io.vigil.consensus.Event.Verdict;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.types.Hash;

/** Who hears what the chain did. Called by the chain's thread; must not block. */
public interface ChainListener {
    void executed(Hash block, Verdict verdict);

    /** Returns whether the block goes to agreement; if not, its view passes without one. */
    boolean built(BlockRef block);

    void work(Hash block, boolean waits);

    /** {@code block} is the head, synced and readable. */
    void committed(ExecutedView block);

    /** From the head's child on these times hold (G33b). */
    void paced(ConsensusParameters pacing);

    /** The head moved in catch-up, on {@code proof}, not by the core's word. */
    void caughtUp(BlockRef head, CommitProof proof);

    void epochProven(EpochProof proof);
}
