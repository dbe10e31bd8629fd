package io.vigil.node.rpc.eth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.node.rpc.json.Dispatcher;
import io.vigil.node.rpc.json.RpcObserver;
import io.vigil.node.rpc.json.Session;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Bloom;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.HeaderForm;
import io.vigil.types.chain.Log;
import io.vigil.types.chain.Receipt;
import io.vigil.types.state.Account;
import io.vigil.types.testing.Vectors;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Answers recorded from Ethereum's test chain (execution-apis), replayed against that chain's blocks, its head state, and
 * the receipts that the recordings themselves hold. What needs execution, proofs or older states is not asked here.
 */
class ExecutionApisConformanceTest {
    private static final long CHAIN_ID = 3503995874084926L;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Methods whose answers come from blocks and the head state alone. */
    private static final List<String> METHODS = List.of(
            "debug_getRawBlock",
            "debug_getRawHeader",
            "debug_getRawReceipts",
            "debug_getRawTransaction",
            "eth_blobBaseFee",
            "eth_blockNumber",
            "eth_chainId",
            "eth_getBalance",
            "eth_getBlockByHash",
            "eth_getBlockByNumber",
            "eth_getBlockReceipts",
            "eth_getBlockTransactionCountByHash",
            "eth_getBlockTransactionCountByNumber",
            "eth_getCode",
            "eth_getLogs",
            "eth_getStorageAt",
            "eth_getTransactionByBlockHashAndIndex",
            "eth_getTransactionByBlockNumberAndIndex",
            "eth_getTransactionByHash",
            "eth_getTransactionCount",
            "eth_getTransactionReceipt",
            "eth_syncing",
            "net_version");

    /** Recordings that need what this test's chain does not have. */
    private static final List<String> LEFT_OUT = List.of(
            "eth_getBalance/get-balance-blockhash.io", // an older state
            "debug_getRawReceipts/get-block-n.io", // receipts of before Byzantium with all their gas
            "eth_getTransactionReceipt/get-blob-tx.io"); // blob fees, which our chain has not

    private record Exchange(String name, String request, JsonNode answer) {}

    @Test
    void answersAsRecorded() throws Exception {
        List<Exchange> exchanges = exchanges();
        ChainTwin chain = chain(exchanges);
        Dispatcher dispatcher = dispatcher(chain);
        int same = 0;
        List<String> differing = new ArrayList<>();
        for (Exchange exchange : exchanges) {
            byte[] answer = dispatcher
                    .answer(exchange.request.getBytes(StandardCharsets.UTF_8), Session.ANSWERS_ONLY)
                    .orElseThrow();
            JsonNode got = JSON.readTree(answer);
            if (got.equals(exchange.answer)) {
                same++;
            } else {
                differing.add(exchange.name + "\n  want " + exchange.answer + "\n  got  " + got);
            }
        }
        assertThat(differing).isEmpty();
        assertThat(same).isEqualTo(84);
        assertThat(chain.openSnapshots()).isZero();
    }

    private static Dispatcher dispatcher(ChainTwin chain) {
        return new Dispatcher(
                RpcMethods.table(new RpcMethods.Ports(
                        chain,
                        new PortTwins.CallsTwin(),
                        new PortTwins.TracesTwin(),
                        new PortTwins.PoolTwin(),
                        new PortTwins.EventsTwin(),
                        new PortTwins.NodeTwin(CHAIN_ID),
                        new UnlockedAccounts(List.of()))),
                new RpcObserver() {
                    @Override
                    public void answered(String method, Duration took, boolean failed) {}

                    @Override
                    public void crashed(String method, Throwable cause) {
                        throw new AssertionError(method, cause);
                    }

                    @Override
                    public void cutOff(String remote, String why) {}
                });
    }

