package io.vigil.consensus.verification;

import io.vigil.consensus.evidence.Evidence;
import io.vigil.consensus.evidence.Offence;
import io.vigil.consensus.evidence.Testimony;
import io.vigil.consensus.evidence.Testimony.Committed;
import io.vigil.consensus.evidence.Testimony.GaveUp;
import io.vigil.consensus.evidence.Testimony.Proposed;
import io.vigil.consensus.evidence.Testimony.Voted;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;
import java.util.List;

/** Judges evidence by itself and the set of its epoch alone (E1–E5, A6), so that a block's evidence means the same to everybody for ever. */
public final class EvidenceCheck {
    private final SignBytes signBytes;

    public EvidenceCheck(SignBytes signBytes) {
        this.signBytes = signBytes;
    }

    /** @param set the set of the evidence's epoch. @return sound if both claims hold */
    public Judgement judge(Evidence evidence, ValidatorSet set) {
        if (evidence.signer() >= set.size()) {
            return new Judgement.Refused("signer " + evidence.signer() + " outside the set");
        }
        if (evidence.offence() == Offence.VOTE_DENIED && !headersDeny(evidence)) {
            return new Judgement.Refused("its headers do not show that the vote was denied");
        }
        Bytes key = set.member(evidence.signer()).blsKey();
        return new Judgement.Sound(List.of(
                claim(evidence.epoch(), set.root(), key, evidence.first()),
                claim(evidence.epoch(), set.root(), key, evidence.second())));
    }

    /** E4: two linked headers of the evidence's epoch, the first that of the block voted for. */
    private static boolean headersDeny(Evidence evidence) {
        if (!(evidence.first() instanceof Voted vote) || !(evidence.second() instanceof GaveUp timeout)) {
            return false;
        }
        try {
            Header block = Header.decode(evidence.headers().get(0));
            Header parent = Header.decode(evidence.headers().get(1));
            ExtraData ofBlock = ExtraData.decode(block.extraData());
            ExtraData ofParent = ExtraData.decode(parent.extraData());
            return block.hash().equals(vote.block())
                    && parent.hash().equals(block.parentHash())
                    && ofBlock.epoch() == evidence.epoch()
                    && ofParent.epoch() == evidence.epoch()
                    && Offence.isVoteDenied(vote, ofBlock.view(), ofParent.view(), timeout);
        } catch (MalformedException e) {
            return false;
        }
    }

    private SignatureClaim claim(long epoch, Hash setRoot, Bytes key, Testimony testimony) {
        Hash message = switch (testimony) {
            case Voted vote -> signBytes.vote(epoch, setRoot, vote.view(), vote.block());
            case Committed vote -> signBytes.commit(epoch, setRoot, vote.view(), vote.block());
            case GaveUp timeout -> signBytes.timeout(epoch, setRoot, timeout.view(), timeout.highView());
            case Proposed proposal ->
                signBytes.propose(
                        epoch, setRoot, proposal.kind(), proposal.view(), proposal.block(), proposal.parent());
        };
        return SignatureClaim.single(key, message, testimony.signature());
    }
}
