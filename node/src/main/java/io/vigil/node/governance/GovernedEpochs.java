package io.vigil.node.governance;

import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.governance.Governance;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.parameters.Parameters;
import io.vigil.governance.state.StateView;
import io.vigil.node.chain.ChainRules;
import io.vigil.node.chain.EpochFacts;
import io.vigil.node.chain.EpochRules;
import io.vigil.types.Address;
import io.vigil.types.chain.Header;
import io.vigil.types.state.StateReader;
import java.util.List;

/**
 * Epochs as governance keeps them in the state (G2).
 *
 * @param speaks the highest protocol version that this program knows
 */
public record GovernedEpochs(long chainId, long speaks) implements EpochRules {
    @Override
    public EpochFacts after(Header parent, StateReader state) {
        EpochState epoch = Governance.epoch(StateView.of(state));
        ValidatorSet set = set(epoch.set());
        boolean isLast = epoch.end() != 0 && parent.number() + 1 == epoch.end();
        ValidatorSet childSet = isLast ? set(epoch.moved().set()) : set;
        return new EpochFacts(rules(epoch.version(), epoch.parameters()), epoch.epoch(), epoch.end(), set, childSet);
    }

    @Override
    public boolean speaks(long version) {
        return version <= speaks;
    }

    @Override
    public Address feeAddress(StateReader state, Validator leader) {
        return Governance.feeAddress(StateView.of(state), leader.address());
    }

    private ChainRules rules(long version, Parameters parameters) {
        return ChainRules.of(
                chainId,
                version,
                parameters.number(Parameter.GAS_LIMIT),
                parameters.number(Parameter.BASE_FEE_DENOMINATOR),
                parameters.get(Parameter.MIN_BASE_FEE),
                parameters.number(Parameter.MAX_CLOCK_DRIFT),
                parameters.number(Parameter.BUILD));
    }

    private static ValidatorSet set(List<Member> members) {
        return ValidatorSet.of(members.stream()
                .map(member -> new Validator(member.address(), member.blsKey(), member.power(), member.leads()))
                .toList());
    }
}
