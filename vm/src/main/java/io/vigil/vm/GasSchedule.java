package io.vigil.vm;

/**
 * Prices in gas. Those that differ between forks are components; those that are the same since Berlin are constants.
 *
 * @param sstoreClearsRefund for setting a slot to zero (EIP-2200, EIP-3529)
 * @param selfdestructRefund for a first SELFDESTRUCT (EIP-3529)
 * @param refundQuotient the refund is at most the gas used divided by this
 */
public record GasSchedule(long sstoreClearsRefund, long selfdestructRefund, long refundQuotient) {
    public static final int BASE = 2;
    public static final int VERY_LOW = 3;
    public static final int LOW = 5;
    public static final int MID = 8;
    public static final int HIGH = 10;
    public static final int JUMPDEST = 1;
    public static final int BLOCKHASH = 20;
    public static final int KECCAK = 30;
    public static final int KECCAK_WORD = 6;
    public static final int COPY_WORD = 3;
    public static final int EXP = 10;
    public static final int EXP_BYTE = 50;
    public static final int LOG = 375;
    public static final int LOG_TOPIC = 375;
    public static final int LOG_BYTE = 8;
    public static final int CREATE = 32_000;
    public static final int CODE_BYTE = 200;
    public static final int INITCODE_WORD = 2;
    public static final int CALL_VALUE = 9_000;
    public static final int CALL_STIPEND = 2_300;
    public static final int NEW_ACCOUNT = 25_000;
    public static final int SELFDESTRUCT = 5_000;
    public static final int WARM = 100;
    public static final int COLD_ACCOUNT = 2_600;
    public static final int COLD_SLOT = 2_100;
    public static final int SSTORE_SET = 20_000;
    public static final int SSTORE_RESET = 2_900;

    public static final int TRANSACTION = 21_000;
    public static final int TRANSACTION_CREATE = 32_000;
    public static final int CALLDATA_ZERO = 4;
    public static final int CALLDATA_NONZERO = 16;
    public static final int FLOOR_TOKEN = 10;
    public static final int ACCESS_LIST_ADDRESS = 2_400;
    public static final int ACCESS_LIST_SLOT = 1_900;
    public static final int AUTHORIZATION = 25_000;
    public static final int AUTHORIZATION_BASE = 12_500;

    /** EIP-170, bytes. */
    public static final int MAX_CODE_SIZE = 24_576;

    /** EIP-3860, bytes. */
    public static final int MAX_INITCODE_SIZE = 2 * MAX_CODE_SIZE;

    /** EIP-7825, gas. */
    public static final long MAX_TRANSACTION_GAS = 1 << 24;

    /** Frames above the first. */
    public static final int MAX_CALL_DEPTH = 1_024;
}
