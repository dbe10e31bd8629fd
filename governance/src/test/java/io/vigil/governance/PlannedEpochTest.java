package io.vigil.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.governance.PlannedEpoch.Changes;
import io.vigil.governance.PlannedEpoch.Outcome;
import io.vigil.governance.PlannedEpoch.Wanted;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.epoch.Spans;
import io.vigil.governance.registry.Possession;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Enrolment;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.GovernanceModule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** G44: the members that a plan brings, and what becomes of them and of those it sends away. */
class PlannedEpochTest {
    private static final int NEWCOMER = 9;

    @Test
    void newMembersAreEnrolledAndThoseGoneAreNotElectedBack() {
        for (GovernanceModule module : List.of(GovernanceModule.STATIC, GovernanceModule.AUTHORITY)) {
            GovernedChain chain = new GovernedChain(module, 5, rules -> rules);
            chain.block();
            Address gone = chain.members().getFirst();
            List<Wanted> wanted = without(chain, gone);
            wanted.add(newcomer(NEWCOMER));

            begin(chain, sorted(wanted));
            Address joined = address(NEWCOMER);
            chain.keys.put(joined, GovernedChain.key(NEWCOMER));
            assertThat(chain.epoch().epoch()).isEqualTo(1);
            assertThat(chain.members()).contains(joined).doesNotContain(gone).hasSize(5);
            assertThat(chain.record(joined).votedPower()).isEqualTo(1);
            assertThat(chain.record(joined).stake()).as("nothing is minted").isEqualTo(UInt256.ZERO);
            assertThat(chain.record(gone).votedPower()).isZero();
            assertThat(new Spans(chain.state)
                            .holds(1, joined, chain.record(joined).blsKey(), 1))
                    .as("its evidence can be judged")
                    .isTrue();

            chain.toNextEpoch();
            chain.toNextEpoch();
            assertThat(chain.members())
                    .as("%s: the elections after keep it so", module)
                    .contains(joined)
                    .doesNotContain(gone)
                    .hasSize(5);
        }
    }

    @Test
    void stakeGivesSeatsAndNoPlanDoes() {
        GovernedChain chain = new GovernedChain(GovernanceModule.STAKE, 5, rules -> rules);
        chain.block();
        List<Wanted> fewer = without(chain, chain.members().getFirst());
        List<Wanted> byStake = fewer.stream()
                .map(one -> new Wanted(
                        new Member(one.member().address(), one.member().blsKey(), 32, true), List.of()))
                .toList();

        assertThat(of(chain, byStake)).isInstanceOf(Outcome.Begins.class);
        assertRefused(chain, fewer, "powers [1, 1, 1, 1] should be [32, 32, 32, 32]");
        fewer.add(newcomer(NEWCOMER));
        assertRefused(chain, fewer, "would have no seat: stake 0 below minStake");
    }

    @Test
    void whatIsWrongWithAMemberIsSaid() {
        GovernedChain chain = new GovernedChain(GovernanceModule.AUTHORITY, 5, rules -> rules);
        chain.block();
        Member first = chain.epoch().set().getFirst();
        Bytes otherKey = GovernedChain.key(3).publicKey().bytes();

        assertRefused(chain, plus(chain, new Wanted(member(NEWCOMER), List.of())), "no sound record");
        assertRefused(
                chain,
                List.of(new Wanted(new Member(first.address(), otherKey, 1, true), List.of())),
                "its key is " + first.blsKey());
        assertRefused(
                chain,
                plus(chain, new Wanted(member(NEWCOMER), List.of(enrolment(NEWCOMER, 3, NEWCOMER)))),
                "the proof of possession is not its key's");
        assertRefused(
                chain,
                plus(chain, new Wanted(member(NEWCOMER), List.of(enrolment(NEWCOMER, NEWCOMER, 0)))),
                "is another's");
        Member elsewhere = new Member(Address.ofInt(5), member(NEWCOMER).blsKey(), 1, true);
        assertRefused(
                chain,
                plus(chain, new Wanted(elsewhere, List.of(enrolment(NEWCOMER, NEWCOMER, NEWCOMER)))),
                "not the address of its key");
        assertRefused(
                chain,
                List.of(new Wanted(first, List.of(enrolment(index(chain, first), index(chain, first), NEWCOMER)))),
                "the registry knows its key");
        assertRefused(chain, of(chain.epoch().set().subList(0, 3)), "3 members, of 4 (minSet)");
        assertRefused(chain, strengthened(chain), "should be");
        chain.put(first.address(), chain.record(first.address()).withStanding(Standing.JAILED, 9));
        assertRefused(chain, of(chain.epoch().set()), "would have no seat: jailed");
        Registry.edit(chain.state).burnKey(first.blsKey(), first.address());
        assertRefused(chain, of(chain.epoch().set()), "its key is burned");
    }

