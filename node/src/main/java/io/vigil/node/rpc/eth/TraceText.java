package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.node.TextNode;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.vm.trace.StructLog;
import java.util.Map;

/**
 * The text of an answer made of traces. It is written while the transactions run, since steps as objects would take ten
 * times as much memory; and it has an end.
 */
final class TraceText {
    /** Characters of one answer. */
    static final int MAX_CHARS = 32 << 20;

    private static final int WORD = 32;

    private final StringBuilder out = new StringBuilder();

    boolean isTooLong() {
        return out.length() > MAX_CHARS;
    }

    TraceText add(String text) {
        out.append(text);
        return this;
    }

    TraceText add(long number) {
        out.append(number);
        return this;
    }

    /** A step in geth's form: fields that are empty are left out, as there. */
    void step(StructLog step, boolean isFirst, boolean withStack) {
        add(isFirst ? "{\"pc\":" : ",{\"pc\":").add(step.pc());
        add(",\"op\":\"").add(step.op()).add("\",\"gas\":").add(step.gas());
        add(",\"gasCost\":").add(step.gasCost()).add(",\"depth\":").add(step.depth());
        if (!step.error().isEmpty()) {
            add(",\"error\":").add(TextNode.valueOf(step.error()).toString());
        }
        if (withStack) {
            stack(step);
        }
        if (!step.returnData().isEmpty()) {
            add(",\"returnData\":\"").add(step.returnData().toHex()).add("\"");
        }
        if (!step.memory().isEmpty()) {
            memory(step.memory());
        }
        if (!step.storage().isEmpty()) {
            storage(step);
        }
        if (step.refund() != 0) {
            add(",\"refund\":").add(step.refund());
        }
        add("}");
    }

    private void stack(StructLog step) {
        String separator = ",\"stack\":[";
        for (UInt256 word : step.stack()) {
            add(separator).add("\"").add(word.toQuantity()).add("\"");
            separator = ",";
        }
        add(step.stack().isEmpty() ? ",\"stack\":[]" : "]");
    }

    private void memory(Bytes memory) {
        String separator = ",\"memory\":[\"";
        for (int at = 0; at + WORD <= memory.size(); at += WORD) {
            add(separator).add(memory.slice(at, WORD).toHex());
            separator = "\",\"";
        }
        add("\"]");
    }

    private void storage(StructLog step) {
        String separator = ",\"storage\":{\"";
        for (Map.Entry<UInt256, UInt256> slot : step.storage().entrySet()) {
            add(separator).add(slot.getKey().toBytes32().toHex());
            add("\":\"").add(slot.getValue().toBytes32().toHex());
            separator = "\",\"";
        }
        add("\"}");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
