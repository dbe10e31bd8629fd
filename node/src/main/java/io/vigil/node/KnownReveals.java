package io.vigil.node;

import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.verification.SignatureClaim;
import io.vigil.consensus.wire.Randao;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.SystemInput;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Randao reveals that were checked together with the proposals they came with, so that the chain's thread need not check
 * them one by one before each vote. Thread-safe.
 */
final class KnownReveals {
    /** Those of more blocks than may wait for execution. 32 bytes each. */
    static final int MAX = 256;

    private final long chainId;
    private final Set<Hash> known = new LinkedHashSet<>();

    KnownReveals(long chainId) {
        this.chainId = chainId;
    }

    /** What the first system input of a proposed block claims; nothing if that is no reveal, which its execution finds. */
    List<SignatureClaim> claims(BlockRef ref, Block block, ValidatorSet set) {
        List<SystemInput> inputs = block.systemInputs();
        boolean isThere = !inputs.isEmpty() && inputs.getFirst().type() == SystemInput.RANDAO_REVEAL;
        return isThere && ref.leader() < set.size()
                ? List.of(claim(
                        set.member(ref.leader()).blsKey(),
                        ref.epoch(),
                        ref.view(),
                        inputs.getFirst().data()))
                : List.of();
    }

    SignatureClaim claim(Bytes key, long epoch, long view, Bytes reveal) {
        return SignatureClaim.single(key, Randao.signBytes(chainId, epoch, view), reveal);
    }

    synchronized boolean contains(SignatureClaim claim) {
        return known.contains(claim.id());
    }

    /** Claims that hold. */
    synchronized void add(List<SignatureClaim> claims) {
        claims.forEach(claim -> known.add(claim.id()));
        Iterator<Hash> oldest = known.iterator();
        while (known.size() > MAX) {
            oldest.next();
            oldest.remove();
        }
    }
}
