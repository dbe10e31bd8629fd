package io.vigil.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.consensus.wire.PlanCodec;
import io.vigil.node.config.RefusedException;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.time.Instant;
import java.util.function.Supplier;

/** Plans at the admin port of a node that runs; files hold the same bytes. */
final class PlanMethods {
    private PlanMethods() {}

    /**
     * {@code plan_create} takes a plan of which actions, programs, start and note count; {@code plan_sign} one as in a file and whether to sign although
     * the head is young. Both answer with one as in a file.
     */
    static void addTo(MethodTable.Builder calls, PlanDesk desk) {
        calls.add("plan_create", 1, params -> {
            Plan draft = params.required(0, PlanMethods::draft);
            return answer(() -> desk.create(
                    draft.actions(), draft.binaries(), Instant.ofEpochSecond(draft.startSeconds()), draft.note()));
        });
        calls.add("plan_sign", 2, params -> {
            SignedPlan plan = params.required(0, PlanMethods::signed);
            boolean evenIfMoving = params.required(1, JsonNode::asBoolean);
            return answer(() -> desk.sign(plan, evenIfMoving));
        });
    }

    private static TextNode answer(Supplier<SignedPlan> work) throws RpcException {
        try {
            return TextNode.valueOf(PlanCodec.encode(work.get()).toHex());
        } catch (RefusedException e) {
            throw RpcException.server(String.valueOf(e.getMessage()));
        }
    }

    private static Plan draft(JsonNode text) throws InvalidArgumentException {
        try {
            return PlanCodec.decodePlan(Bytes.parseHex(text.asText()));
        } catch (MalformedException e) {
            throw new InvalidArgumentException(String.valueOf(e.getMessage()));
        }
    }

    private static SignedPlan signed(JsonNode text) throws InvalidArgumentException {
        try {
            return PlanCodec.decodeSigned(Bytes.parseHex(text.asText()));
        } catch (MalformedException e) {
            throw new InvalidArgumentException(String.valueOf(e.getMessage()));
        }
    }
}
