package io.vigil.node.governance;

import io.vigil.consensus.evidence.Evidence;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.verification.EvidenceCheck;
import io.vigil.consensus.verification.Judgement;
import io.vigil.consensus.wire.EvidenceCodec;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.governance.Governance;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Offences;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.StateView;
import io.vigil.node.agreement.SignatureCheck;
import io.vigil.node.chain.BlockFacts;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.vm.transaction.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Which evidence a block may hold (G14): two signatures of a member of an epoch that is not too long ago, told for the first
 * time. The members of an epoch are the chain's own; a node that does not know them any more cannot judge and says so.
 */
final class EvidenceRules {
    static final int MAX_IN_BLOCK = 4;

    private final EvidenceCheck check;
    private final LongFunction<Optional<ValidatorSet>> sets;

    EvidenceRules(ChainIdentity chain, LongFunction<Optional<ValidatorSet>> sets) {
        this.check = new EvidenceCheck(new SignBytes(chain.chainId(), chain.genesisHash()));
        this.sets = sets;
    }

    /**
     * Takes the evidence of a block into the records.
     *
     * @throws MalformedException if the block may not hold it
     */
    List<Offences.Offence> take(Bytes data, BlockFacts block, SystemState state) throws MalformedException {
        List<Evidence> all = EvidenceCodec.decodeInput(data);
        if (all.size() > MAX_IN_BLOCK) {
            throw new MalformedException(all.size() + " pieces of evidence in a block");
        }
        List<Offences.Offence> offences = new ArrayList<>();
        for (Evidence evidence : all) {
            Optional<String> fault = fault(evidence, state::load);
            if (fault.isPresent()) {
                throw new MalformedException(fault.get());
            }
            EvidenceRecords.add(state, evidence.key(), block.number());
            Validator offender = set(evidence.epoch()).member(evidence.signer());
            offences.add(
                    new Offences.Offence(evidence.epoch(), offender.address(), offender.blsKey(), offender.power()));
        }
        return offences;
    }

    /** Why a block on top of a state may not hold the evidence, or nothing. */
    Optional<String> fault(Evidence evidence, StateView state) {
        if (!isTimely(evidence, state)) {
            return Optional.of("evidence of epoch " + evidence.epoch());
        }
        if (EvidenceRecords.holds(state, evidence.key())) {
            return Optional.of("evidence told before: " + evidence.key());
        }
        return switch (check.judge(evidence, set(evidence.epoch()))) {
            case Judgement.Refused(String why) -> Optional.of(why);
            case Judgement.Sound(var claims) ->
                new SignatureCheck().holds(claims)
                        ? Optional.empty()
                        : Optional.of("evidence with a false signature: " + evidence.key());
            case Judgement.SoundEpoch ignored -> throw new IllegalStateException("evidence judged as an epoch");
        };
    }

    /** Neither of an epoch to come nor too old to be punished; asked before anything that costs. */
    static boolean isTimely(Evidence evidence, StateView state) {
        EpochState now = Governance.epoch(state);
        long window = now.parameters().number(Parameter.UNBONDING_EPOCHS);
        return evidence.epoch() <= now.epoch() && evidence.epoch() >= now.epoch() - window;
    }

    private ValidatorSet set(long epoch) {
        return sets.apply(epoch)
                .orElseThrow(() -> new IllegalStateException("the members of epoch " + epoch + " are not known here"));
    }
}
