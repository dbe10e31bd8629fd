package io.vigil.deposits;

/**
 * How far a follower has come.
 *
 * @param count deposits in the contract after {@code block}
 */
public record Eth1Point(Eth1Block block, long count) {}
