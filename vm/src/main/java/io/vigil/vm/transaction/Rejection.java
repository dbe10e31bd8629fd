package io.vigil.vm.transaction;

/**
 * Why a transaction cannot be executed at all. Nothing of it reaches the state.
 *
 * @param message geth's text, to the letter, since clients classify by it
 */
public record Rejection(Reason reason, String message) {
    /** The rule that was broken. */
    public enum Reason {
        TYPE_NOT_SUPPORTED,
        NONCE_TOO_LOW,
        NONCE_TOO_HIGH,
        NONCE_MAX,
        GAS_LIMIT_CAP,
        SENDER_NOT_EOA,
        TIP_ABOVE_FEE_CAP,
        FEE_CAP_BELOW_BASE_FEE,
        BLOB_CREATION,
        BLOB_HASHES_MISSING,
        BLOB_HASH_VERSION,
        BLOB_COUNT,
        BLOB_GAS_LIMIT,
        BLOB_FEE_CAP_TOO_LOW,
        AUTHORIZATION_CREATION,
        AUTHORIZATIONS_MISSING,
        INSUFFICIENT_FUNDS,
        BLOCK_GAS_LIMIT,
        INTRINSIC_GAS,
        FLOOR_GAS,
        INITCODE_SIZE,
        CANNOT_BE_SPONSORED,
        SPONSOR_REFUSES
    }
}
