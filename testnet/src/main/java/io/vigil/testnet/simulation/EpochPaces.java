package io.vigil.testnet.simulation;

import io.vigil.consensus.ConsensusParameters;
import io.vigil.governance.parameters.CrossChecks;
import io.vigil.governance.parameters.CrossChecks.Change;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.parameters.Parameters;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisParameters;
import io.vigil.types.genesis.GenesisValidator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * By which times each epoch runs, if its members vote on every parameter as wildly as the rules let them (G33): each epoch
 * begins with proposals drawn from the seed, of which those that the real checks admit are enacted; some are votes to resume
 * deposits, which change no time. A pure function of the epoch.
 */
final class EpochPaces {
    private static final int MEMBERS = 4;

    /** One proposal of so many is about deposits. */
    private static final int OF_DEPOSITS = 8;

    private static final Parameters GENESIS = genesis();

    private final ConsensusParameters first;
    private final Dice dice;
    private final int proposals;
    private OnboardingWalk onboarding;
    private final CrossChecks checks = new CrossChecks(MEMBERS, MEMBERS, minStake -> MEMBERS);
    private final TreeMap<Long, ConsensusParameters> paces = new TreeMap<>();
    private Parameters last = GENESIS;
    private long enacted;

    /** @param proposals enacted with each epoch; with none the first times stay */
    EpochPaces(ConsensusParameters first, long seed, int proposals) {
        this.first = first;
        this.dice = new Dice(seed ^ 0x9a7a);
        this.proposals = proposals;
        this.onboarding = new OnboardingWalk(seed);
        paces.put(0L, first);
    }

    ConsensusParameters of(long epoch) {
        if (proposals == 0) {
            return first;
        }
        while (paces.lastKey() < epoch) {
            for (int i = 0; i < proposals; i++) {
                if (dice.below(OF_DEPOSITS) == 0) {
                    onboarding = onboarding.isLong() ? new OnboardingWalk(dice.nextLong()) : onboarding;
                    onboarding.vote();
                    enacted++;
                } else {
                    enactOne();
                }
            }
            paces.put(paces.lastKey() + 1, pace());
        }
        return paces.getOrDefault(epoch, first);
    }

    /** Proposals that were legal. */
    long enacted() {
        return enacted;
    }

    private void enactOne() {
        while (true) {
            Parameter parameter = dice.pick(Parameter.all());
            UInt256 now = last.get(parameter);
            UInt256 value = dice.pick(List.of(
                    parameter.min(),
                    parameter.max(),
                    now.multiply(2).min(parameter.max()),
                    now.divide(UInt256.of(2)),
                    UInt256.of(dice.below(100_000))));
            boolean changes = !value.equals(now);
            if (changes
                    && checks.refusal(last, List.of(new Change(parameter, value)))
                            .isEmpty()) {
                last = last.with(parameter, value);
                enacted++;
                return;
            }
        }
    }

    private ConsensusParameters pace() {
        return new ConsensusParameters(
                millis(Parameter.TARGET_BLOCK_TIME),
                millis(Parameter.EMPTY_BLOCK_INTERVAL),
                millis(Parameter.DELTA),
                millis(Parameter.BUILD),
                millis(Parameter.EXEC),
                first.timeoutCap());
    }

    private Duration millis(Parameter parameter) {
        return Duration.ofMillis(last.number(parameter));
    }

    private static Parameters genesis() {
        List<GenesisValidator> validators = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            BlsSecretKey key = BlsSecretKey.generate(Keccak.hash(Bytes.of(i)).bytes());
            validators.add(new GenesisValidator(
                    Address.ofInt(i + 1),
                    key.publicKey(),
                    Keccak.hash(Bytes.of(i)).bytes(),
                    key.proofOfPossession(),
                    1,
                    "",
                    "",
                    0));
        }
        Genesis genesis = new Genesis(
                1,
                0,
                Hash.ZERO,
                Genesis.DEFAULT_GAS_LIMIT,
                Genesis.DEFAULT_BASE_FEE,
                Genesis.FIRST_VERSION,
                GenesisParameters.DEFAULT,
                validators,
                List.of());
        return Parameters.of(genesis);
    }
}
