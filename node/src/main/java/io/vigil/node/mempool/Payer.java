package io.vigil.node.mempool;

import io.vigil.types.Address;
import io.vigil.types.UInt256;

/** Who pays for a transaction's gas. */
public sealed interface Payer {
    /** The sender, by the fees it signed. */
    record Sender() implements Payer {}

    /**
     * The contract that is called, since the sender offers nothing.
     *
     * @param price wei per gas, base fee and tip, as it agreed to when the transaction came
     * @param tip wei per gas of that for the proposer
     */
    record Sponsor(Address contract, UInt256 price, UInt256 tip) implements Payer {}
}
