package io.vigil.consensus.wire;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;

/** The chain's own dice: each leader adds a signature that it cannot choose (DESIGN "Blocks"). */
public final class Randao {
    private static final Bytes TAG = SignBytes.tag("vigil/consensus/reveal/1");

    private Randao() {}

    /** What the leader of (epoch, view) signs as its reveal. */
    public static Hash signBytes(long chainId, long epoch, long view) {
        return Keccak.hash(Bytes.concat(TAG, Bytes.ofLong(chainId), Bytes.ofLong(epoch), Bytes.ofLong(view)));
    }

    /** The header's {@code mixHash}: keccak256(parent's mixHash ‖ reveal). */
    public static Hash mix(Hash parentMix, Bytes reveal) {
        return Keccak.hash(Bytes.concat(parentMix.bytes(), reveal));
    }
}
