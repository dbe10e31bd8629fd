package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.util.RawValue;
import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.CallResult;
import io.vigil.node.rpc.CallResult.Ending;
import io.vigil.node.rpc.CallSite;
import io.vigil.node.rpc.StateView;
import io.vigil.node.rpc.Traces;
import io.vigil.node.rpc.TransactionPlace;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.rpc.json.Params;
import io.vigil.node.rpc.json.RpcError;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.ContractAddress;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateReader;
import io.vigil.vm.Halt;
import io.vigil.vm.interpreter.CallKind;
import io.vigil.vm.interpreter.Observer;
import io.vigil.vm.trace.CallFrame;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** geth's {@code debug_trace…}: what transactions did, instruction by instruction or call by call. */
final class TraceMethods {
    /** Traces that run at a time: each may hold an answer in memory and a processor for its whole time. */
    private final Semaphore running = new Semaphore(1, true);

    private final Context context;
    private final Traces traces;
    private final long chainId;

    TraceMethods(Context context, Traces traces, long chainId) {
        this.context = context;
        this.traces = traces;
        this.chainId = chainId;
    }

    void addTo(MethodTable.Builder table) {
        table.add("debug_traceTransaction", 2, this::transaction)
                .add("debug_traceBlockByNumber", 2, this::block)
                .add("debug_traceBlockByHash", 2, this::block)
                .add("debug_traceCall", 3, this::call);
    }

    private JsonNode transaction(Params params) throws RpcException {
        Hash hash = params.required(0, Hex::hash);
        TraceOptions options = options(params, 1);
        try (Reading reading = context.open()) {
            Optional<TransactionPlace> place = reading.chain().find(hash);
            if (place.isEmpty()) {
                throw RpcException.server("transaction not found");
            }
            Block block = reading.chain()
                    .block(new BlockId.OfHash(place.get().block()))
                    .orElseThrow(
                            () -> RpcException.server("block " + place.get().block() + " not found"));
            return replay(reading, block, place.get().index(), options);
        }
    }

    private JsonNode block(Params params) throws RpcException {
        BlockParam param = params.required(0, BlockParam::any);
        TraceOptions options = options(params, 1);
        try (Reading reading = context.open()) {
            Optional<Block> block = reading.block(param);
            if (block.isEmpty()) {
                throw RpcException.server(
                        switch (param) {
                            case BlockParam.At(BlockId.OfHash(Hash hash)) -> "block " + hash + " not found";
                            case BlockParam.At(BlockId.OfNumber(long number)) -> "block #" + number + " not found";
                            case BlockParam.Head() -> "block not found";
                            case BlockParam.Pending() -> "tracing on top of pending is not supported";
                        });
            }
            return replay(reading, block.get(), TraceWriting.ALL, options);
        }
    }

    private JsonNode replay(Reading reading, Block block, int index, TraceOptions options) throws RpcException {
        if (block.number() == 0) {
            throw RpcException.server("genesis is not traceable");
        }
        Header parent = reading.chain()
                .header(new BlockId.OfHash(block.header().parentHash()))
                .orElseThrow(
                        () -> RpcException.server("parent " + block.header().parentHash() + " not found"));
        StateView state = reading.snapshot()
                .state(parent)
                .orElseThrow(() -> RpcException.server("required historical state unavailable: that of block "
                        + parent.number() + ", the head is at " + reading.head().number()));
        TraceWriting writing = new TraceWriting(options.tracer(), index, context.senders());
        long began = begin(options.timeLimit());
        try {
            Duration left = left(began, options);
            boolean ended = traces.replay(block, parent, state.reader(), reading.chain(), writing, left);
            return answer(writing, ended);
        } finally {
            running.release();
        }
    }

