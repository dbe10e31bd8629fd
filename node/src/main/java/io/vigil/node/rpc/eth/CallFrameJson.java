package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.vm.Halt;
import io.vigil.vm.interpreter.CallKind;
import io.vigil.vm.trace.CallFrame;
import io.vigil.vm.trace.CallFrame.Placed;

/** A tree of calls as geth's callTracer shows it. */
final class CallFrameJson {
    private final TraceOptions.Tracer.Calls options;

    CallFrameJson(TraceOptions.Tracer.Calls options) {
        this.options = options;
    }

    ObjectNode of(CallFrame call) {
        boolean failed = !call.error().isEmpty();
        boolean creates = call.type() == CallKind.CREATE || call.type() == CallKind.CREATE2;
        ObjectNode json = Json.object();
        json.put("from", call.from().toHex());
        json.put("gas", Json.quantity(call.gas()));
        json.put("gasUsed", Json.quantity(call.gasUsed()));
        if (!failed || !creates) {
            json.put("to", call.to().toHex());
        }
        json.put("input", call.input().toHex());
        boolean hasOutput = !failed || call.error().equals(Halt.REVERTED.text());
        if (hasOutput && !call.output().isEmpty()) {
            json.put("output", call.output().toHex());
        }
        if (failed) {
            json.put("error", call.error());
            call.revertReason().ifPresent(reason -> json.put("revertReason", reason));
        }
        if (!options.onlyTop() && !call.calls().isEmpty()) {
            json.set("calls", Json.list(call.calls(), this::of));
        }
        if (options.withLogs() && !call.logs().isEmpty()) {
            json.set("logs", Json.list(call.logs(), CallFrameJson::log));
        }
        if (call.type() != CallKind.STATICCALL) {
            json.put("value", call.value().toQuantity());
        }
        json.put("type", call.type().name());
        return json;
    }

    private static ObjectNode log(Placed placed) {
        ObjectNode json = Json.object();
        json.put("address", placed.log().address().toHex());
        ArrayNode topics = Json.list(placed.log().topics(), Json::hash);
        json.set("topics", topics);
        json.put("data", placed.log().data().toHex());
        json.put("position", Json.quantity(placed.position()));
        return json;
    }
}
