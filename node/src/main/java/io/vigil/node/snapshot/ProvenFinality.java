package io.vigil.node.snapshot;

import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.verification.Judgement;
import io.vigil.consensus.verification.Verification;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.node.agreement.SignatureCheck;
import io.vigil.node.chain.BlockExecutor;
import io.vigil.storage.snapshot.Finality;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Header;
import java.util.Optional;

/** Believes a header if genesis alone proves it final: epoch by epoch to the set that certified it or a block above it. */
final class ProvenFinality implements Finality {
    private final SignBytes signBytes;
    private final EpochStart first;
    private final SignatureCheck check = new SignatureCheck();

    ProvenFinality(long chainId, EpochStart first) {
        this.signBytes = new SignBytes(chainId, first.root().block());
        this.first = first;
    }

    @Override
    public Optional<String> fault(Header header, Bytes finality, Bytes epochProof) {
        try {
            HeadProof proof = HeadProof.decode(finality);
            EpochStart epoch = lastOf(epochProof);
            requireLinked(header, proof);
            if (!(new Verification(signBytes, epoch).judge(proof.certificate()) instanceof Judgement.Sound(var claims)
                    && check.holds(claims))) {
                throw new MalformedException("the commit certificate is not the word of a quorum of epoch "
                        + epoch.epoch() + ", to which the epoch proof leads");
            }
            if (!BlockExecutor.bodyFits(proof.block(header))) {
                throw new MalformedException("the block's transactions and inputs are not those of its header");
            }
            return Optional.empty();
        } catch (MalformedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static void requireLinked(Header header, HeadProof proof) throws MalformedException {
        Hash last = header.hash();
        for (Header next : proof.headers()) {
            if (!next.parentHash().equals(last)) {
                throw new MalformedException("header " + next.number() + " does not follow the one before");
            }
            last = next.hash();
        }
        if (!proof.certificate().block().equals(last)) {
            throw new MalformedException(
                    "the commit certificate names block " + proof.certificate().block() + ", not " + last);
        }
    }

    private EpochStart lastOf(Bytes epochProof) throws MalformedException {
        EpochStart at = first;
        for (EpochProof proof : EpochProofs.decode(epochProof)) {
            if (!(new Verification(signBytes, at).judge(proof) instanceof Judgement.SoundEpoch(var claims, var next)
                    && check.holds(claims))) {
                throw new MalformedException("the end of epoch " + at.epoch() + " is not proved");
            }
            at = next;
        }
        return at;
    }
}