    private JsonNode call(Params params) throws RpcException {
        CallArguments arguments = params.required(0, CallArguments::parse);
        arguments.validate(chainId);
        BlockParam block = Context.blockOrHead(params, 1);
        TraceOptions options = options(params, 2);
        try (Reading reading = context.open()) {
            StateReader state = overridden(params, reading.reader(block));
            Header environment = overridden(params, reading.requiredHeader(block));
            long gas = Math.min(arguments.gas().orElse(CallMethods.MAX_CALL_GAS), CallMethods.MAX_CALL_GAS);
            long nonce = arguments
                    .nonce()
                    .orElseGet(() -> state.account(arguments.from())
                            .orElse(Account.EMPTY)
                            .nonce());
            TransactionBody body = arguments.call(chainId, nonce, gas, arguments.accessList());
            TraceWriting writing = new TraceWriting(options.tracer(), 0, context.senders());
            Observer observer = writing.begin(frame(arguments.from(), body));
            long began = begin(options.timeLimit());
            try {
                CallSite site = new CallSite(environment, state, reading.chain(), left(began, options));
                return switch (traces.run(arguments.from(), body, site, observer, writing::isTooLong)) {
                    case CallResult.Ran ran -> {
                        end(writing, ran);
                        yield answer(writing, true);
                    }
                    case CallResult.Refused(String reason, boolean _) ->
                        throw RpcException.server("tracing failed: " + reason);
                    case CallResult.OutOfTime() -> answer(writing, false);
                };
            } finally {
                running.release();
            }
        }
    }

    private static void end(TraceWriting writing, CallResult.Ran ran) {
        switch (ran.ending()) {
            case Ending.Returned(Bytes output) -> writing.end(ran.gasUsed(), output, Optional.empty());
            case Ending.Reverted(Bytes output) -> writing.end(ran.gasUsed(), output, Optional.of(Halt.REVERTED));
            case Ending.Halted(String reason) -> writing.end(ran.gasUsed(), Bytes.EMPTY, Optional.of(halt(reason)));
        }
    }

    private static Halt halt(String text) {
        return Arrays.stream(Halt.values())
                .filter(halt -> halt.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no halt is called " + text));
    }

    private static CallFrame frame(Address from, TransactionBody body) {
        return switch (body.target()) {
            case Target.Call(Address to) ->
                TraceWriting.frame(CallKind.CALL, from, to, body.value(), body.gasLimit(), body.data());
            case Target.Create _ ->
                TraceWriting.frame(
                        CallKind.CREATE,
                        from,
                        ContractAddress.create(from, body.nonce()),
                        body.value(),
                        body.gasLimit(),
                        body.data());
        };
    }

    private static StateReader overridden(Params params, StateReader state) throws RpcException {
        Optional<StateOverrides> overrides = params.optional(
                2,
                json -> json.hasNonNull("stateOverrides")
                        ? StateOverrides.parse(json.path("stateOverrides"))
                        : StateOverrides.parse(Json.object()));
        return overrides.map(present -> present.on(state)).orElse(state);
    }

    private static Header overridden(Params params, Header header) throws RpcException {
        Optional<Header> believed = params.optional(2, json -> believed(json, header));
        return believed.orElse(header);
    }

    private static Header believed(JsonNode json, Header header) throws InvalidArgumentException {
        return json.hasNonNull("blockOverrides") ? BlockOverrides.apply(json.path("blockOverrides"), header) : header;
    }

    private static TraceOptions options(Params params, int index) throws RpcException {
        return params.optional(index, TraceOptions::parse).orElse(TraceOptions.DEFAULT);
    }

    /** @return when it began, once it is this trace's turn */
    private long begin(Duration limit) throws RpcException {
        long began = System.nanoTime();
        try {
            if (!running.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new RpcException(new RpcError(RpcError.LIMIT_EXCEEDED, "too many traces at once, try again"));
            }
            return began;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RpcException.server("interrupted");
        }
    }

    private static Duration left(long began, TraceOptions options) {
        return options.timeLimit().minusNanos(System.nanoTime() - began);
    }

    private static JsonNode answer(TraceWriting writing, boolean ended) throws RpcException {
        if (writing.isTooLong()) {
            throw RpcException.server("trace too large: more than " + (TraceText.MAX_CHARS >> 20)
                    + " MiB; trace a single transaction, or use disableStack, disableStorage, limit or onlyTopCall");
        }
        if (!ended) {
            throw RpcException.server("execution timeout");
        }
        return JsonNodeFactory.instance.rawValueNode(new RawValue(writing.json()));
    }
}
