package io.vigil.consensus.certificates;

import io.vigil.types.Hash;

/**
 * The marker that stands for the quorum certificate of an epoch's root (A1): genesis in epoch 0, else the committed last block of the epoch
 * before. It has no votes and gets no commit vote; it is valid iff it equals the root that genesis or an epoch proof gives.
 *
 * @param view the root block's header view (0 for genesis), never the view in which its certificate was made
 */
public record Root(long epoch, long view, Hash block) implements BlockCertificate {
    public static Root genesis(Hash genesisHash) {
        return new Root(0, 0, genesisHash);
    }
}
