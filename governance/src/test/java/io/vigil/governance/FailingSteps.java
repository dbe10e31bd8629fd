package io.vigil.governance;

import io.vigil.governance.election.ElectionResult;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.parameters.Parameters;
import io.vigil.governance.proposals.Onboarding;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.StateView;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import java.util.List;

/** Steps of which one throws, after it has written. */
final class FailingSteps extends EpochSteps {
    private final String failing;

    FailingSteps(String failing) {
        super(GovernedChain.CHAIN, Onboarding.NONE);
        this.failing = failing;
    }

    private void mayFail(String step) {
        if (step.equals(failing)) {
            throw new IllegalArgumentException("as told");
        }
    }

    @Override
    ElectionResult elect(
            StateView state, EpochState epoch, Parameters parameters, long version, boolean activating, Hash mixHash) {
        mayFail("elect");
        return super.elect(state, epoch, parameters, version, activating, mixHash);
    }

    @Override
    Window closeWindow(GovernanceState state, EpochState epoch, List<Member> next) {
        Window window = super.closeWindow(state, epoch, next);
        mayFail("counters");
        return window;
    }

    @Override
    List<Member> leads(StateView state, EpochState epoch, ElectionResult election, List<Long> missed) {
        mayFail("leads");
        return super.leads(state, epoch, election, missed);
    }

    @Override
    void settle(GovernanceState state, Address address, EpochState before, EpochState now, long timestamp) {
        state.store(Registry.ADDRESS, UInt256.ONE, UInt256.MAX);
        mayFail("settle");
        super.settle(state, address, before, now, timestamp);
    }

    @Override
    void dropOldSpans(GovernanceState state, EpochState now) {
        mayFail("spans");
        super.dropOldSpans(state, now);
    }
}
