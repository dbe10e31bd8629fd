package io.vigil.governance.parameters;

import io.vigil.types.UInt256;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A number that a chain runs by (G33's table). Times are in milliseconds unless the name says otherwise; money is in wei.
 * The order is that of the encoding and never changes; new ones come last.
 */
public enum Parameter {
    TARGET_BLOCK_TIME("targetBlockTime", 0, 10_000),
    EMPTY_BLOCK_INTERVAL("emptyBlockInterval", 200, 60_000),
    DELTA("delta", 5, 2_000, 4),
    BUILD("build", 5, 2_000, 4),
    EXEC("exec", 5, 5_000, 4),
    EPOCH_LENGTH("epochLength", 20, 1_000_000, 8),
    BASE_FEE_DENOMINATOR("baseFeeDenominator", 8, 5_000),
    MIN_BASE_FEE("minBaseFee", 0, 1_000_000_000_000L),
    MAX_CLOCK_DRIFT("maxClockDrift", 500, 60_000),
    GAS_LIMIT("gasLimit", 8_000_000, 500_000_000, 2),
    ELECTION_DISTANCE("electionDistance", 1, 1_000),
    MAX_SET("maxSet", 1, 200),
    MIN_SET("minSet", 1, 200),
    MIN_STAKE("minStake", UInt256.ONE, twoTo(90), 2),
    POWER_UNIT("powerUnit", UInt256.ONE, twoTo(90), 2),
    SLASH_BPS("slashBps", 0, 10_000),
    UNBONDING_EPOCHS("unbondingEpochs", 2, 100_000),
    UNBONDING_SECONDS("unbondingSeconds", 3_600, 90 * 86_400L),
    /** 0, or from 4 on. */
    JAIL_AFTER("jailAfter", 0, 10_000),
    VOTING_EPOCHS("votingEpochs", 1, 720),
    QUORUM_BPS("quorumBps", 0, 5_000),
    SUPPORT_BPS("supportBps", 5_000, 7_500),
    CONSENSUS_BPS("consensusBps", 5_001, 6_667),
    PROPOSAL_DEPOSIT("proposalDeposit", UInt256.ZERO, tenTo(24), 1),
    /** Not by vote: work that hooks may cost depends on it. */
    MAX_RECORDS("maxRecords", 1, 1_024);

    private static final long LEAST_JAIL_AFTER = 4;

    private final String text;
    private final UInt256 min;
    private final UInt256 max;
    private final int factor;

    Parameter(String text, long min, long max) {
        this(text, min, max, 1);
    }

    Parameter(String text, long min, long max, int factor) {
        this(text, UInt256.of(min), UInt256.of(max), factor);
    }

    /** @param factor by which one change may multiply or divide; 1 for any change */
    Parameter(String text, UInt256 min, UInt256 max, int factor) {
        this.text = text;
        this.min = min;
        this.max = max;
        this.factor = factor;
    }

    /** As calls and genesis.json spell it. */
    public String text() {
        return text;
    }

    public UInt256 min() {
        return min;
    }

    public UInt256 max() {
        return max;
    }

    public int factor() {
        return factor;
    }

    public boolean isVotable() {
        return this != MAX_RECORDS;
    }

    public static Optional<Parameter> named(String text) {
        return all().stream().filter(parameter -> parameter.text.equals(text)).findFirst();
    }

    public static List<Parameter> all() {
        return Arrays.asList(values());
    }

    /** Whether the value is within the bounds. */
    public boolean admits(UInt256 value) {
        boolean within = value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
        return within && (this != JAIL_AFTER || value.isZero() || value.compareTo(UInt256.of(LEAST_JAIL_AFTER)) >= 0);
    }

    /** Whether one change may go from {@code before} to {@code after}. */
    boolean permitsStep(UInt256 before, UInt256 after) {
        return factor == 1
                || (after.compareTo(before.multiply(factor)) <= 0 && before.compareTo(after.multiply(factor)) <= 0);
    }

    private static UInt256 tenTo(int digits) {
        return UInt256.of(BigInteger.TEN.pow(digits));
    }

    private static UInt256 twoTo(int bits) {
        return UInt256.of(BigInteger.ONE.shiftLeft(bits));
    }
}
