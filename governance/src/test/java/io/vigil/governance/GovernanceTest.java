package io.vigil.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.governance.contracts.AbiWriter;
import io.vigil.governance.contracts.Answer;
import io.vigil.governance.contracts.SignedCall;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.epoch.Spans;
import io.vigil.governance.proposals.Onboarding;
import io.vigil.governance.registry.Conduct;
import io.vigil.governance.registry.Standing;
import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.GenesisParameters;
import io.vigil.types.genesis.GovernanceModule;
import io.vigil.types.genesis.GovernanceParameters;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class GovernanceTest {
    private static final UnaryOperator<GovernanceParameters> AS_IS = UnaryOperator.identity();
    private static final UInt256 TOKEN = UInt256.of(1_000_000_000_000_000_000L);

    @Test
    void theFirstEpochIsThatOfGenesis() {
        GovernedChain chain = new GovernedChain(GovernanceModule.STATIC, 4, AS_IS);

        EpochState epoch = chain.epoch();

        assertThat(epoch.epoch()).isZero();
        assertThat(epoch.version()).isEqualTo(1);
        assertThat(epoch.end()).isEqualTo(20);
        assertThat(epoch.fix()).isEqualTo(10);
        assertThat(epoch.validators())
                .isEqualTo(
                        GovernedChain.genesis(GovernanceModule.STATIC, 4, AS_IS).validatorSet());
        assertThat(chain.registry().count()).isEqualTo(4);
        assertThat(chain.record(chain.members().getFirst()).contact()).isEqualTo("node 0");
    }

    @Test
    void everyEpochHasItsEndAndNothingBetweenFixAndBoundaryChangesTheNext() {
        GovernedChain chain = new GovernedChain(GovernanceModule.STAKE, 4, AS_IS);
        for (long epoch = 0; epoch < 5; epoch++) {
            assertThat(chain.epoch().next()).isEmpty();
            chain.toFix();
            var fixed = chain.epoch().next().orElseThrow();
            Address member = chain.members().get(1);
            chain.silent.add(member);
            chain.put(
                    member,
                    chain.record(member)
                            .plusIncoming(TOKEN, true)
                            .withNextKey(GovernedChain.key(90 + (int) epoch)
                                    .publicKey()
                                    .bytes()));
            chain.toNextEpoch();
            assertThat(chain.epoch().set()).isEqualTo(fixed.set());
            assertThat(chain.epoch().epoch()).isEqualTo(epoch + 1);
            assertThat(chain.epoch().end()).isEqualTo(20 * (epoch + 2));
            assertThat(chain.height).isEqualTo(20 * (epoch + 1));
        }
    }

    /** DevTest.noEpochsReverts (G3). */
    @Test
    void anEndlessEpochHasNoFixAndNoBoundary() {
        var given = GovernedChain.genesis(GovernanceModule.STATIC, 1, AS_IS);
        GenesisParameters pace = GenesisParameters.DEFAULT;
        GovernedChain chain = new GovernedChain(
                new io.vigil.types.genesis.Genesis(
                        1,
                        0,
                        given.mixHash(),
                        given.gasLimit(),
                        given.baseFeePerGas(),
                        1,
                        new GenesisParameters(
                                pace.targetBlockTime(),
                                pace.emptyBlockInterval(),
                                pace.delta(),
                                pace.build(),
                                pace.exec(),
                                pace.timeoutCap(),
                                0,
                                pace.baseFeeDenominator(),
                                pace.minBaseFee(),
                                pace.maxClockDrift(),
                                GovernanceModule.STATIC,
                                GovernanceParameters.of(GovernanceModule.STATIC)),
                        given.validators(),
                        List.of()),
                new EpochSteps(GovernedChain.CHAIN, Onboarding.NONE));
        for (int i = 0; i < 100; i++) {
            chain.block();
        }
        assertThat(chain.epoch().isEndless()).isTrue();
        assertThat(chain.epoch().epoch()).isZero();
        assertThat(chain.events).isEmpty();
        Address only = chain.members().getFirst();
        Calls calls = new Calls(chain);
        for (Answer answer : List.of(
                calls.signed(
                        Governance.VALIDATORS, only, SignedCall.input("exit(address)", new AbiWriter().address(only))),
                calls.signed(
                        Governance.GOVERNANCE,
                        only,
                        SignedCall.input(
                                "proposeText(address,string,uint64)",
                                new AbiWriter().address(only).text("a wish").number(1))))) {
            assertThat(Calls.why(answer)).as("what needs an epoch's end").startsWith("NO_EPOCHS");
        }
    }

    @Test
    void aNewKeySignsFromTheNextEpochOnAndTheSpanKeepsTheOld() {
        GovernedChain chain = new GovernedChain(GovernanceModule.STATIC, 4, AS_IS);
        Address member = chain.members().get(2);
        BlsSecretKey old = chain.keyOf(member);
        BlsSecretKey fresh = GovernedChain.key(50);
        chain.put(member, chain.record(member).withNextKey(fresh.publicKey().bytes()));
        chain.toFix();
        assertThat(chain.epoch().member(member).orElseThrow().blsKey())
                .isEqualTo(old.publicKey().bytes());
        chain.toNextEpoch();
        chain.keys.put(member, fresh);
        assertThat(chain.epoch().member(member).orElseThrow().blsKey())
                .isEqualTo(fresh.publicKey().bytes());
        assertThat(chain.record(member).blsKey()).isEqualTo(fresh.publicKey().bytes());
        assertThat(chain.record(member).nextKey().isEmpty()).isTrue();
        Spans spans = new Spans(chain.state);
        assertThat(spans.holds(0, member, old.publicKey().bytes(), 1)).isTrue();
        assertThat(spans.holds(1, member, fresh.publicKey().bytes(), 1)).isTrue();
        assertThat(spans.holds(1, member, old.publicKey().bytes(), 1)).isFalse();
    }

    /** RotateTest.twiceInOneEpoch (G11): before the fix the last wish counts; after it a wish waits for the epoch after the next. */
    @Test
    void ofTwoKeysBeforeTheFixTheSecondComesAndOneAfterItAnEpochLater() {
        GovernedChain chain = new GovernedChain(GovernanceModule.STATIC, 4, AS_IS);
        Address member = chain.members().get(2);
        for (int index : List.of(50, 51)) {
            chain.put(
                    member,
                    chain.record(member)
                            .withNextKey(GovernedChain.key(index).publicKey().bytes()));
        }
        chain.toFix();
        chain.put(
                member,
                chain.record(member)
                        .withNextKey(GovernedChain.key(52).publicKey().bytes()));
        chain.toNextEpoch();
        chain.keys.put(member, GovernedChain.key(51));
        assertThat(chain.epoch().member(member).orElseThrow().blsKey())
                .isEqualTo(GovernedChain.key(51).publicKey().bytes());
        chain.toNextEpoch();
        assertThat(chain.epoch().member(member).orElseThrow().blsKey())
                .isEqualTo(GovernedChain.key(52).publicKey().bytes());
        assertThat(chain.record(member).blsKey())
                .isEqualTo(GovernedChain.key(52).publicKey().bytes());
    }

    @Test
    void aFifthJoinsOnceItHasSignalledAndAStakerLeavesAfterItsExit() {
        GovernedChain chain = new GovernedChain(GovernanceModule.STAKE, 4, AS_IS);
        Address fifth = chain.join(4, TOKEN.multiply(40), 0);
        chain.toNextEpoch();
        assertThat(chain.members())
                .as("registered in the epoch of the election")
                .doesNotContain(fifth);
        chain.toNextEpoch();
        assertThat(chain.members()).contains(fifth).hasSize(5);

        chain.put(fifth, chain.record(fifth).withStanding(Standing.EXITING, chain.height));
        chain.toNextEpoch();
        assertThat(chain.members()).doesNotContain(fifth).hasSize(4);
        assertThat(chain.record(fifth).stake()).isEqualTo(UInt256.ZERO);
        assertThat(chain.record(fifth).unbonding()).singleElement().satisfies(entry -> {
            assertThat(entry.amount()).isEqualTo(TOKEN.multiply(40));
            assertThat(entry.epoch()).isEqualTo(chain.epoch().epoch() + 336);
        });
    }

    @Test
    void whoDoesNotSignalDoesNotJoin() {
        GovernedChain chain = new GovernedChain(GovernanceModule.AUTHORITY, 4, AS_IS);
        Address fifth = chain.join(4, UInt256.ZERO, 1);
        chain.silent.add(fifth);
        chain.toNextEpoch();
        chain.toNextEpoch();
        assertThat(chain.members()).doesNotContain(fifth);
        chain.silent.clear();
        chain.toNextEpoch();
        assertThat(chain.members()).contains(fifth);
    }

    @Test
    void aDeadLeaderIsBarredAndLeadsAgainAfterItsSignal() {
        GovernedChain chain = new GovernedChain(GovernanceModule.STATIC, 4, AS_IS);
        Address dead = chain.members().get(3);
        chain.silent.add(dead);
        while (chain.epoch().epoch() < 3) {
            blockWithout(chain, dead);
        }
        assertThat(chain.epoch().member(dead).map(Member::leads)).contains(false);
        assertThat(chain.registry().conduct(dead)).isEqualTo(new Conduct(0, 0, 1, 2));
        chain.silent.clear();
        chain.toNextEpoch();
        assertThat(chain.epoch().member(dead).map(Member::leads)).contains(true);
    }

    /** LeadsTest.deadStaysOut (G26): its bar grows from one epoch to two, four and more, and ends only after a sign of life. */
    @Test
    void whoStaysDeadNeverLeadsAgain() {
        GovernedChain chain = new GovernedChain(GovernanceModule.STATIC, 4, AS_IS);
        Address dead = chain.members().get(3);
        chain.silent.add(dead);
        while (chain.epoch().epoch() < 2) {
            blockWithout(chain, dead);
        }
        for (int epoch = 0; epoch < 10; epoch++) {
            assertThat(chain.epoch().member(dead).map(Member::leads)).contains(false);
            chain.toNextEpoch();
        }
    }

    /**
     * LeadsTest.leftOutAtMostF, allBarredAllLead (G27): an epoch in which a million views were lost and one member gave every block. All others are
     * barred, and those who lead still hold a quorum.
     */
    @Test
    void whereAlmostAllAreBarredOnlyAThirdIsLeftOut() {
        for (int size : List.of(1, 3, 4, 7, 10)) {
            GovernedChain chain = new GovernedChain(GovernanceModule.STATIC, size, AS_IS);
            Address giver = chain.members().getFirst();
            while (chain.epoch().epoch() < 2) {
                List<Address> leading = chain.epoch().set().stream()
                        .filter(Member::leads)
                        .map(Member::address)
                        .toList();
                long pass = leading.size();
                chain.block((chain.view + 1_000_000) / pass * pass + leading.indexOf(giver));
            }
            List<Member> set = chain.epoch().set();
            assertThat(chain.members().stream()
                            .filter(member -> chain.registry().conduct(member).barLevel() > 0))
                    .as("barred of " + size)
                    .hasSize(size - 1);
            assertThat(set.stream().filter(member -> !member.leads()).count()).isEqualTo((size - 1) / 3);
        }
    }

    /** The views of {@code dead} are lost. */
    private static void blockWithout(GovernedChain chain, Address dead) {
        List<Member> leading =
                chain.epoch().set().stream().filter(Member::leads).toList();
        long next = chain.view + 1;
        while (leading.get((int) (next % leading.size())).address().equals(dead)) {
            next++;
        }
        chain.block(next);
    }

    @Test
    void anyOneStepMayFailAndTheChainGoesOn() {
        for (String failing : List.of("elect", "counters", "leads", "settle", "spans")) {
            GovernedChain chain = new GovernedChain(
                    GovernedChain.genesis(GovernanceModule.STAKE, 4, AS_IS), new FailingSteps(failing));
            List<Address> members = chain.members();
            for (int i = 0; i < 3; i++) {
                chain.toNextEpoch();
            }
            assertThat(chain.members()).as(failing).containsExactlyInAnyOrderElementsOf(members);
            assertThat(chain.epoch().epoch()).isEqualTo(3);
            assertThat(chain.events).as(failing).anyMatch(event -> event instanceof HookEvent.StepFailed);
        }
    }
}
