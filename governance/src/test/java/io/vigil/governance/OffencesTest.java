package io.vigil.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.governance.contracts.AbiWriter;
import io.vigil.governance.contracts.SignedCall;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.epoch.NextEpoch;
import io.vigil.governance.epoch.Offences;
import io.vigil.governance.epoch.Offences.Offence;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.registry.Possession;
import io.vigil.governance.registry.Standing;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.GovernanceModule;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** G10, G14, G55: evidence is judged by who somebody was when it signed, whatever it is now, and nothing that was fixed changes for it. */
class OffencesTest {
    private static final UInt256 STAKE = UInt256.of(1_000_000_000_000_000_000L).multiply(UInt256.of(40));

    private final GovernedChain chain = new GovernedChain(GovernanceModule.STAKE, 4, UnaryOperator.identity());
    private final Calls calls = new Calls(chain);
    private final Address member = chain.members().get(1);

    /** EvidenceAttributionTest.rotatedKey. */
    @Test
    void whoRotatedItsKeySinceIsPunishedForTheOldOneAndNotForTheNewInThatEpoch() {
        Bytes old = chain.record(member).blsKey();
        BlsSecretKey fresh = rotate(50);
        chain.toNextEpoch();
        chain.keys.put(member, fresh);
        assertThat(chain.record(member).blsKey()).isEqualTo(fresh.publicKey().bytes());
        assertThat(punish(0, fresh.publicKey().bytes())).isPresent();
        assertThat(chain.record(member).standing()).isEqualTo(Standing.ACTIVE);

        assertThat(punish(0, old)).isEmpty();
        assertThat(chain.record(member).standing()).isEqualTo(Standing.TOMBSTONED);
        assertThat(chain.registry().isBurned(old)).isTrue();
        assertThat(chain.registry().isBurned(fresh.publicKey().bytes()))
                .as("the key it has now is the offender's too")
                .isTrue();
    }

    /** EvidenceAttributionTest.exited: whoever left is reached where its stake is. */
    @Test
    void whoLeftLosesOfWhatWaitsToBePaidOut() {
        Address fifth = chain.join(4, STAKE, 0);
        chain.toNextEpoch();
        chain.toNextEpoch();
        long served = chain.epoch().epoch();
        Member as = chain.epoch().member(fifth).orElseThrow();
        chain.put(fifth, chain.record(fifth).withStanding(Standing.EXITING, chain.height));
        chain.toNextEpoch();
        assertThat(chain.epoch().member(fifth)).isEmpty();

        assertThat(Offences.punish(
                        new Offence(served, fifth, as.blsKey(), as.power()), chain.epoch(), chain.height, chain.state))
                .isEmpty();
        assertThat(chain.record(fifth).unbonding())
                .extracting(entry -> entry.amount())
                .containsExactly(STAKE.multiply(95).divide(UInt256.of(100)));
        assertThat(chain.registry().penalty(fifth)).isEqualTo(STAKE.multiply(5).divide(UInt256.of(100)));
    }

    /** SlashTest.lateEvidence: to the epoch. */
    @Test
    void evidenceCountsAsLongAsStakeCannotBeTakenOut() {
        GovernedChain brief = new GovernedChain(GovernanceModule.STAKE, 4, UnaryOperator.identity());
        Address offender = brief.members().getFirst();
        Bytes key = brief.record(offender).blsKey();
        long window = brief.epoch().parameters().number(Parameter.UNBONDING_EPOCHS);
        Offence first = new Offence(0, offender, key, 1);
        assertThat(Offences.punish(first, at(brief, window + 1), 1, brief.state))
                .isPresent();
        assertThat(brief.record(offender).standing()).isEqualTo(Standing.ACTIVE);
        assertThat(Offences.punish(first, at(brief, window), 1, brief.state)).isEmpty();
        assertThat(brief.record(offender).standing()).isEqualTo(Standing.TOMBSTONED);
    }

    /** G55, HandoverTest.slashedBetween: what the header of the last block may have named already stays as it is. */
    @Test
    void slashBetweenFixAndBoundary() {
        chain.join(4, STAKE, 0);
        chain.toNextEpoch();
        chain.toNextEpoch();
        chain.toFix();
        NextEpoch fixed = chain.epoch().next().orElseThrow();
        UInt256 before = chain.record(member).stake();
        assertThat(punish(0, chain.record(member).blsKey())).isEmpty();
        assertThat(chain.record(member).stake()).as("burned at once").isLessThan(before);
        chain.toNextEpoch();
        assertThat(chain.epoch().set()).isEqualTo(fixed.set());
        assertThat(chain.members()).contains(member);
        chain.toNextEpoch();
        assertThat(chain.members()).doesNotContain(member).hasSize(4);
    }

    /** SlashTest.reinstateNeedsNewKey. */
    @Test
    void whoIsReinstatedComesBackWithItsStakeAndAnotherKey() {
        UInt256 before = chain.record(member).stake();
        assertThat(punish(0, chain.record(member).blsKey())).isEmpty();
        assertThat(Calls.why(calls.signed(Governance.GOVERNANCE, chain.members().getFirst(), reinstatement())))
                .startsWith("NEEDS_NEW_KEY");
        BlsSecretKey fresh = rotate(51);
        Address proposer = chain.members().getFirst();
        long id = Calls.number(Calls.ok(calls.signed(Governance.GOVERNANCE, proposer, reinstatement())));
        assertThat(Calls.why(calls.vote(member, id, 1)))
                .as("a burned key speaks of a new one alone")
                .startsWith("SIGNATURE");
        chain.members().stream()
                .filter(voter -> !voter.equals(member))
                .forEach(voter -> Calls.ok(calls.vote(voter, id, 1)));
        chain.toNextEpoch();
        chain.toNextEpoch();
        assertThat(chain.record(member).standing()).isEqualTo(Standing.ACTIVE);
        assertThat(chain.record(member).stake()).isEqualTo(before);
        assertThat(chain.registry().penalty(member)).isEqualTo(UInt256.ZERO);
        assertThat(chain.epoch().member(member).orElseThrow().blsKey())
                .isEqualTo(fresh.publicKey().bytes());
    }

    /** The present epoch of {@code chain}, under another number. */
    private static EpochState at(GovernedChain chain, long epoch) {
        EpochState now = chain.epoch();
        return new EpochState(now.module(), epoch, now.version(), now.end(), now.set(), now.parameters(), now.next());
    }

    private Bytes reinstatement() {
        return SignedCall.input(
                "proposeMember(address,uint8,address,uint64,uint64)",
                new AbiWriter()
                        .address(chain.members().getFirst())
                        .number(2)
                        .address(member)
                        .number(0)
                        .number(chain.epoch().epoch() + 5));
    }

    private BlsSecretKey rotate(int index) {
        BlsSecretKey fresh = GovernedChain.key(index);
        Bytes proof = Possession.prove(GovernedChain.CHAIN, member, fresh).bytes();
        Calls.ok(calls.signed(
                Governance.VALIDATORS,
                member,
                SignedCall.input(
                        "rotateKey(address,bytes,bytes)",
                        new AbiWriter()
                                .address(member)
                                .bytes(fresh.publicKey().bytes())
                                .bytes(proof))));
        return fresh;
    }

    private Optional<String> punish(long epoch, Bytes key) {
        return Offences.punish(new Offence(epoch, member, key, 1), chain.epoch(), chain.height, chain.state);
    }
}
