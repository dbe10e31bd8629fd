package io.vigil.governance.contracts;

import io.vigil.types.Bytes;

/** How a call ends. */
public sealed interface Answer {
    record Returned(Bytes output) implements Answer {}

    /** Undoes all writes. {@code data} is Solidity's {@code Error(string)} with a code in capitals, then what is wrong. */
    record Reverted(Bytes data) implements Answer {}
}
