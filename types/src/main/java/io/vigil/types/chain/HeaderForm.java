package io.vigil.types.chain;

/**
 * How many fields a header has. Ethereum's upgrades appended fields, so each form holds all fields of those before it;
 * Vigil's own headers always have the form PRAGUE, which Osaka kept.
 */
public enum HeaderForm {
    /** Up to the nonce. */
    FRONTIER(15),
    /** And baseFeePerGas (EIP-1559). */
    LONDON(16),
    /** And withdrawalsRoot (EIP-4895). */
    SHANGHAI(17),
    /** And blobGasUsed, excessBlobGas (EIP-4844), parentBeaconBlockRoot (EIP-4788). */
    CANCUN(20),
    /** And requestsHash (EIP-7685). */
    PRAGUE(21);

    private final int fields;

    HeaderForm(int fields) {
        this.fields = fields;
    }

    public int fields() {
        return fields;
    }

    public boolean hasBaseFee() {
        return compareTo(LONDON) >= 0;
    }

    public boolean hasWithdrawals() {
        return compareTo(SHANGHAI) >= 0;
    }

    public boolean hasBlobGasAndBeaconRoot() {
        return compareTo(CANCUN) >= 0;
    }

    public boolean hasRequests() {
        return compareTo(PRAGUE) >= 0;
    }
}
