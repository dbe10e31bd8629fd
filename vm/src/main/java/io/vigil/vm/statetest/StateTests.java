package io.vigil.vm.statetest;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import io.vigil.types.chain.AccessListEntry;
import io.vigil.types.chain.Authorization;
import io.vigil.types.chain.Log;
import io.vigil.types.chain.Target;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.Eip;
import io.vigil.vm.Fork;
import io.vigil.vm.NativeContracts;
import io.vigil.vm.interpreter.Observer;
import io.vigil.vm.transaction.BlockExecution;
import io.vigil.vm.transaction.BlockProcessor;
import io.vigil.vm.transaction.Message;
import io.vigil.vm.transaction.TransactionOutcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * State tests of ethereum/tests and execution-spec-tests: one transaction on a given state; the root of the state and the
 * hash of the logs afterwards must be the given ones, or the transaction must be refused for one of the given reasons.
 */
public final class StateTests {
    /** Some tests give a transaction 10^12 gas and let a thousand frames take a megabyte each. */
    private static final int MEMORY_LIMIT_BYTES = 1_200_000_000;

    private final Map<String, BlockProcessor> processors = new TreeMap<>();

    private final Supplier<Observer> observers;

    public StateTests() {
        this(() -> Observer.NONE);
    }

    /** @param observers one for every case, to trace it */
    public StateTests(Supplier<Observer> observers) {
        this.observers = observers;
        for (Fork fork : Fork.ALL) {
            processors.put(fork.name(), new BlockProcessor(fork, NativeContracts.NONE, MEMORY_LIMIT_BYTES));
        }
    }

    /**
     * Runs every case of a file.
     *
     * @param file how verdicts name it
     * @throws MalformedException if {@code json} is no file of state tests
     */
    public void run(String file, byte[] json, Consumer<Verdict> verdicts) throws MalformedException {
        for (Map.Entry<String, JsonNode> test : Json.parse(json).properties()) {
            runTest(file, test.getKey(), test.getValue(), verdicts);
        }
    }

    private void runTest(String file, String name, JsonNode test, Consumer<Verdict> verdicts)
            throws MalformedException {
        MemoryState pre = state(Json.field(test, "pre"));
        for (Map.Entry<String, JsonNode> post : Json.field(test, "post").properties()) {
            BlockProcessor processor = processors.get(post.getKey());
            for (JsonNode expected : post.getValue()) {
                String why = processor == null ? "unknown fork" : why(processor, test, pre, expected);
                JsonNode indexes = Json.field(expected, "indexes");
                boolean many = post.getValue().size() > 1;
                String suffix = many
                        ? "[" + indexes.get("data") + "," + indexes.get("gas") + "," + indexes.get("value") + "]"
                        : "";
                verdicts.accept(new Verdict(file, name + suffix, post.getKey(), why));
            }
        }
    }

    /** Why the case fails; empty if it passes. */
    private String why(BlockProcessor processor, JsonNode test, MemoryState pre, JsonNode expected)
            throws MalformedException {
        Fork fork = processor.fork();
        long chainId = test.has("config") ? Json.number(Json.field(test, "config"), "chainid") : 1;
        BlockEnvironment block = environment(Json.field(test, "env"), fork, chainId);
        Message message;
        try {
            message = message(Json.field(test, "transaction"), Json.field(expected, "indexes"));
        } catch (MalformedException e) {
            boolean wanted = Json.has(expected, "expectException");
            return wanted ? "" : "transaction does not decode: " + e.getMessage();
        }
        BlockExecution execution = processor.beginBare(block, pre);
        execution.observe(observers.get());
        TransactionOutcome outcome = execution.execute(message);
        return switch (outcome) {
            case TransactionOutcome.Refused(var rejection) ->
                Exceptions.judge(expected, rejection)
                        .or(() -> root(expected, pre.root()))
                        .orElse("");
            case TransactionOutcome.Included included -> {
                if (Json.has(expected, "expectException")) {
                    yield "executed, but expected " + expected.get("expectException");
                }
                MemoryState after = pre.with(execution.finish().changes());
                yield logs(expected, included.receipt().logs())
                        .or(() -> root(expected, after.root()).map(text -> text + Differences.of(expected, after)))
                        .orElse("");
            }
        };
    }

    private static java.util.Optional<String> root(JsonNode expected, Hash root) {
        String wanted = expected.path("hash").asText();
        return wanted.equals(root.toHex())
                ? java.util.Optional.empty()
                : java.util.Optional.of("state root " + root + ", expected " + wanted);
    }

    private static java.util.Optional<String> logs(JsonNode expected, List<Log> logs) {
        Bytes rlp = RlpWriter.listOf(list -> logs.forEach(log -> log.write(list)));
        String wanted = expected.path("logs").asText();
        String got = Keccak.hash(rlp).toHex();
        return wanted.equals(got)
                ? java.util.Optional.empty()
                : java.util.Optional.of("hash of logs " + got + ", expected " + wanted);
    }

