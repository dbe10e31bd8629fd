package io.vigil.deposits.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.deposits.DepositLog;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.follow.Contract;
import io.vigil.deposits.follow.ContractAnswer;
import io.vigil.deposits.follow.ContractLog;
import io.vigil.deposits.follow.EndpointException;
import io.vigil.deposits.follow.EndpointStatus;
import io.vigil.deposits.follow.ExecutionLogs;
import io.vigil.deposits.store.ContractSlots;
import io.vigil.deposits.store.Start;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An eth1 node behind JSON-RPC. State is asked for by block hash (EIP-1898), so that no answer is of another block. */
public final class JsonRpcLogs implements ExecutionLogs {
    private static final String GET_DEPOSIT_COUNT = "0x621fd130";
    private static final String GET_DEPOSIT_ROOT = "0xc5f2892f";

    private final JsonRpcClient client;
    private final Contract contract;

    public JsonRpcLogs(JsonRpcClient client, Contract contract) {
        this.client = client;
        this.contract = contract;
    }

    @Override
    public EndpointStatus status() throws EndpointException {
        JsonNode syncing = client.call("eth_syncing");
        long chainId = number(client.call("eth_chainId"), "eth_chainId");
        Bytes code = bytes(client.call("eth_getCode", contract.address().toHex(), "latest"), "eth_getCode");
        Hash deployed = block(contract.deployBlock()).map(Eth1Block::hash).orElse(Hash.ZERO);
        Optional<Eth1Block> finalized; // asked for before the head: both may move meanwhile
        try {
            finalized = blockByTag("finalized");
        } catch (EndpointException e) {
            finalized = Optional.empty(); // a node without the tag answers with an error
        }
        Eth1Block head = blockByTag("latest").orElseThrow(() -> new EndpointException("no block 'latest'"));
        boolean ready = syncing.isBoolean() && !syncing.booleanValue();
        return new EndpointStatus(chainId, Keccak.hash(code), deployed, !ready, head, finalized);
    }

    @Override
    public Optional<Eth1Block> block(long number) throws EndpointException {
        Optional<Eth1Block> block = blockByTag(hex(number));
        if (block.isPresent() && block.get().number() != number) {
            throw new EndpointException("block " + block.get().number() + " instead of " + number);
        }
        return block;
    }

    @Override
    public List<ContractLog> logs(long first, long last) throws EndpointException {
        JsonNode logs = client.call(
                "eth_getLogs",
                Map.of(
                        "fromBlock", hex(first),
                        "toBlock", hex(last),
                        "address", contract.address().toHex(),
                        "topics", List.of(DepositLog.TOPIC.toHex())));
        return logs(logs, "eth_getLogs");
    }

    @Override
    public List<ContractLog> receiptLogs(Eth1Block block) throws EndpointException {
        JsonNode receipts = client.call("eth_getBlockReceipts", block.hash().toHex());
        if (!receipts.isArray()) {
            throw new EndpointException("eth_getBlockReceipts: no list");
        }
        List<ContractLog> ours = new ArrayList<>();
        for (JsonNode receipt : receipts) {
            for (ContractLog log : logs(receipt.path("logs"), "eth_getBlockReceipts")) {
                if (log.address().equals(contract.address()) && log.topics().equals(List.of(DepositLog.TOPIC))) {
                    ours.add(log);
                }
            }
        }
        return ours;
    }

    @Override
    public ContractAnswer contract(Hash blockHash) throws EndpointException {
        Bytes count = view(GET_DEPOSIT_COUNT, blockHash);
        Bytes root = view(GET_DEPOSIT_ROOT, blockHash);
        String raw = "{\"count\":\"" + count.toHex() + "\",\"root\":\"" + root.toHex() + "\"}";
        boolean shaped =
                count.size() == 96 && count.getLong(24) == 32 && count.getLong(56) == 8 && root.size() == Hash.SIZE;
        long value = shaped ? Long.reverseBytes(count.getLong(64)) : -1;
        if (value < 0 || value > DepositTree.MAX_COUNT) {
            throw new EndpointException("the contract's answer has another shape: " + raw);
        }
        return new ContractAnswer(value, new Hash(root), raw);
    }