    private static List<Exchange> exchanges() throws IOException {
        List<Exchange> exchanges = new ArrayList<>();
        for (Path file : Vectors.filesAt("rpc/tests", ".io")) {
            String name = Vectors.at("rpc/tests").relativize(file).toString();
            String method = name.substring(0, name.indexOf('/'));
            if (!METHODS.contains(method) || LEFT_OUT.contains(name)) {
                continue;
            }
            String request = "";
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(">> ")) {
                    request = line.substring(3);
                } else if (line.startsWith("<< ")) {
                    exchanges.add(new Exchange(name, request, JSON.readTree(line.substring(3))));
                }
            }
        }
        return exchanges;
    }

    private static ChainTwin chain(List<Exchange> exchanges) throws Exception {
        ChainTwin chain = new ChainTwin();
        chain.append(genesis(exchanges), List.of());
        RlpReader blocks = RlpReader.of(Bytes.wrap(Files.readAllBytes(Vectors.at("rpc/tests/chain.rlp"))));
        while (blocks.hasNext()) {
            chain.append(Block.decodeEthereum(blocks.encoded()), List.of());
        }
        loadHeadState(chain);
        loadReceipts(chain, exchanges);
        return chain;
    }

    /** Block 0 is not in the file of blocks; its recorded answer holds all its fields. */
    private static Block genesis(List<Exchange> exchanges) {
        JsonNode json = exchanges.stream()
                .filter(exchange ->
                        exchange.name.endsWith("get-genesis.io") && exchange.request.contains("getBlockByNumber"))
                .findFirst()
                .orElseThrow()
                .answer
                .path("result");
        Header header = Header.builder()
                .form(HeaderForm.FRONTIER)
                .difficulty(UInt256.of(
                        new BigInteger(json.path("difficulty").asText().substring(2), 16)))
                .extraData(Bytes.fromHex(json.path("extraData").asText()))
                .gasLimit(number(json.path("gasLimit")))
                .stateRoot(Hash.fromHex(json.path("stateRoot").asText()))
                .transactionsRoot(Header.EMPTY_TRIE_ROOT)
                .receiptsRoot(Header.EMPTY_TRIE_ROOT)
                .ommersHash(Header.EMPTY_LIST_HASH)
                .build();
        return new Block(header, List.of(), Block.NO_ITEMS, Bytes.EMPTY, List.of());
    }

    private static void loadHeadState(ChainTwin chain) {
        JsonNode accounts = Vectors.json(Vectors.at("rpc/chain/headstate.json")).path("accounts");
        for (JsonNode json : accounts) {
            Address address = Address.fromHex(json.path("address").asText());
            chain.accounts.put(
                    address,
                    new Account(
                            json.path("nonce").asLong(),
                            UInt256.of(new BigInteger(json.path("balance").asText())),
                            Hash.fromHex(json.path("codeHash").asText())));
            if (json.has("code")) {
                Bytes code = Bytes.fromHex(json.path("code").asText());
                chain.codes.put(Keccak.hash(code), code);
            }
            Map<UInt256, UInt256> slots = new TreeMap<>();
            json.path("storage")
                    .properties()
                    .forEach(slot -> slots.put(
                            UInt256.of(Bytes.fromHex(slot.getKey())),
                            UInt256.of(Bytes.fromHex(slot.getValue().asText()))));
            chain.slots.put(address, slots);
        }
    }

    /** Collects receipts and logs from the recordings; a block is taken whose every log they hold, by its bloom. */
    private static void loadReceipts(ChainTwin chain, List<Exchange> exchanges) throws MalformedException {
        Map<String, Map<Long, JsonNode>> receipts = new TreeMap<>();
        Map<String, Map<Long, JsonNode>> logs = new TreeMap<>();
        for (Exchange exchange : exchanges) {
            JsonNode result = exchange.answer.path("result");
            for (JsonNode item :
                    result.isArray() ? result : JSON.createArrayNode().add(result)) {
                String block = item.path("blockHash").asText();
                if (item.has("cumulativeGasUsed")) {
                    receipts.computeIfAbsent(block, any -> new TreeMap<>())
                            .put(number(item.path("transactionIndex")), item);
                } else if (item.has("logIndex")) {
                    logs.computeIfAbsent(block, any -> new TreeMap<>()).put(number(item.path("logIndex")), item);
                }
            }
        }
        receipts.forEach((block, items) -> chain.receipts(Hash.fromHex(block), filled(items)));
        logs.forEach((block, items) -> {
            if (!receipts.containsKey(block)) {
                chain.receipts(Hash.fromHex(block), placed(items));
            }
        });
    }

    /** The recorded receipts at their places, and before each what its gas and its logs say must have been there. */
    private static List<Receipt> filled(Map<Long, JsonNode> items) {
        List<Receipt> receipts = new ArrayList<>();
        items.forEach((index, json) -> {
            long gasBefore = number(json.path("cumulativeGasUsed")) - number(json.path("gasUsed"));
            int logsThere =
                    receipts.stream().mapToInt(receipt -> receipt.logs().size()).sum();
            long logsBefore = json.path("logs").isEmpty()
                    ? logsThere
                    : number(json.path("logs").get(0).path("logIndex"));
            while (receipts.size() < index) {
                boolean isLast = receipts.size() == index - 1;
                Log unknown = new Log(Address.ZERO, List.of(), Bytes.EMPTY);
                List<Log> logs = Collections.nCopies(isLast ? (int) logsBefore - logsThere : 0, unknown);
                receipts.add(Receipt.of(0, true, gasBefore, logs));
            }
            receipts.add(receipt(json));
        });
        return receipts;
    }

    private static Receipt receipt(JsonNode json) {
        Receipt.Outcome outcome = json.has("root")
                ? new Receipt.Outcome.StateRoot(Hash.fromHex(json.path("root").asText()))
                : new Receipt.Outcome.Status(json.path("status").asText().equals("0x1"));
        List<Log> logs = new ArrayList<>();
        json.path("logs").forEach(item -> logs.add(log(item)));
        return new Receipt(
                (int) number(json.path("type")),
                outcome,
                number(json.path("cumulativeGasUsed")),
                new Bloom(Bytes.fromHex(json.path("logsBloom").asText())),
                logs);
    }

    /** Receipts that hold these logs at their places and nothing else; those between are filled with empty logs. */
    private static List<Receipt> placed(Map<Long, JsonNode> items) {
        List<List<Log>> byTransaction = new ArrayList<>();
        long nextLog = 0;
        for (JsonNode item : items.values()) {
            int index = (int) number(item.path("transactionIndex"));
            while (byTransaction.size() <= index) {
                byTransaction.add(new ArrayList<>());
            }
            for (; nextLog < number(item.path("logIndex")); nextLog++) {
                byTransaction.get(0).add(new Log(Address.ZERO, List.of(), Bytes.EMPTY));
            }
            byTransaction.get(index).add(log(item));
            nextLog++;
        }
        return byTransaction.stream().map(logs -> Receipt.of(0, true, 0, logs)).toList();
    }

    private static Log log(JsonNode json) {
        List<Hash> topics = new ArrayList<>();
        json.path("topics").forEach(topic -> topics.add(Hash.fromHex(topic.asText())));
        return new Log(
                Address.fromHex(json.path("address").asText()),
                topics,
                Bytes.fromHex(json.path("data").asText()));
    }

    private static long number(JsonNode json) {
        return Long.parseLong(json.asText().substring(2), 16);
    }
}
