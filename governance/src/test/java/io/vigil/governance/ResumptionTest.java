package io.vigil.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.governance.contracts.AbiWriter;
import io.vigil.governance.contracts.SignedCall;
import io.vigil.governance.proposals.Content;
import io.vigil.governance.proposals.Onboarding;
import io.vigil.governance.proposals.Proposal;
import io.vigil.governance.proposals.Proposals;
import io.vigil.governance.proposals.Status;
import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.StateView;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.genesis.GovernanceModule;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** D17 as governance sees it; what a frontier must be, the contract of deposits says. */
class ResumptionTest {
    private static final Address DEPOSITS = Address.ofInt(0x1001);
    private static final UInt256 GENERATION = UInt256.ZERO;
    private static final UInt256 FRONTIER = UInt256.ONE;
    private static final List<Hash> HASHES = List.of(Keccak.hash(GENERATION.toBytes32()), Hash.ZERO);
    private static final String SIGNATURE = "proposeResume(address,uint64,uint64,bytes32[],uint64)";

    private boolean broken;
    private final Onboarding onboarding = new Onboarding() {
        @Override
        public Optional<String> refusal(StateView state, Content.Resumption resumption) {
            return state.load(DEPOSITS, GENERATION).equals(UInt256.of(resumption.generation()))
                    ? Optional.empty()
                    : Optional.of("GENERATION");
        }

        @Override
        public void resume(GovernanceState state, Content.Resumption resumption) {
            state.store(
                    DEPOSITS,
                    FRONTIER,
                    UInt256.of(resumption.frontier().getFirst().bytes()));
            if (broken) {
                throw new IllegalArgumentException("as told");
            }
        }
    };
    private final GovernedChain chain =
            new GovernedChain(GovernanceModule.STATIC, 4, UnaryOperator.identity(), onboarding);
    private final Calls calls = new Calls(chain, onboarding);
    private final List<Address> members = chain.members();

    ResumptionTest() {
        chain.state.store(DEPOSITS, GENERATION, UInt256.of(7));
    }

    private AbiWriter arguments(long generation) {
        return new AbiWriter()
                .address(members.getFirst())
                .number(generation)
                .number(3)
                .amounts(HASHES.stream().map(hash -> UInt256.of(hash.bytes())).toList())
                .number(chain.epoch().epoch() + 3);
    }

    private long proposeAndVote(int yes) {
        long id = calls.propose(members.getFirst(), SIGNATURE, arguments(7));
        members.subList(0, yes).forEach(member -> Calls.ok(calls.vote(member, id, 1)));
        return id;
    }

    private Proposal proposal(long id) {
        return new Proposals(chain.state).proposal(id).ok().orElseThrow();
    }

    private UInt256 frontier() {
        return chain.state.load(DEPOSITS, FRONTIER);
    }

    @Test
    void aQuorumResumesAndItIsDoneAtTheFix() {
        long id = proposeAndVote(3);
        assertThat(proposal(id).content()).isEqualTo(new Content.Resumption(7, 3, HASHES));
        chain.toNextEpoch();
        chain.toFix();
        assertThat(proposal(id).status()).isEqualTo(Status.PASSED);
        assertThat(frontier()).isEqualTo(UInt256.of(HASHES.getFirst().bytes()));
    }

    @Test
    void twoOfFourResumeNothing() {
        long id = proposeAndVote(2);
        for (int i = 0; i < 4; i++) {
            chain.toNextEpoch();
        }
        assertThat(proposal(id).status()).isEqualTo(Status.REJECTED);
        assertThat(frontier()).isEqualTo(UInt256.ZERO);
    }

    @Test
    void whatCannotBeDoneIsRefusedAtOnceAndAnewWhenItPassed() {
        var refused =
                calls.signed(Governance.GOVERNANCE, members.getFirst(), SignedCall.input(SIGNATURE, arguments(6)));
        assertThat(Calls.why(refused)).isEqualTo("GENERATION");

        long id = proposeAndVote(4);
        chain.state.store(DEPOSITS, GENERATION, UInt256.of(8));
        chain.toNextEpoch();
        chain.toNextEpoch();
        assertThat(proposal(id).status()).isEqualTo(Status.FAILED);
        assertThat(proposal(id).reason()).isEqualTo("GENERATION");
        assertThat(frontier()).isEqualTo(UInt256.ZERO);
    }

    @Test
    void oneThatThrowsWritesNothingAndStopsNeitherBlocksNorEpochs() {
        long id = proposeAndVote(4);
        broken = true;
        chain.toNextEpoch();
        chain.toNextEpoch();
        chain.toNextEpoch();
        assertThat(proposal(id).status()).isEqualTo(Status.VOTING);
        assertThat(frontier()).isEqualTo(UInt256.ZERO);
        assertThat(chain.events).anyMatch(event -> event instanceof HookEvent.StepFailed);
        assertThat(chain.epoch().epoch()).isEqualTo(3);
    }

    @Test
    void aChainWithoutDepositsHasNothingToResume() {
        Calls without = new Calls(chain);
        var refused =
                without.signed(Governance.GOVERNANCE, members.getFirst(), SignedCall.input(SIGNATURE, arguments(7)));
        assertThat(Calls.why(refused)).startsWith("NO_DEPOSITS");
    }
}
