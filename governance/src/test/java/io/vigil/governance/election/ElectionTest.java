package io.vigil.governance.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.governance.GovernedChain;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.epoch.SkippedRecords;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.parameters.Parameters;
import io.vigil.governance.registry.Readiness;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.state.Slots;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.genesis.GovernanceModule;
import io.vigil.types.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ElectionTest {
    private static final UInt256 TOKEN = UInt256.of(1_000_000_000_000_000_000L);
    /** 10^4 here; {@code -Dvigil.elections=1000000} for more. */
    @Test
    void everyHostileStateHasASoundSet() {
        HostileElections held =
                HostileElections.hold(Integer.getInteger("vigil.elections", 10_000), (random, in, result) -> {
                    check(in, result);
                    assertThat(Election.elect(HostileState.permuted(random, in)))
                            .isEqualTo(result);
                });
        System.out.println(held);
        assertThat(held.slowestNanos()).isLessThan(50_000_000);
        assertThat(held.degraded()).as("the states are hostile enough").isGreaterThan(held.count() / 100);
    }

    /** The one of half a million hostile states that was elected from by the order of its candidates. */
    @Test
    void oneAddressListedTwiceWithTwoSignalsIsReadInOneOrder() {
        Seeds random = Seeds.of(410_181);
        ElectionInput in = HostileElections.draw(random);

        assertThat(Election.elect(HostileState.permuted(random, in))).isEqualTo(Election.elect(in));
    }

    /** G23, one by one. */
    private static void check(ElectionInput in, ElectionResult result) {
        List<Member> set = result.set();
        long total = Member.power(set);
        assertThat(set).isNotEmpty();
        assertThat((long) set.size())
                .isGreaterThanOrEqualTo(Math.min(
                        in.parameters().number(Parameter.MIN_SET), in.present().size()))
                .isLessThanOrEqualTo(Math.max(
                        in.parameters().number(Parameter.MAX_SET), in.present().size()));
        assertThat(new TreeSet<>(set.stream().map(Member::blsKey).toList())).hasSize(set.size());
        assertThat(set.stream().map(Member::address).toList()).isSorted();
        assertThat(total).isLessThanOrEqualTo(1L << 53);
        boolean carried = result.degraded().contains("the present set stays");
        if (set.size() >= 4 && in.membership().isCapped() && !carried) {
            assertThat(set).allSatisfy(member -> assertThat(member.power()).isLessThanOrEqualTo(Member.faulty(total)));
        }
        TreeSet<Address> tombstoned = HostileState.tombstoned(in);
        long left = in.present().stream()
                .filter(member -> result.left().contains(member.address()) && !tombstoned.contains(member.address()))
                .mapToLong(Member::power)
                .sum();
        assertThat(left).isLessThanOrEqualTo(Math.max(1, Member.faulty(Member.power(in.present()))));
        long joined = set.stream()
                .filter(member -> result.joined().contains(member.address()))
                .mapToLong(Member::power)
                .sum();
        assertThat(result.joined().size() <= 1 || joined <= Member.faulty(total))
                .isTrue();
    }

    @Test
    void theCapIsTheLargestThatNobodyAloneCanStopTheChainWith() {
        List<Long> choices = List.of(1L, 2L, 3L, 7L, 100L, 1L << 40);
        int[] cases = new int[1];
        for (int size = 4; size <= 6; size++) {
            eachList(choices, size, new ArrayList<>(), units -> {
                cases[0]++;
                List<Long> power = Power.capped(units);
                long total = power.stream().mapToLong(Long::longValue).sum();
                long most = power.stream().mapToLong(Long::longValue).max().orElseThrow();
                assertThat(most).isLessThanOrEqualTo((total - 1) / 3);
                long higher = units.stream()
                        .mapToLong(unit -> Math.min(unit, most + 1))
                        .sum();
                boolean capped = units.stream().anyMatch(unit -> unit > most);
                assertThat(!capped || most + 1 > (higher - 1) / 3).isTrue();
            });
        }
        assertThat(cases[0]).isEqualTo(1_296 + 7_776 + 46_656);
        assertThat(Power.capped(List.of(5L, 9L, 1L))).containsExactly(1L, 1L, 1L);
    }

    private interface Each {
        void with(List<Long> units);
    }

    private static void eachList(List<Long> choices, int size, List<Long> so, Each each) {
        if (so.size() == size) {
            each.with(so);
            return;
        }
        for (long choice : choices) {
            List<Long> longer = new ArrayList<>(so);
            longer.add(choice);
            eachList(choices, size, longer, each);
        }
    }

    /** The index outlived the record: 9 March 2020. */
    @Test
    void aListedRecordThatIsGoneIsSkippedWithItsReason() {
        GovernedChain chain = new GovernedChain(GovernanceModule.STAKE, 5, UnaryOperator.identity());
        Address gone = chain.members().get(2);
        chain.toFix();
        chain.toNextEpoch();
        Slots.write(chain.state, Registry.ADDRESS, Slots.at("record", gone), Bytes.EMPTY);
        chain.silent.add(gone);
        chain.toNextEpoch();
        assertThat(SkippedRecords.read(chain.state, 1)).containsEntry(gone, "no record");
        assertThat(chain.members()).hasSize(4).doesNotContain(gone);
    }

    @Test
    void aRecordThatIsNotListedIsNoCandidateAndADoubledEntryCountsOnce() {
        GovernedChain chain = new GovernedChain(GovernanceModule.STAKE, 5, UnaryOperator.identity());
        Address last = chain.registry().listed(4);
        Address first = chain.registry().listed(0);
        chain.state.store(Registry.ADDRESS, Slots.at("validators", 4), Slots.word(first));
        chain.silent.add(last);
        chain.toNextEpoch();
        assertThat(SkippedRecords.read(chain.state, 0)).containsEntry(first, "listed twice, again at 4");
        assertThat(chain.members()).contains(first).doesNotContain(last);
    }

    @Test
    void whenAllAreJailedOrExitAtOnceTheSetShrinksByAThirdAtMostAndNeverBelowItsLeast() {
        for (Standing standing : List.of(Standing.JAILED, Standing.EXITING)) {
            GovernedChain chain = new GovernedChain(GovernanceModule.STAKE, 10, UnaryOperator.identity());
            chain.members()
                    .forEach(member -> chain.put(member, chain.record(member).withStanding(standing, 1)));
            List<Integer> sizes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                chain.toNextEpoch();
                sizes.add(chain.members().size());
            }
            assertThat(sizes).containsExactly(7, 5, 4, 4, 4, 4, 4, 4);
        }
    }

    @Test
    void anElectionOverAFullRegistryTakesLessThanFiftyMilliseconds() {
        GovernedChain chain = new GovernedChain(GovernanceModule.STAKE, 4, rules -> rules);
        int full = 1_024;
        for (int i = 4; i < full; i++) {
            chain.join(i, TOKEN.multiply(32 + i % 50), 0);
        }
        Registry registry = chain.registry();
        for (Registry.Entry entry : registry.entries()) {
            Registry.edit(chain.state).readiness(entry.address(), new Readiness(1, 1, 1, 1, true));
        }
        Parameters parameters = chain.epoch().parameters().with(Parameter.MAX_SET, UInt256.of(200));
        EpochState epoch = chain.epoch();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 12; i++) {
            long start = System.nanoTime();
            ElectionResult result = Election.elect(new ElectionInput(
                    Membership.of(GovernanceModule.STAKE),
                    parameters,
                    Candidate.all(registry),
                    epoch.set(),
                    1,
                    1,
                    false,
                    Hash.ZERO));
            best = Math.min(best, System.nanoTime() - start);
            assertThat(result.set().size()).isGreaterThan(4);
        }
        System.out.println("election over " + full + " records: " + best / 1_000 + " us");
        assertThat(best).isLessThan(50_000_000L);
    }

    /** Bits flipped anywhere in the registry: no hook throws, and every epoch has its end and its set. */
    @Test
    void damagedSlotsStopNoEpoch() {
        Seeds.forEach(Integer.getInteger("vigil.damaged", 60), random -> {
            GovernedChain chain = new GovernedChain(GovernanceModule.STAKE, 5, UnaryOperator.identity());
            chain.silent.addAll(chain.members());
            for (int epoch = 1; epoch <= 3; epoch++) {
                List<UInt256> slots =
                        List.copyOf(Optional.ofNullable(chain.state.slots().get(Registry.ADDRESS))
                                .orElseThrow()
                                .keySet());
                for (int i = 0; i < 20; i++) {
                    UInt256 slot = random.pick(slots);
                    UInt256 value = chain.state.load(Registry.ADDRESS, slot);
                    chain.state.store(Registry.ADDRESS, slot, flipped(random, value));
                }
                chain.toNextEpoch();
                assertThat(chain.epoch().epoch()).isEqualTo(epoch);
                assertThat(chain.members().size()).isGreaterThanOrEqualTo(4);
            }
        });
    }

    private static UInt256 flipped(Seeds random, UInt256 value) {
        byte[] bytes = value.toBytes32().toArray();
        bytes[random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
        return UInt256.of(Bytes.wrap(bytes));
    }

    @Test
    void epochsOfMassExitNeverLoseTheLeast() {
        GovernedChain chain = new GovernedChain(GovernanceModule.STAKE, 6, UnaryOperator.identity());
        Seeds random = Seeds.of(3);
        int[] next = {6};
        IntStream.range(0, 60).forEach(round -> {
            chain.members().forEach(member -> {
                if (random.oneIn(3)) {
                    chain.put(member, chain.record(member).withStanding(Standing.EXITING, chain.height));
                }
            });
            if (random.oneIn(2)) {
                chain.join(next[0]++, TOKEN.multiply(40), 0);
            }
            chain.toNextEpoch();
            assertThat(chain.members().size()).isGreaterThanOrEqualTo(4);
        });
    }
}
