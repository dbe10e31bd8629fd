package io.vigil.node.agreement;

import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.List;
import java.util.Optional;

/**
 * What the consensus loop asks of the chain. No method blocks: answers come back as events. Calls are obeyed in their
 * order.
 */
public interface ChainWork {
    /** Answered by {@code BlockExecuted}. */
    void execute(BlockRef block, boolean certified);

    /** Answered by {@code Built}. */
    void build(BlockRef parent, long epoch, long view, boolean byTimeout);

    /** Makes {@code block} the head and publishes it; a failure of the disk stops the node. */
    void commit(BlockRef block, CommitProof proof);

    /** The core wants this uncommitted block no more. */
    void forget(Hash block);

    /** The last block known to be synced in the store: the commit floor. */
    Optional<BlockRef> synced();

    /** Answered by {@code EpochProven}. */
    void proveEpoch(CommitCertificate commit);

    /** Bodies that are held, committed or not. */
    Bodies bodies();

    /** The bodies of blocks; safe for use by any thread. */
    interface Bodies {
        /** @return whether it is held now; one at or below the head is not */
        boolean hold(Bytes body);

        /** The block as it is encoded, if it is held. */
        Optional<Bytes> body(Hash block);

        /** {@code block} and its uncommitted ancestors, the lowest first; stops at one that is not held. */
        List<BlockRef> uncommitted(Hash block);
    }
}
