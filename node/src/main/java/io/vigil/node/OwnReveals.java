package io.vigil.node;

import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.Randao;
import io.vigil.node.chain.BlockExecutor;
import io.vigil.node.keys.Signer;
import io.vigil.types.Bytes;

/**
 * The randao reveals of our own views, and those of others that came with their proposals.
 *
 * @param known those whose signatures were checked
 */
record OwnReveals(Opened opened, Signer signer, KnownReveals known) implements BlockExecutor.Reveals {
    /** Where no proposals come in. */
    OwnReveals(Opened opened, Signer signer) {
        this(opened, signer, new KnownReveals(opened.genesis().chainId()));
    }

    @Override
    public Bytes message(long epoch, long view) {
        return Randao.signBytes(opened.genesis().chainId(), epoch, view).bytes();
    }

    @Override
    public Bytes own(long epoch, long view) {
        return signer.reveal(epoch, view);
    }

    @Override
    public int ownIndex(long epoch, ValidatorSet set) {
        return signer.indexIn(set).orElseThrow(() -> new IllegalStateException("not a member of epoch " + epoch));
    }

    @Override
    public boolean isKnown(Bytes key, long epoch, long view, Bytes reveal) {
        return known.contains(known.claim(key, epoch, view, reveal));
    }
}
