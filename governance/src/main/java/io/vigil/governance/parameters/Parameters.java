package io.vigil.governance.parameters;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisParameters;
import io.vigil.types.genesis.GovernanceParameters;
import java.util.ArrayList;
import java.util.List;

/**
 * One value for every {@link Parameter}.
 *
 * @param values in the order of the enumeration
 */
public record Parameters(List<UInt256> values) {
    /** An encoding is shorter than this. */
    public static final int MAX_ENCODED_BYTES = 1_024;

    private static final long DEFAULT_ELECTION_DISTANCE = 20;
    private static final long DEFAULT_MIN_SET = 4;
    private static final long SIGNALS_PER_BLOCK = 16;

    /** @throws IllegalArgumentException if there are not as many values as parameters */
    public Parameters {
        values = List.copyOf(values);
        if (values.size() != Parameter.all().size()) {
            throw new IllegalArgumentException(values.size() + " values of parameters");
        }
    }

    public UInt256 get(Parameter parameter) {
        return values.get(parameter.ordinal());
    }

    /** A value that fits: all bounds but those of money are far below 2^63. */
    public long number(Parameter parameter) {
        return get(parameter).toLongSaturated();
    }

    public Parameters with(Parameter parameter, UInt256 value) {
        List<UInt256> changed = new ArrayList<>(values);
        changed.set(parameter.ordinal(), value);
        return new Parameters(changed);
    }

    public boolean isEndless() {
        return get(Parameter.EPOCH_LENGTH).isZero();
    }

    public Bytes encode() {
        return RlpWriter.listOf(list -> values.forEach(list::number));
    }

    /** @throws MalformedException also if a value is out of its bounds */
    public static Parameters decode(Bytes encoded) throws MalformedException {
        RlpReader list = RlpReader.ofList(encoded);
        List<UInt256> values = new ArrayList<>();
        for (Parameter parameter : Parameter.all()) {
            UInt256 value = list.uint256();
            boolean endless = parameter == Parameter.EPOCH_LENGTH && value.isZero();
            if (!parameter.admits(value) && !endless) {
                throw new MalformedException("parameter " + parameter.text() + " is " + value);
            }
            values.add(value);
        }
        list.end();
        return new Parameters(values);
    }

    /** What a chain starts with; not checked, {@link CrossChecks} does that. */
    public static Parameters of(Genesis genesis) {
        GenesisParameters given = genesis.parameters();
        GovernanceParameters rules = given.rules();
        long length = given.epochLength();
        long half = length == 0 ? DEFAULT_ELECTION_DISTANCE : length / 2;
        long distance =
                rules.electionDistance() != 0 ? rules.electionDistance() : Math.min(DEFAULT_ELECTION_DISTANCE, half);
        long most = Parameter.MAX_RECORDS.max().toLong();
        long signalling = length == 0 ? most : Math.max(1, SIGNALS_PER_BLOCK * Math.max(0, length - distance));
        long records = rules.maxRecords() != 0 ? rules.maxRecords() : Math.min(most, signalling);
        long members = genesis.validators().size();
        long minSet = rules.minSet() != 0 ? rules.minSet() : Math.min(DEFAULT_MIN_SET, members);
        List<UInt256> values = new ArrayList<>();
        for (Parameter parameter : Parameter.all()) {
            values.add(
                    switch (parameter) {
                        case TARGET_BLOCK_TIME ->
                            UInt256.of(given.targetBlockTime().toMillis());
                        case EMPTY_BLOCK_INTERVAL ->
                            UInt256.of(given.emptyBlockInterval().toMillis());
                        case DELTA -> UInt256.of(given.delta().toMillis());
                        case BUILD -> UInt256.of(given.build().toMillis());
                        case EXEC -> UInt256.of(given.exec().toMillis());
                        case EPOCH_LENGTH -> UInt256.of(length);
                        case BASE_FEE_DENOMINATOR -> UInt256.of(given.baseFeeDenominator());
                        case MIN_BASE_FEE -> given.minBaseFee();
                        case MAX_CLOCK_DRIFT -> UInt256.of(given.maxClockDrift().toMillis());
                        case GAS_LIMIT -> UInt256.of(genesis.gasLimit());
                        case ELECTION_DISTANCE -> UInt256.of(distance);
                        case MAX_SET -> UInt256.of(rules.maxSet());
                        case MIN_SET -> UInt256.of(minSet);
                        case MIN_STAKE -> rules.minStake();
                        case POWER_UNIT -> rules.powerUnit();
                        case SLASH_BPS -> UInt256.of(rules.slashBps());
                        case UNBONDING_EPOCHS -> UInt256.of(rules.unbondingEpochs());
                        case UNBONDING_SECONDS -> UInt256.of(rules.unbondingSeconds());
                        case JAIL_AFTER -> UInt256.of(rules.jailAfter());
                        case VOTING_EPOCHS -> UInt256.of(rules.votingEpochs());
                        case QUORUM_BPS -> UInt256.of(rules.quorumBps());
                        case SUPPORT_BPS -> UInt256.of(rules.supportBps());
                        case CONSENSUS_BPS -> UInt256.of(rules.consensusBps());
                        case PROPOSAL_DEPOSIT -> rules.proposalDeposit();
                        case MAX_RECORDS -> UInt256.of(records);
                    });
        }
        return new Parameters(values);
    }
}
