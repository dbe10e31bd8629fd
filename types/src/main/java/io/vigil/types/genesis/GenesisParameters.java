package io.vigil.types.genesis;

import io.vigil.types.UInt256;
import java.time.Duration;

/**
 * The numbers a chain runs by (DESIGN "Consensus" and "Blocks"; bounds and cross-checks: G33a).
 *
 * @param targetBlockTime least time from block to block; 0 for as fast as votes come
 * @param emptyBlockInterval time between blocks while nothing waits
 * @param delta Δ, the assumed bound on one message delay
 * @param build execution time after which a leader stops filling a block
 * @param exec time for executing a block before the vote
 * @param timeoutCap a view without progress lasts at most this many times the first timeout, however many failed before it
 * @param epochLength blocks of an epoch; 0 for one endless epoch
 * @param baseFeeDenominator how slowly the base fee follows demand (EIP-1559)
 * @param minBaseFee in wei
 * @param maxClockDrift how far a timestamp may be ahead of a voter's clock
 * @param rules the numbers of elections and votes
 */
public record GenesisParameters(
        Duration targetBlockTime,
        Duration emptyBlockInterval,
        Duration delta,
        Duration build,
        Duration exec,
        long timeoutCap,
        long epochLength,
        long baseFeeDenominator,
        UInt256 minBaseFee,
        Duration maxClockDrift,
        GovernanceModule governance,
        GovernanceParameters rules) {
    private static final Duration MAX_FIRST_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration MAX_EPOCH = Duration.ofDays(30);

    /** DESIGN's pace and length of an epoch. */
    public static final GenesisParameters DEFAULT = new GenesisParameters(
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            Duration.ofMillis(100),
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            8,
            3_600,
            250,
            UInt256.of(7),
            Duration.ofSeconds(2),
            GovernanceModule.STATIC,
            GovernanceParameters.of(GovernanceModule.STATIC));

    /** Messages begin with the name of the field. */
    public GenesisParameters {
        within("targetBlockTime", targetBlockTime, 0, 10_000);
        within("emptyBlockInterval", emptyBlockInterval, 200, 60_000);
        within("delta", delta, 5, 2_000);
        within("build", build, 5, 2_000);
        within("exec", exec, 5, 5_000);
        within("timeoutCap", timeoutCap, 1, 64);
        if (epochLength != 0) {
            within("epochLength", epochLength, 20, 1_000_000);
        }
        within("baseFeeDenominator", baseFeeDenominator, 8, 5_000);
        within("minBaseFee", minBaseFee.toLongSaturated(), 0, 1_000_000_000_000L);
        within("maxClockDrift", maxClockDrift, 500, 60_000);
        Duration timeout = delta.multipliedBy(3).plus(build).plus(exec);
        require(
                targetBlockTime.compareTo(emptyBlockInterval) <= 0,
                "targetBlockTime: " + text(targetBlockTime) + " is above emptyBlockInterval "
                        + text(emptyBlockInterval));
        require(build.compareTo(exec) <= 0, "build: " + text(build) + " is above exec " + text(exec));
        require(
                timeout.compareTo(MAX_FIRST_TIMEOUT) <= 0,
                "delta: 3*delta + build + exec = " + text(timeout) + " is above " + text(MAX_FIRST_TIMEOUT));
        require(
                emptyBlockInterval.plus(timeout).multipliedBy(epochLength).compareTo(MAX_EPOCH) <= 0,
                "epochLength: an idle epoch of " + epochLength + " blocks could last more than 30 days");
    }

    /** The same but for how fast views follow each other. */
    public GenesisParameters withPace(
            Duration otherTarget, Duration otherDelta, Duration otherBuild, Duration otherExec, long otherCap) {
        return new GenesisParameters(
                otherTarget,
                emptyBlockInterval,
                otherDelta,
                otherBuild,
                otherExec,
                otherCap,
                epochLength,
                baseFeeDenominator,
                minBaseFee,
                maxClockDrift,
                governance,
                rules);
    }

    /** As genesis.json writes a time. */
    static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1_000 == 0 && millis > 0 ? millis / 1_000 + "s" : millis + "ms";
    }

    private static void within(String name, Duration value, long minMillis, long maxMillis) {
        require(
                value.compareTo(Duration.ofMillis(minMillis)) >= 0
                        && value.compareTo(Duration.ofMillis(maxMillis)) <= 0,
                name + ": " + text(value) + " is not from " + minMillis + "ms to " + maxMillis + "ms");
        require(value.toNanosPart() % 1_000_000 == 0, name + ": " + value + " is finer than a millisecond");
    }

    private static void within(String name, long value, long min, long max) {
        require(value >= min && value <= max, name + ": " + value + " is not from " + min + " to " + max);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
