package io.vigil.governance.election;

import io.vigil.governance.GovernedChain;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GovernanceModule;
import io.vigil.types.testing.Seeds;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * Elections from hostile states, one a seed.
 *
 * @param results one hash over all results in order; virtual machines agree if theirs are equal
 * @param degraded how many could not elect as usual and said why
 * @param slowestNanos of CPU time
 */
public record HostileElections(int count, Hash results, long degraded, long slowestNanos) {
    private static final int STEP = 20_000;
    private static final Genesis GENESIS = GovernedChain.genesis(GovernanceModule.STAKE, 4, UnaryOperator.identity());

    /** What must hold of every election. */
    @FunctionalInterface
    interface Check {
        void of(Seeds random, ElectionInput in, ElectionResult result);
    }

    static HostileElections hold(int count, Check check) {
        ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
        Hash[] results = {Hash.ZERO};
        long[] degraded = new long[1];
        long[] slowestNanos = new long[1];
        Seeds.forEach(count, random -> {
            ElectionInput in = draw(random);
            long began = cpu.getCurrentThreadCpuTime();
            ElectionResult result = Election.elect(in);
            slowestNanos[0] = Math.max(slowestNanos[0], cpu.getCurrentThreadCpuTime() - began);
            results[0] = Keccak.hash(Bytes.concat(
                    results[0].bytes(), Bytes.wrap(result.toString().getBytes(StandardCharsets.UTF_8))));
            degraded[0] += result.degraded().isEmpty() ? 0 : 1;
            check.of(random, in, result);
        });
        return new HostileElections(count, results[0], degraded[0], slowestNanos[0]);
    }

    static ElectionInput draw(Seeds random) {
        return HostileState.draw(random, GENESIS);
    }

    /** What {@link #toString} says of {@code count} elections; a line to standard error every {@value #STEP}. */
    public static String report(int count) {
        return hold(count, (random, in, result) -> {
                    if (random.seed() % STEP == 0) {
                        System.err.println(random.seed() + " of " + count + " elections held");
                    }
                })
                .toString();
    }

    @Override
    public String toString() {
        return count + " hostile elections, " + degraded + " degraded, slowest in CPU time " + slowestNanos / 1_000
                + " us, all results " + results;
    }
}
