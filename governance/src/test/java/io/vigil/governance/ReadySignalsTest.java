package io.vigil.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.governance.proposals.Onboarding;
import io.vigil.governance.proposals.Upgrades;
import io.vigil.governance.versions.ReadySignal;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.GovernanceModule;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** G34: who may say which version it speaks, how often, and through whom. */
class ReadySignalsTest {
    private final GovernedChain chain = new GovernedChain(GovernanceModule.AUTHORITY, 4, UnaryOperator.identity());
    private final Governance governance = new Governance(GovernedChain.CHAIN, Onboarding.NONE);
    private final List<Address> members = chain.members();

    /** ReadyTest.nonLeader, censoredByF: any leader's block takes it, so that one honest leader is enough. */
    @Test
    void anyLeadersBlockTakesTheSignalsOfMembersAndCandidates() {
        Address candidate = chain.join(4, UInt256.ZERO, 0);
        assertThat(take(3, signal(members.get(1), 2, 1), signal(candidate, 2, 1)))
                .isEmpty();
        assertThat(chain.registry().readiness(members.get(1)).version()).isEqualTo(2);
        assertThat(chain.registry().readiness(members.get(1)).byOther()).isTrue();
        assertThat(chain.registry().readiness(candidate).version()).isEqualTo(2);
    }

    /** ReadyTest.replay. */
    @Test
    void whatWasSaidBeforeOrInAnotherEpochOrByAnotherIsRefused() {
        Address member = members.getFirst();
        ReadySignal first = signal(member, 2, 1);
        assertThat(take(1, first)).isEmpty();
        assertThat(take(1, first).orElseThrow()).contains("came before");
        assertThat(take(1, signal(member, 3, 1)).orElseThrow()).contains("came before");
        assertThat(take(1, signal(member, 3, 2), signal(member, 3, 3)).orElseThrow())
                .contains("two signals");
        ReadySignal forged = ReadySignal.sign(
                GovernedChain.CHAIN,
                chain.keyOf(members.get(1)),
                member,
                chain.epoch().epoch(),
                2,
                2);
        assertThat(take(1, forged).orElseThrow()).contains("not signed by its key");
        BlsSecretKey strange = GovernedChain.key(40);
        ReadySignal stranger = ReadySignal.sign(GovernedChain.CHAIN, strange, Address.ofInt(9), 0, 2, 1);
        assertThat(take(1, stranger).orElseThrow()).contains("no record");
        ReadySignal kept = signal(member, 3, 2);
        chain.toNextEpoch();
        assertThat(take(1, kept).orElseThrow()).contains("of epoch 0 in epoch 1");
        assertThat(chain.registry().readiness(member).version()).isEqualTo(1);
    }

    /** ReadyTest.downgradeWithdraws: until the fix, in the very epoch of the signal. */
    @Test
    void aLaterSignalOfALowerVersionWithdrawsTheFirst() {
        members.forEach(member -> assertThat(take(3, signal(member, 2, 1))).isEmpty());
        assertThat(ready().members()).hasSize(4);
        assertThat(take(3, signal(members.get(0), 1, 2), signal(members.get(1), 1, 2)))
                .isEmpty();
        assertThat(ready().members()).hasSize(2);
        assertThat(ready().isEnough()).isFalse();
    }

    private Upgrades.Ready ready() {
        return Upgrades.ready(chain.epoch(), chain.state, 2, chain.epoch().epoch());
    }

    private ReadySignal signal(Address validator, long version, long sequence) {
        return ReadySignal.sign(
                GovernedChain.CHAIN,
                chain.keyOf(validator),
                validator,
                chain.epoch().epoch(),
                version,
                sequence);
    }

    /** A block of another leader, with these signals. @return why it is invalid */
    private Optional<String> take(int leader, ReadySignal... signals) {
        EpochBlock block = new EpochBlock(
                chain.height + 1, chain.height + 1, chain.view + 1, chain.view, members.get(leader), Hash.ZERO);
        return governance.begin(block, view -> leader, new Governance.Inputs(List.of(), List.of(signals)), chain.state);
    }
}