    @Test
    void whatIsRefusedWritesNothing() {
        GovernedChain chain = new GovernedChain(GovernanceModule.STATIC, 4, rules -> rules);
        chain.block();
        var before = chain.state.slots();
        assertRefused(chain, plus(chain, new Wanted(member(NEWCOMER), List.of())), "no sound record");
        assertThat(of(chain, plus(chain, newcomer(NEWCOMER)))).isInstanceOf(Outcome.Begins.class);
        assertThat(chain.state.slots()).isEqualTo(before);
    }

    private static void begin(GovernedChain chain, List<Wanted> wanted) {
        Outcome.Begins begins = (Outcome.Begins) of(chain, wanted);
        begins.enrol(chain.state);
        PlannedEpoch.begin(begins.epoch(), chain.height, chain.state);
    }

    private static Outcome of(GovernedChain chain, List<Wanted> wanted) {
        EpochState at = chain.epoch();
        return PlannedEpoch.of(
                at, chain.height, new Changes(0, new TreeMap<>(), List.of(), wanted), GovernedChain.CHAIN, chain.state);
    }

    private static void assertRefused(GovernedChain chain, List<Wanted> wanted, String why) {
        assertThat(of(chain, sorted(wanted)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.why()).contains(why));
    }

    private static List<Wanted> without(GovernedChain chain, Address gone) {
        List<Wanted> wanted = new ArrayList<>(of(chain.epoch().set()));
        wanted.removeIf(one -> one.member().address().equals(gone));
        return wanted;
    }

    private static List<Wanted> plus(GovernedChain chain, Wanted more) {
        List<Wanted> wanted = new ArrayList<>(of(chain.epoch().set()));
        wanted.add(more);
        return sorted(wanted);
    }

    /** One of them with more than a third. */
    private static List<Wanted> strengthened(GovernedChain chain) {
        List<Member> set = new ArrayList<>(chain.epoch().set());
        Member first = set.getFirst();
        set.set(0, new Member(first.address(), first.blsKey(), 50, true));
        return of(set);
    }

    private static List<Wanted> of(List<Member> set) {
        return set.stream().map(member -> new Wanted(member, List.of())).toList();
    }

    private static List<Wanted> sorted(List<Wanted> wanted) {
        return wanted.stream()
                .sorted(Comparator.comparing(one -> one.member().address()))
                .toList();
    }

    private static Wanted newcomer(int index) {
        return new Wanted(member(index), List.of(enrolment(index, index, index)));
    }

    private static Member member(int index) {
        return new Member(address(index), GovernedChain.key(index).publicKey().bytes(), 1, true);
    }

    private static Address address(int index) {
        return ValidatorRecord.addressOf(GovernedChain.key(index).publicKey().bytes());
    }

    private static int index(GovernedChain chain, Member member) {
        for (int i = 0; i < 5; i++) {
            if (address(i).equals(member.address())) {
                return i;
            }
        }
        throw new AssertionError(member + " of " + chain.members());
    }

    /** @param proofBy whose key proves possession @param node whose node id it is */
    private static Enrolment enrolment(int index, int proofBy, int node) {
        BlsSecretKey key = GovernedChain.key(proofBy);
        return new Enrolment(
                GovernedChain.key(index).publicKey().bytes(),
                Possession.prove(GovernedChain.CHAIN, address(index), key).bytes(),
                Address.ZERO,
                Address.ZERO,
                Keccak.hash(Bytes.of(node, 78)).bytes(),
                Address.ZERO,
                "");
    }
}