    @Override
    public Start proveStart() throws EndpointException {
        JsonNode block = client.call("eth_getBlockByNumber", "finalized", false);
        Hash hash = hash(block.path("hash"), "block.hash");
        List<String> keys = new ArrayList<>();
        for (int slot = 0; slot <= ContractSlots.COUNT_SLOT; slot++) {
            keys.add(UInt256.of(slot).toBytes32().toHex());
        }
        JsonNode proof = client.call(
                "eth_getProof",
                contract.address().toHex(),
                keys,
                block.path("number").asText());
        List<List<Bytes>> slots = new ArrayList<>();
        for (JsonNode slot : proof.path("storageProof")) {
            slots.add(nodes(slot.path("proof")));
        }
        try {
            return new ContractSlots(HeaderJson.encoded(block), nodes(proof.path("accountProof")), slots)
                    .prove(hash, contract.address());
        } catch (MalformedException e) {
            throw new EndpointException("eth_getProof: " + e.getMessage(), e);
        }
    }

    private static List<Bytes> nodes(JsonNode list) throws EndpointException {
        List<Bytes> nodes = new ArrayList<>();
        for (JsonNode node : list) {
            nodes.add(bytes(node, "eth_getProof"));
        }
        return nodes;
    }

    private Bytes view(String selector, Hash blockHash) throws EndpointException {
        Map<String, String> call = Map.of("to", contract.address().toHex(), "data", selector);
        return bytes(client.call("eth_call", call, Map.of("blockHash", blockHash.toHex())), "eth_call");
    }

    private Optional<Eth1Block> blockByTag(String tag) throws EndpointException {
        JsonNode block = client.call("eth_getBlockByNumber", tag, false);
        if (block.isNull()) {
            return Optional.empty();
        }
        return Optional.of(new Eth1Block(
                number(block.path("number"), "block.number"),
                hash(block.path("hash"), "block.hash"),
                hash(block.path("parentHash"), "block.parentHash"),
                number(block.path("timestamp"), "block.timestamp")));
    }

    private static List<ContractLog> logs(JsonNode logs, String method) throws EndpointException {
        if (!logs.isArray()) {
            throw new EndpointException(method + ": no list of logs");
        }
        List<ContractLog> read = new ArrayList<>();
        for (JsonNode log : logs) {
            List<Hash> topics = new ArrayList<>();
            for (JsonNode topic : log.path("topics")) {
                topics.add(hash(topic, "log.topics"));
            }
            read.add(new ContractLog(
                    address(log.path("address")),
                    topics,
                    bytes(log.path("data"), "log.data"),
                    number(log.path("blockNumber"), "log.blockNumber"),
                    hash(log.path("blockHash"), "log.blockHash"),
                    number(log.path("logIndex"), "log.logIndex"),
                    log.path("removed").asBoolean(false)));
        }
        return read;
    }

    private static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }

    private static Address address(JsonNode node) throws EndpointException {
        Bytes bytes = bytes(node, "log.address");
        if (bytes.size() != Address.SIZE) {
            throw new EndpointException("log.address of " + bytes.size() + " bytes");
        }
        return new Address(bytes);
    }

    private static Hash hash(JsonNode node, String what) throws EndpointException {
        Bytes bytes = bytes(node, what);
        if (bytes.size() != Hash.SIZE) {
            throw new EndpointException(what + " of " + bytes.size() + " bytes");
        }
        return new Hash(bytes);
    }

    private static Bytes bytes(JsonNode node, String what) throws EndpointException {
        try {
            if (node.isTextual() && node.textValue().startsWith("0x")) {
                return Bytes.parseHex(node.textValue());
            }
        } catch (MalformedException e) {
            throw new EndpointException(what + ": " + e.getMessage(), e);
        }
        throw new EndpointException(what + " is no hex string");
    }

    /** A quantity below 2^63. */
    private static long number(JsonNode node, String what) throws EndpointException {
        String text = node.isTextual() ? node.textValue() : "";
        if (!text.matches("0x[0-9a-fA-F]{1,16}")) {
            throw new EndpointException(what + " is no quantity");
        }
        long value = Long.parseUnsignedLong(text.substring(2), 16);
        if (value < 0) {
            throw new EndpointException(what + " above 2^63-1");
        }
        return value;
    }
}
