package io.vigil.vm.trace;

import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One instruction as geth's default tracer shows it.
 *
 * @param op its name
 * @param opcode its byte
 * @param depth 1 for the transaction's own frame
 * @param gas left before it
 * @param gasCost for calls and creations with the gas that they hand on
 * @param error why it ended its frame; empty if it did not
 * @param stack before it, lowest word first; empty unless asked for
 * @param memorySize bytes of memory before it
 * @param memory before it; empty unless asked for
 * @param storage slots of the contract that were touched so far; filled at SLOAD and SSTORE if asked for
 */
public record StructLog(
        int pc,
        String op,
        int opcode,
        long gas,
        long gasCost,
        int depth,
        long refund,
        String error,
        List<UInt256> stack,
        int memorySize,
        Bytes memory,
        Bytes returnData,
        SortedMap<UInt256, UInt256> storage) {
    public StructLog {
        stack = List.copyOf(stack);
        storage = Collections.unmodifiableSortedMap(new TreeMap<>(storage));
    }
}
