package io.vigil.node.deposits;

import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.voting.ContractStorage;
import io.vigil.deposits.voting.DepositState;
import io.vigil.governance.proposals.Content.Resumption;
import io.vigil.governance.proposals.Onboarding;
import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.StateView;
import io.vigil.types.UInt256;
import java.util.Optional;

/**
 * Votes of governance about 0x…1001 (D17). On a chain without deposits nothing was processed, so nothing can be resumed
 * there: the state alone decides, and one form serves every chain.
 */
public final class ResumedDeposits implements Onboarding {
    @Override
    public Optional<String> refusal(StateView state, Resumption resumption) {
        if (resumption.count() > DepositTree.MAX_COUNT
                || resumption.frontier().size() != Long.bitCount(resumption.count())) {
            return Optional.of(
                    "FRONTIER: " + resumption.frontier().size() + " hashes for a count of " + resumption.count());
        }
        DepositState deposits = new DepositState(Slots.readOnly(slot -> state.load(Slots.CONTRACT, slot)));
        return deposits.resumeRefusal(resumption.generation(), frontier(resumption));
    }

    @Override
    public void resume(GovernanceState state, Resumption resumption) {
        DepositState deposits = new DepositState(new ContractStorage() {
            @Override
            public UInt256 load(UInt256 slot) {
                return state.load(Slots.CONTRACT, slot);
            }

            @Override
            public void store(UInt256 slot, UInt256 value) {
                state.store(Slots.CONTRACT, slot, value);
            }
        });
        deposits.resume(resumption.generation(), frontier(resumption));
    }

    private static Frontier frontier(Resumption resumption) {
        return new Frontier(resumption.count(), resumption.frontier());
    }
}
