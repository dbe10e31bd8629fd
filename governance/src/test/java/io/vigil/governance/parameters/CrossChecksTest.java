package io.vigil.governance.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.governance.GovernedChain;
import io.vigil.governance.parameters.CrossChecks.Change;
import io.vigil.types.UInt256;
import io.vigil.types.genesis.GovernanceModule;
import io.vigil.types.testing.Seeds;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CrossChecksTest {
    private static final Parameters GENESIS =
            Parameters.of(GovernedChain.genesis(GovernanceModule.STAKE, 7, UnaryOperator.identity()));
    private static final CrossChecks CHECKS = new CrossChecks(7, 7, stake -> stake.bitLength() > 66 ? 3 : 7);

    private static String refusal(Change... changes) {
        return CHECKS.refusal(GENESIS, List.of(changes)).orElse("");
    }

    private static Change to(String name, long value) {
        return new Change(Parameter.named(name).orElseThrow(), UInt256.of(value));
    }

    @Test
    void genesisHoldsToItsOwnChecks() {
        assertThat(CHECKS.refusalOfGenesis(GENESIS)).isEmpty();
    }

    @Test
    void everyBoundIsHeld() {
        for (Parameter parameter : Parameter.all()) {
            assertThat(parameter.admits(parameter.min())).as(parameter.text()).isTrue();
            assertThat(parameter.admits(parameter.max())).as(parameter.text()).isTrue();
            assertThat(parameter.admits(parameter.max().add(UInt256.ONE)))
                    .as(parameter.text())
                    .isFalse();
            if (!parameter.min().isZero()) {
                assertThat(parameter.admits(parameter.min().subtract(UInt256.ONE)))
                        .as(parameter.text())
                        .isFalse();
            }
        }
        assertThat(Parameter.JAIL_AFTER.admits(UInt256.of(3))).isFalse();
        assertThat(refusal(to("epochLength", 0))).startsWith("epochLength: 0 is not from");
    }

    @Test
    void oneRefusalPerRule() {
        Map<String, Change[]> cases = new TreeMap<>(Map.of(
                "electionDistance: 2*11", new Change[] {to("electionDistance", 11)},
                "targetBlockTime is above", new Change[] {to("targetBlockTime", 9_000)},
                "build is above exec", new Change[] {to("build", 300)},
                "minSet: 8 is above the present", new Change[] {to("minSet", 8)},
                "maxSet: 4 would cast out", new Change[] {to("maxSet", 4)},
                "minSet: 6 is above maxSet 5", new Change[] {to("minSet", 6), to("maxSet", 5)},
                "maxRecords is not decided", new Change[] {to("maxRecords", 5)},
                "delta: from 100 to 500", new Change[] {to("delta", 500)},
                "gasLimit: from", new Change[] {to("gasLimit", 250_000_000)}));
        cases.forEach((why, changes) -> assertThat(refusal(changes)).as(why).startsWith(why));
        UInt256 dearer = GENESIS.get(Parameter.MIN_STAKE).multiply(2);
        UInt256 dearest = dearer.multiply(2);
        assertThat(CHECKS.refusal(
                        GENESIS.with(Parameter.MIN_STAKE, dearer), List.of(new Change(Parameter.MIN_STAKE, dearest))))
                .hasValueSatisfying(why -> assertThat(why).startsWith("minStake leaves fewer"));
        Parameters slow = GENESIS.with(Parameter.EPOCH_LENGTH, UInt256.of(200_000));
        assertThat(CHECKS.refusal(slow, List.of(to("epochLength", 999_999), to("emptyBlockInterval", 10_000))))
                .hasValueSatisfying(why -> assertThat(why).startsWith("epochLength: an idle epoch"));
        Parameters long30 = slow.with(Parameter.VOTING_EPOCHS, UInt256.of(720));
        assertThat(CHECKS.refusal(long30, List.of(to("emptyBlockInterval", 10_000))))
                .hasValueSatisfying(why -> assertThat(why).startsWith("votingEpochs"));
    }

    /** Whatever votes may do one after the other, every state they reach is one that a chain may begin with. */
    @Test
    void aWalkOfLegalVotesNeverLeavesWhatAChainMayBeginWith() {
        int[] taken = new int[1];
        Seeds.forEach(100, random -> {
            Parameters now = GENESIS;
            for (int step = 0; step < 1_000; step++) {
                Parameter parameter = random.pick(Parameter.all());
                UInt256 value = random.oneIn(2)
                        ? random.uint256()
                        : random.pick(List.of(
                                parameter.min(),
                                parameter.max(),
                                now.get(parameter).multiply(2).min(parameter.max()),
                                now.get(parameter).divide(UInt256.of(2))));
                List<Change> change = List.of(new Change(parameter, value));
                if (CHECKS.refusal(now, change).isEmpty()) {
                    now = now.with(parameter, value);
                    taken[0]++;
                    assertThat(Parameters.decode(now.encode())).isEqualTo(now);
                    assertThat(new CrossChecks(7, 7, _ -> 7).refusalOfGenesis(now))
                            .isEmpty();
                }
            }
        });
        assertThat(taken[0]).isGreaterThan(10_000);
    }
}
