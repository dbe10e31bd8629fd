package io.vigil.governance.parameters;

import io.vigil.types.UInt256;
import java.util.List;
import java.util.Optional;

/**
 * What values must hold together (G33a), so that no legal vote can halt a chain. A genesis and a vote are held to the same.
 *
 * @param setSize members of the present set
 * @param setPower their power
 * @param seats validators of the registry that have at least a given stake
 */
public record CrossChecks(int setSize, long setPower, Seats seats) {
    private static final long SIGNALS_PER_BLOCK = 16;
    private static final long MAX_FIRST_TIMEOUT_MILLIS = 20_000;
    private static final long DAY_MILLIS = 86_400_000;
    private static final long MAX_EPOCH_MILLIS = 30 * DAY_MILLIS;
    private static final long MAX_VOTING_MILLIS = 2 * 365 * DAY_MILLIS;

    /** The dearest call of 0x…1000 and 0x…1002, as their price tables have it, with a large payload's gas. */
    static final long DEAREST_CALL_GAS = 2_000_000;

    /** How many validators would have a seat if this were the least stake. */
    @FunctionalInterface
    public interface Seats {
        int with(UInt256 minStake);
    }

    /** One change that a vote wants. */
    public record Change(Parameter parameter, UInt256 value) {}

    /** @return why the changes may not be made, or nothing */
    public Optional<String> refusal(Parameters before, List<Change> changes) {
        Parameters after = before;
        for (Change change : changes) {
            Parameter parameter = change.parameter();
            if (!parameter.isVotable()) {
                return Optional.of(parameter.text() + " is not decided by vote");
            }
            if (!parameter.admits(change.value())) {
                return Optional.of(outOfBounds(parameter, change.value()));
            }
            if (!parameter.permitsStep(before.get(parameter), change.value())) {
                return Optional.of(parameter.text() + ": from " + before.get(parameter) + " to " + change.value()
                        + " is more than a factor of " + parameter.factor());
            }
            after = after.with(parameter, change.value());
        }
        return broken(after, before);
    }

    /** @return what is wrong with the values a chain starts with, or nothing */
    public Optional<String> refusalOfGenesis(Parameters values) {
        for (Parameter parameter : Parameter.all()) {
            boolean endless = parameter == Parameter.EPOCH_LENGTH && values.isEndless();
            if (!endless && !parameter.admits(values.get(parameter))) {
                return Optional.of(outOfBounds(parameter, values.get(parameter)));
            }
        }
        return broken(values, values);
    }

    private static String outOfBounds(Parameter parameter, UInt256 value) {
        return parameter.text() + ": " + value + " is not from " + parameter.min() + " to " + parameter.max();
    }

    private Optional<String> broken(Parameters values, Parameters before) {
        long length = values.number(Parameter.EPOCH_LENGTH);
        long distance = values.number(Parameter.ELECTION_DISTANCE);
        long build = values.number(Parameter.BUILD);
        long exec = values.number(Parameter.EXEC);
        long empty = values.number(Parameter.EMPTY_BLOCK_INTERVAL);
        long timeout = 3 * values.number(Parameter.DELTA) + build + exec;
        long epochMillis = length * (empty + timeout);
        long minSet = values.number(Parameter.MIN_SET);
        long maxSet = values.number(Parameter.MAX_SET);
        if (length != 0 && 2 * distance > length) {
            return Optional.of("electionDistance: 2*" + distance + " is above epochLength " + length);
        }
        if (length != 0 && values.number(Parameter.MAX_RECORDS) > SIGNALS_PER_BLOCK * (length - distance)) {
            return Optional.of("epochLength: " + length + " blocks are too few for all of maxRecords to signal");
        }
        if (values.number(Parameter.TARGET_BLOCK_TIME) > empty) {
            return Optional.of("targetBlockTime is above emptyBlockInterval");
        }
        if (build > exec) {
            return Optional.of("build is above exec");
        }
        if (timeout > MAX_FIRST_TIMEOUT_MILLIS) {
            return Optional.of("delta: 3*delta + build + exec = " + timeout + " ms is above 20 s");
        }
        if (epochMillis > MAX_EPOCH_MILLIS) {
            return Optional.of("epochLength: an idle epoch could last more than 30 days");
        }
        if (values.number(Parameter.VOTING_EPOCHS) * epochMillis > MAX_VOTING_MILLIS) {
            return Optional.of("votingEpochs: a vote could last more than 2 years");
        }
        if (minSet > maxSet) {
            return Optional.of("minSet: " + minSet + " is above maxSet " + maxSet);
        }
        if (minSet > setSize) {
            return Optional.of("minSet: " + minSet + " is above the present set's " + setSize);
        }
        if (maxSet < setSize - Math.max(1, (setPower - 1) / 3)) {
            return Optional.of("maxSet: " + maxSet + " would cast out too many of the present " + setSize);
        }
        boolean dearer = values.get(Parameter.MIN_STAKE).compareTo(before.get(Parameter.MIN_STAKE)) > 0;
        if (dearer && seats.with(values.get(Parameter.MIN_STAKE)) < minSet) {
            return Optional.of("minStake leaves fewer than minSet validators with a seat");
        }
        if (values.number(Parameter.GAS_LIMIT) < 4 * DEAREST_CALL_GAS) {
            return Optional.of("gasLimit is below four of the dearest calls of governance");
        }
        return Optional.empty();
    }
}