    static MemoryState state(JsonNode accounts) throws MalformedException {
        List<MemoryState.Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : accounts.properties()) {
            JsonNode account = entry.getValue();
            SortedMap<UInt256, UInt256> slots = new TreeMap<>();
            for (Map.Entry<String, JsonNode> slot :
                    Json.field(account, "storage").properties()) {
                slots.put(
                        UInt256.of(new java.math.BigInteger(slot.getKey().substring(2), 16)),
                        Json.word(slot.getValue()));
            }
            entries.add(new MemoryState.Entry(
                    Address.fromHex(entry.getKey()),
                    Json.unsigned(account, "nonce"),
                    Json.word(account, "balance"),
                    Json.bytes(Json.field(account, "code")),
                    slots));
        }
        return MemoryState.EMPTY.with(entries);
    }

    private static BlockEnvironment environment(JsonNode env, Fork fork, long chainId) throws MalformedException {
        boolean hasBaseFee = fork.has(Eip.EIP_1559);
        boolean merged = fork.has(Eip.EIP_4399);
        return new BlockEnvironment(
                chainId,
                Json.number(env, "currentNumber"),
                Json.number(env, "currentTimestamp"),
                Json.number(env, "currentGasLimit"),
                hasBaseFee ? Json.wordOr(env, "currentBaseFee", UInt256.of(10)) : UInt256.ZERO,
                new Hash(Json.wordOr(env, merged ? "currentRandom" : "currentDifficulty", UInt256.ZERO)
                        .toBytes32()),
                Json.address(Json.field(env, "currentCoinbase")),
                Hash.ZERO,
                Hash.ZERO,
                fork.has(Eip.EIP_4844)
                        ? Json.wordOr(env, "currentExcessBlobGas", UInt256.ZERO).toLongSaturated()
                        : 0,
                number -> Keccak.hash(Bytes.wrap(Long.toString(number).getBytes(StandardCharsets.US_ASCII))));
    }

    private static Message message(JsonNode tx, JsonNode indexes) throws MalformedException {
        int dataIndex = indexes.path("data").asInt();
        String to = tx.path("to").asText();
        Target target = to.isEmpty() ? new Target.Create() : new Target.Call(Json.address(Json.field(tx, "to")));
        boolean dynamic = Json.has(tx, "maxFeePerGas");
        boolean hasLists = Json.has(tx, "accessLists");
        int type = Json.has(tx, "authorizationList")
                ? 4
                : Json.has(tx, "blobVersionedHashes") ? 3 : dynamic ? 2 : hasLists ? 1 : 0;
        List<Hash> blobHashes = new ArrayList<>();
        for (JsonNode hash : tx.path("blobVersionedHashes")) {
            blobHashes.add(Json.hash(hash));
        }
        return new Message(
                type,
                Json.address(Json.field(tx, "sender")),
                target,
                Json.word(tx.path("value").path(indexes.path("value").asInt())),
                Json.bytes(tx.path("data").path(dataIndex)),
                Json.unsigned(tx, "nonce"),
                Json.word(tx.path("gasLimit").path(indexes.path("gas").asInt())).toLongSaturated(),
                Json.word(tx, dynamic ? "maxFeePerGas" : "gasPrice"),
                Json.word(tx, dynamic ? "maxPriorityFeePerGas" : "gasPrice"),
                hasLists ? accessList(tx.path("accessLists").path(dataIndex)) : List.of(),
                authorizations(tx.path("authorizationList")),
                blobHashes,
                Json.wordOr(tx, "maxFeePerBlobGas", UInt256.ZERO));
    }

    private static List<AccessListEntry> accessList(JsonNode list) throws MalformedException {
        List<AccessListEntry> entries = new ArrayList<>();
        for (JsonNode entry : list) {
            List<Hash> keys = new ArrayList<>();
            for (JsonNode key : Json.field(entry, "storageKeys")) {
                keys.add(Json.hash(key));
            }
            entries.add(new AccessListEntry(Json.address(Json.field(entry, "address")), keys));
        }
        return entries;
    }

    private static List<Authorization> authorizations(JsonNode list) throws MalformedException {
        List<Authorization> entries = new ArrayList<>();
        for (JsonNode entry : list) {
            entries.add(new Authorization(
                    Json.word(entry, "chainId"),
                    Json.address(Json.field(entry, "address")),
                    Json.unsigned(entry, "nonce"),
                    (int) Json.unsigned(entry, Json.has(entry, "yParity") ? "yParity" : "v") & 0xff,
                    Json.word(entry, "r"),
                    Json.word(entry, "s")));
        }
        return entries;
    }
}
