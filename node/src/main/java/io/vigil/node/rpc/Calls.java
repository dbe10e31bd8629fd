package io.vigil.node.rpc;

import io.vigil.types.Address;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.TransactionBody;

/** Runs transactions that nobody signed and nothing keeps. Thread-safe. */
public interface Calls {
    /**
     * The environment of the block that would follow {@code head} now, as a header: number, parent, timestamp, gas limit,
     * base fee, beneficiary and mixHash (a guess: the reveal is not known yet) are set, roots are not.
     */
    Header next(Header head);

    /**
     * Runs {@code body} as sent by {@code from}. Not checked: signature, nonce, chain id, that the sender has no code, and
     * the cap on one transaction's gas (EIP-7825). With a {@code maxFeePerGas} of zero nothing is paid and the base fee is
     * zero too, as in geth. Refusals are in geth's words, such as {@code intrinsic gas too low: have 1, want 21000}.
     */
    CallResult run(Address from, TransactionBody body, CallSite site);
}
