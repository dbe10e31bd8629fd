package io.vigil.testnet.simulation;

import java.time.Duration;

/**
 * What goes wrong while a run is in its bad phase. Chances are per mille.
 *
 * @param lossPerMille of each message
 * @param repeatPerMille of each message, to come twice
 * @param minDelay least delay of a message
 * @param maxDelay greatest delay of a message
 * @param crashEvery mean time between crashes in the whole network
 * @param downFor greatest time a crashed node stays down
 * @param partitionEvery mean time between partitions
 * @param partitionFor greatest length of a partition
 * @param mostDown nodes that may be down at once
 * @param slowestSync greatest time that an fsync takes
 * @param diskFullPerTenThousand of each write of a signer record, to fail: the node dies and comes back when there is room
 */
public record Faults(
        int lossPerMille,
        int repeatPerMille,
        Duration minDelay,
        Duration maxDelay,
        Duration crashEvery,
        Duration downFor,
        Duration partitionEvery,
        Duration partitionFor,
        int mostDown,
        Duration slowestSync,
        int diskFullPerTenThousand) {

    /** Nothing goes wrong, and messages take {@code delay} to {@code delay} and a fifth. */
    public static Faults none(Duration delay) {
        Duration never = Duration.ofDays(365);
        return new Faults(
                0,
                0,
                delay,
                delay.multipliedBy(6).dividedBy(5),
                never,
                Duration.ZERO,
                never,
                Duration.ZERO,
                0,
                Duration.ZERO,
                0);
    }

    /** Different for each seed: from mild to hostile. */
    static Faults drawn(Dice dice, int nodes) {
        return new Faults(
                dice.below(4) == 0 ? 0 : dice.below(150),
                dice.below(50),
                Duration.ofMillis(dice.between(1, 10)),
                Duration.ofMillis(dice.between(11, 150)),
                Duration.ofMillis(dice.between(500, 8_000)),
                Duration.ofMillis(dice.between(10, 4_000)),
                Duration.ofMillis(dice.between(1_000, 10_000)),
                Duration.ofMillis(dice.between(100, 5_000)),
                dice.below(3) == 0 ? nodes : (nodes - 1) / 3,
                dice.below(2) == 0 ? Duration.ZERO : Duration.ofMillis(dice.between(1, 60)),
                dice.below(3) == 0 ? 10 : 0);
    }
}
