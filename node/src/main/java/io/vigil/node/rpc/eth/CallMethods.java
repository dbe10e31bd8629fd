package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.rpc.CallResult;
import io.vigil.node.rpc.CallResult.Ending;
import io.vigil.node.rpc.CallSite;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.rpc.json.Params;
import io.vigil.node.rpc.json.RpcError;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.AccessListEntry;
import io.vigil.types.chain.ContractAddress;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Runs transactions that change nothing: calls, gas estimates, access lists. */
final class CallMethods {
    /** Gas of one call; geth's limit. */
    static final long MAX_CALL_GAS = 50_000_000;

    /** How long one call may run, and an estimate with all its attempts; geth's limit. */
    static final Duration MAX_CALL_TIME = Duration.ofSeconds(5);

    /** Attempts at an access list: each is run with the list of the one before until nothing is added. */
    private static final int MAX_ACCESS_LIST_ROUNDS = 16;

    /** Calls that run at a time: they keep processors busy that consensus needs too. */
    private final Semaphore running =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()), true);

    private final Context context;
    private final long chainId;

    CallMethods(Context context, long chainId) {
        this.context = context;
        this.chainId = chainId;
    }

    void addTo(MethodTable.Builder table) {
        table.add("eth_call", 4, this::call)
                .add("eth_estimateGas", 4, this::estimateGas)
                .add("eth_createAccessList", 3, this::createAccessList);
    }

    private JsonNode call(Params params) throws RpcException {
        CallArguments arguments = params.required(0, CallArguments::parse);
        arguments.validate(chainId);
        BlockParam block = Context.blockOrHead(params, 1);
        try (Reading reading = context.open()) {
            Ground ground = ground(reading, block, params);
            long gas = Math.min(arguments.gas().orElse(MAX_CALL_GAS), MAX_CALL_GAS);
            long deadline = deadline();
            return switch (run(ground, arguments, gas, arguments.accessList(), deadline)) {
                case CallResult.Ran(Ending.Returned(Bytes output), long _, var _) -> Json.bytes(output);
                case CallResult.Ran(Ending.Reverted(Bytes output), long _, var _) -> throw RevertReason.error(output);
                case CallResult.Ran(Ending.Halted(String reason), long _, var _) -> throw RpcException.server(reason);
                case CallResult.Refused(String reason, boolean _) ->
                    throw RpcException.server("err: " + reason + " (supplied gas " + gas + ")");
                case CallResult.OutOfTime() -> throw outOfTime();
            };
        }
    }

    private JsonNode estimateGas(Params params) throws RpcException {
        CallArguments arguments = params.required(0, CallArguments::parse);
        arguments.validate(chainId);
        // the next block, not the last: contracts may do more once the timestamp has moved
        BlockParam block = params.optional(1, BlockParam::any).orElseGet(BlockParam.Pending::new);
        try (Reading reading = context.open()) {
            Ground ground = ground(reading, block, params);
            return Json.number(estimate(ground, arguments));
        }
    }

    /** The gas that {@code arguments} need in the next block. */
    long estimate(Reading reading, CallArguments arguments) throws RpcException {
        return estimate(new Ground(reading, reading.next(), reading.reader(new BlockParam.Head())), arguments);
    }

    private long estimate(Ground ground, CallArguments arguments) throws RpcException {
        long deadline = deadline();
        return new GasEstimate(
                        arguments, ground.state, gas -> run(ground, arguments, gas, arguments.accessList(), deadline))
                .find(ground.environment.gasLimit(), MAX_CALL_GAS);
    }

    private JsonNode createAccessList(Params params) throws RpcException {
        CallArguments arguments = params.required(0, CallArguments::parse);
        arguments.validate(chainId);
        BlockParam block = Context.blockOrHead(params, 1);
        try (Reading reading = context.open()) {
            Ground ground = ground(reading, block, params);
            long gas = Math.min(arguments.gas().orElse(MAX_CALL_GAS), MAX_CALL_GAS);
            long deadline = deadline();
            List<AccessListEntry> list = arguments.accessList();
            for (int round = 0; round < MAX_ACCESS_LIST_ROUNDS; round++) {
                CallResult result = run(ground, arguments, gas, list, deadline);
                switch (result) {
                    case CallResult.Ran ran -> {
                        List<AccessListEntry> wider = worthListing(ran.touched(), arguments, ground);
                        if (wider.equals(list) || round == MAX_ACCESS_LIST_ROUNDS - 1) {
                            return shape(ran, wider);
                        }
                        list = wider;
                    }
                    case CallResult.Refused(String reason, boolean _) ->
                        throw RpcException.server("failed to apply transaction: err: " + reason);
                    case CallResult.OutOfTime() -> throw outOfTime();
                }
            }
            throw new IllegalStateException("the last round returns");
        }
    }

    private static JsonNode shape(CallResult.Ran ran, List<AccessListEntry> list) {
        ObjectNode json = Json.object();
        json.set("accessList", TransactionJson.accessList(list));
        switch (ran.ending()) {
            case Ending.Returned _ -> {}
            case Ending.Reverted _ -> json.put("error", "execution reverted");
            case Ending.Halted(String reason) -> json.put("error", reason);
        }
        json.put("gasUsed", Json.quantity(ran.gasUsed()));
        return json;
    }

    /** Leaves out what is warm anyway: sender, callee, beneficiary and precompiles, unless slots of them were touched. */
    private static List<AccessListEntry> worthListing(
            List<AccessListEntry> touched, CallArguments arguments, Ground ground) {
        Address callee = switch (arguments.target()) {
            case Target.Call(Address to) -> to;
            case Target.Create _ -> ContractAddress.create(arguments.from(), nonce(ground, arguments));
        };
        List<AccessListEntry> entries = new ArrayList<>();
        for (AccessListEntry entry : touched) {
            Address address = entry.address();
            boolean isWarmAnyway = address.equals(arguments.from())
                    || address.equals(callee)
                    || address.equals(ground.environment.beneficiary())
                    || isPrecompile(address);
            if (!isWarmAnyway || !entry.storageKeys().isEmpty()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static boolean isPrecompile(Address address) {
        UInt256 number = UInt256.of(address.bytes());
        return number.isLong() && (number.limb0() >= 1 && number.limb0() <= 0x11 || number.limb0() == 0x100);
    }

    /** What a call stands on, with its overrides. */
    private record Ground(Reading reading, Header environment, StateReader state) {}

    private static Ground ground(Reading reading, BlockParam block, Params params) throws RpcException {
        Optional<StateOverrides> states = params.optional(2, StateOverrides::parse);
        StateReader below = reading.reader(block);
        Header environment = reading.requiredHeader(block);
        Header believed =
                params.optional(3, json -> overridden(json, environment)).orElse(environment);
        return new Ground(
                reading, believed, states.map(overrides -> overrides.on(below)).orElse(below));
    }

    private static Header overridden(JsonNode json, Header environment) throws InvalidArgumentException {
        return BlockOverrides.apply(json, environment);
    }

    private CallResult run(Ground ground, CallArguments arguments, long gas, List<AccessListEntry> list, long deadline)
            throws RpcException {
        TransactionBody body = arguments.call(chainId, nonce(ground, arguments), gas, list);
        acquire(deadline);
        try {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.isNegative()) {
                return new CallResult.OutOfTime();
            }
            CallSite site = new CallSite(ground.environment, ground.state, ground.reading.chain(), left);
            return context.calls().run(arguments.from(), body, site);
        } finally {
            running.release();
        }
    }

    private static long nonce(Ground ground, CallArguments arguments) {
        return arguments
                .nonce()
                .orElseGet(() -> ground.state
                        .account(arguments.from())
                        .orElse(Account.EMPTY)
                        .nonce());
    }

    private void acquire(long deadline) throws RpcException {
        try {
            if (!running.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new RpcException(new RpcError(RpcError.LIMIT_EXCEEDED, "too many calls at once, try again"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw outOfTime();
        }
    }

    private static long deadline() {
        return System.nanoTime() + MAX_CALL_TIME.toNanos();
    }

    static RpcException outOfTime() {
        return RpcException.server("execution aborted (timeout = " + MAX_CALL_TIME.toSeconds() + "s)");
    }
}
