package io.vigil.node;

import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.Randao;
import io.vigil.node.chain.BlockExecutor;
import io.vigil.node.keys.Signer;
import io.vigil.types.Bytes;

/** The randao reveals of our own views. */
record OwnReveals(Opened opened, Signer signer) implements BlockExecutor.Reveals {
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
}
