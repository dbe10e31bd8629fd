package io.vigil.governance.proposals;

import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.StateView;
import java.util.Optional;

/**
 * What a vote can do to the contract of deposits at 0x…1001, whose rules governance does not know; {@code node} joins the two.
 * Both methods are functions of the state and the vote alone, and total.
 */
public interface Onboarding {
    /** A chain that takes no deposits: nothing can be resumed. */
    Onboarding NONE = new Onboarding() {
        @Override
        public Optional<String> refusal(StateView state, Content.Resumption resumption) {
            return Optional.of("NO_DEPOSITS: this chain takes none");
        }

        @Override
        public void resume(GovernanceState state, Content.Resumption resumption) {
            throw new IllegalStateException("resumed what was refused");
        }
    };

    /** Why it can't be done now (D17), or nothing. */
    Optional<String> refusal(StateView state, Content.Resumption resumption);

    /** Does it; asked only where {@link #refusal} had nothing to say about the same state. */
    void resume(GovernanceState state, Content.Resumption resumption);
}
