package io.vigil.vm;

/**
 * Blob limits of one fork (EIP-4844, EIP-7691, EIP-7892).
 *
 * @param target blobs per block at which their price stays
 * @param max blobs per block
 * @param maxPerTransaction blobs per transaction (EIP-7594)
 * @param updateFraction how slowly the price moves
 */
public record BlobSchedule(int target, int max, int maxPerTransaction, long updateFraction) {
    public static final BlobSchedule NONE = new BlobSchedule(0, 0, 0, 1);

    /** Gas that one blob takes. */
    public static final long GAS_PER_BLOB = 131_072;

    /** EIP-7918: gas of execution that one blob is worth at least. */
    public static final long BASE_COST = 8_192;
}
