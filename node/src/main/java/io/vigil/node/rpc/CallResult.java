package io.vigil.node.rpc;

import io.vigil.types.Bytes;
import io.vigil.types.chain.AccessListEntry;
import java.util.List;

/** How a call ended. */
public sealed interface CallResult {
    /**
     * It ran.
     *
     * @param gasUsed after refunds
     * @param touched all addresses and slots that were warm at the end, precompiles left out or not, whatever the ending
     */
    record Ran(Ending ending, long gasUsed, List<AccessListEntry> touched) implements CallResult {
        public Ran {
            touched = List.copyOf(touched);
        }
    }

    /**
     * It could not begin.
     *
     * @param reason in geth's words
     * @param isGasTooLow whether more gas would let it begin
     */
    record Refused(String reason, boolean isGasTooLow) implements CallResult {}

    /** It was stopped at its time limit. */
    record OutOfTime() implements CallResult {}

    /** How code that ran came to its end. */
    sealed interface Ending {
        /** @param output of a creation: the deployed code */
        record Returned(Bytes output) implements Ending {}

        record Reverted(Bytes output) implements Ending {}

        /** @param reason in geth's words, such as {@code out of gas} or {@code invalid opcode: INVALID} */
        record Halted(String reason) implements Ending {}
    }
}
