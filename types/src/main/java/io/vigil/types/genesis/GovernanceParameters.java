package io.vigil.types.genesis;

import io.vigil.types.UInt256;

/**
 * The numbers that elections and votes go by (G33, with bounds and cross-checks there; {@code governance} holds a genesis
 * to them, for it knows the set).
 *
 * @param electionDistance K: blocks before an epoch's end at which the next one is fixed; 0 for 20, or half a shorter epoch
 * @param maxSet most members of a set
 * @param minSet fewest; 0 for 4, or all of a smaller genesis
 * @param maxRecords most validators in the registry; 0 for 1,024, or as many as can signal in a shorter epoch. Not by vote
 * @param minStake least stake of a member, in wei
 * @param powerUnit stake of one unit of power, in wei
 * @param slashBps hundredths of a percent that an offender loses
 * @param unbondingEpochs epochs, and {@code unbondingSeconds} seconds: how long stake stays liable after its owner left
 * @param jailAfter epochs barred from leading in a row that jail; 0 for never
 * @param votingEpochs longest time a proposal may be open
 * @param quorumBps hundredths of a percent of power that must vote on a text, {@code supportBps} of those that must agree
 * @param consensusBps hundredths of a percent of power that enact
 * @param proposalDeposit in wei, of a proposer who is no member
 */
public record GovernanceParameters(
        long electionDistance,
        long maxSet,
        long minSet,
        long maxRecords,
        UInt256 minStake,
        UInt256 powerUnit,
        long slashBps,
        long unbondingEpochs,
        long unbondingSeconds,
        long jailAfter,
        long votingEpochs,
        long quorumBps,
        long supportBps,
        long consensusBps,
        UInt256 proposalDeposit) {
    private static final UInt256 TOKEN = UInt256.of(1_000_000_000_000_000_000L);

    /** What a genesis has that says nothing else. */
    public static GovernanceParameters of(GovernanceModule module) {
        return new GovernanceParameters(
                0,
                100,
                0,
                0,
                TOKEN.multiply(32),
                TOKEN,
                500,
                336,
                14 * 86_400L,
                module == GovernanceModule.STAKE ? 24 : 0,
                168,
                3_334,
                5_000,
                6_667,
                TOKEN.multiply(100));
    }
}
