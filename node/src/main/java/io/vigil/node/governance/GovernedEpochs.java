package io.vigil.node.governance;

import io.vigil.consensus.ConsensusParameters;
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
import io.vigil.node.chain.HeaderRules;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Header;
import io.vigil.types.state.StateChanges;
import io.vigil.types.state.StateReader;
import io.vigil.vm.transaction.FeeMarket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Epochs as governance keeps them in the state (G2).
 *
 * @param timeoutCap a view lasts at most this many times D(0); from genesis, not by vote
 * @param speaks the highest protocol version that this program knows
 * @param planned those that a plan began
 */
public record GovernedEpochs(long chainId, int timeoutCap, long speaks, PlannedEpochs planned) implements EpochRules {
    /** EIP-1559: a block may be twice as large as the gas that keeps the fee as it is. */
    private static final long ELASTICITY = 2;

    @Override
    public EpochFacts after(Header parent, StateReader state) {
        return facts(parent, Governance.epoch(StateView.of(state)));
    }

    @Override
    public boolean isTouchedBy(StateChanges changes) {
        return changes.accounts().containsKey(EpochState.ADDRESS);
    }

    @Override
    public Optional<Bytes> plansTo(long epoch, Header parent, StateReader state) {
        long from = Governance.epoch(StateView.of(state)).epoch();
        return planned.input(parent.hash(), from, epoch);
    }

    @Override
    public EpochFacts planned(Header parent, StateReader state, Bytes plans) throws MalformedException {
        return facts(parent, planned.judge(parent, StateView.of(state), plans));
    }

    private EpochFacts facts(Header parent, EpochState epoch) {
        ValidatorSet set = set(epoch.set());
        boolean isLast = epoch.end() != 0 && parent.number() + 1 == epoch.end();
        ValidatorSet childSet = isLast ? set(epoch.moved().set()) : set;
        return new EpochFacts(
                rules(epoch.version(), epoch.parameters()),
                epoch.epoch(),
                epoch.end(),
                set,
                childSet,
                new TreeSet<>(epoch.skipped()));
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
        FeeMarket fees = new FeeMarket(
                parameters.number(Parameter.BASE_FEE_DENOMINATOR), ELASTICITY, parameters.get(Parameter.MIN_BASE_FEE));
        ConsensusParameters pacing = new ConsensusParameters(
                millis(parameters, Parameter.TARGET_BLOCK_TIME),
                millis(parameters, Parameter.EMPTY_BLOCK_INTERVAL),
                millis(parameters, Parameter.DELTA),
                millis(parameters, Parameter.BUILD),
                millis(parameters, Parameter.EXEC),
                timeoutCap);
        return new ChainRules(
                chainId,
                version,
                new HeaderRules(parameters.number(Parameter.GAS_LIMIT), fees),
                millis(parameters, Parameter.MAX_CLOCK_DRIFT),
                pacing);
    }

    private static Duration millis(Parameters parameters, Parameter parameter) {
        return Duration.ofMillis(parameters.number(parameter));
    }

    private static ValidatorSet set(List<Member> members) {
        return ValidatorSet.of(members.stream()
                .map(member -> new Validator(member.address(), member.blsKey(), member.power(), member.leads()))
                .toList());
    }
}
