package io.vigil.node.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.RefusedException;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.rpc.json.Params;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.storage.snapshot.Verdict;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The calls behind {@code vigil snapshot create} for a running node: {@code snapshot_create} takes a folder, a height or
 * null, and bytes per second; {@code snapshot_status} says how far it is. And those behind {@code vigil snapshot pin}.
 */
public final class SnapshotMethods {
    private SnapshotMethods() {}

    public static void addTo(MethodTable.Builder table, SnapshotJobs jobs, PinBoard pins) {
        table.add("snapshot_create", 3, params -> create(params, jobs));
        table.add("snapshot_status", 0, params -> status(jobs.state()));
        table.add("snapshot_pins", 0, params -> list(pins));
        table.add("snapshot_pin", 3, params -> pin(params, pins));
        table.add("snapshot_unpin", 1, params -> {
            pins.remove(params.required(0, SnapshotMethods::text));
            return list(pins);
        });
    }

    private static JsonNode pin(Params params, PinBoard pins) throws RpcException {
        String name = params.required(0, SnapshotMethods::text);
        OptionalLong height = params.optional(1, SnapshotMethods::number)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
        long seconds = params.required(2, SnapshotMethods::number);
        try {
            pins.put(name, height, seconds);
        } catch (IllegalArgumentException | RefusedException e) {
            throw RpcException.invalidParams(String.valueOf(e.getMessage()));
        }
        return list(pins);
    }

    private static JsonNode list(PinBoard pins) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        pins.list()
                .forEach(pin -> list.addObject()
                        .put("name", pin.id())
                        .put("height", pin.height())
                        .put("endSeconds", pin.endSeconds()));
        return list;
    }

    private static String text(JsonNode argument) {
        return argument.asText();
    }

    private static JsonNode create(Params params, SnapshotJobs jobs) throws RpcException {
        Path out = Path.of(params.<String>required(0, SnapshotMethods::text));
        OptionalLong height = params.optional(1, SnapshotMethods::number)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
        long rate = params.optional(2, SnapshotMethods::number).orElse(SnapshotJobs.DEFAULT_BYTES_PER_SECOND);
        if (!out.isAbsolute()) {
            throw RpcException.invalidParams("invalid argument 0: not an absolute path: " + out);
        }
        try {
            jobs.start(height, out, rate);
        } catch (RefusedException e) {
            throw RpcException.invalidParams(String.valueOf(e.getMessage()));
        }
        return status(jobs.state());
    }

    private static Long number(JsonNode argument) throws InvalidArgumentException {
        if (!argument.canConvertToLong() || argument.asLong() < 0) {
            throw new InvalidArgumentException("not a number from 0 on: " + argument);
        }
        return argument.asLong();
    }

    private static JsonNode status(SnapshotJobs.State state) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        switch (state) {
            case SnapshotJobs.State.Idle ignored -> json.put("state", "idle");
            case SnapshotJobs.State.Working(Path out, PacedWork work) -> {
                Progress progress = work.progress();
                json.put("state", "working")
                        .put("out", out.toString())
                        .put("phase", progress.phase())
                        .put("doneBytes", progress.doneBytes())
                        .put("totalBytes", progress.totalBytes())
                        .put("elapsedMs", progress.elapsed().toMillis());
            }
            case SnapshotJobs.State.Done(Path out, Verdict.Sound sound) ->
                json.put("state", "done")
                        .put("out", out.toString())
                        .put("height", sound.height())
                        .put("id", sound.id().toHex())
                        .put("records", sound.records())
                        .put("logicalBytes", sound.logicalBytes());
            case SnapshotJobs.State.Done(Path out, Verdict.Faulty faulty) ->
                failed(json, out, faulty.fault().exitCode(), faulty.toString());
            case SnapshotJobs.State.Failed(Path out, RuntimeException cause) ->
                failed(json, out, ExitCode.of(cause).number(), String.valueOf(cause.getMessage()));
        }
        return json;
    }

    private static void failed(ObjectNode json, Path out, int exitCode, String why) {
        json.put("state", "failed")
                .put("out", out.toString())
                .put("exitCode", exitCode)
                .put("reason", why);
    }
}
