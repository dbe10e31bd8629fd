package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.rpc.AccountProof;
import io.vigil.node.rpc.TransactionPool;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.rpc.json.Params;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateReader;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Accounts: balance, nonce, code, slots, proofs. */
final class StateMethods {
    /** Slots proven by one call; a proof of each takes some kilobytes. */
    static final int MAX_PROVEN_SLOTS = 1_024;

    private final Context context;
    private final TransactionPool pool;

    StateMethods(Context context, TransactionPool pool) {
        this.context = context;
        this.pool = pool;
    }

    void addTo(MethodTable.Builder table) {
        table.add("eth_getBalance", 2, this::balance)
                .add("eth_getCode", 2, this::code)
                .add("eth_getStorageAt", 3, this::storageAt)
                .add("eth_getTransactionCount", 2, this::transactionCount)
                .add("eth_getProof", 3, this::proof);
    }

    private JsonNode balance(Params params) throws RpcException {
        Address address = params.required(0, Hex::address);
        BlockParam block = Context.blockOrHead(params, 1);
        try (Reading reading = context.open()) {
            return Json.number(account(reading.reader(block), address).balance());
        }
    }

    private JsonNode code(Params params) throws RpcException {
        Address address = params.required(0, Hex::address);
        BlockParam block = Context.blockOrHead(params, 1);
        try (Reading reading = context.open()) {
            StateReader state = reading.reader(block);
            Account account = account(state, address);
            return Json.bytes(account.hasCode() ? state.code(account.codeHash()) : Bytes.EMPTY);
        }
    }

    private JsonNode storageAt(Params params) throws RpcException {
        Address address = params.required(0, Hex::address);
        UInt256 key = StorageKey.parse(params.required(1, StateMethods::text)).value();
        BlockParam block = Context.blockOrHead(params, 2);
        try (Reading reading = context.open()) {
            return Json.bytes(reading.reader(block).slot(address, key).toBytes32());
        }
    }

    private JsonNode transactionCount(Params params) throws RpcException {
        Address address = params.required(0, Hex::address);
        BlockParam block = Context.blockOrHead(params, 1);
        try (Reading reading = context.open()) {
            long committed = account(reading.reader(block), address).nonce();
            return Json.number(block instanceof BlockParam.Pending ? pool.pendingNonce(address, committed) : committed);
        }
    }

    private JsonNode proof(Params params) throws RpcException {
        Address address = params.required(0, Hex::address);
        List<StorageKey> keys = new ArrayList<>();
        for (JsonNode key : params.required(1, StateMethods::list)) {
            keys.add(StorageKey.parse(key.asText()));
        }
        BlockParam block = Context.blockOrHead(params, 2);
        if (keys.size() > MAX_PROVEN_SLOTS) {
            throw RpcException.invalidParams("too many storage keys (max " + MAX_PROVEN_SLOTS + ")");
        }
        try (Reading reading = context.open()) {
            Optional<AccountProof> proof = reading.state(block)
                    .prove(address, keys.stream().map(StorageKey::value).toList());
            if (proof.isEmpty()) {
                throw RpcException.server("proofs are available for the latest block only");
            }
            return shape(address, keys, proof.get());
        }
    }

    private static JsonNode shape(Address address, List<StorageKey> keys, AccountProof proof) {
        ObjectNode json = Json.object();
        json.put("address", address.toHex());
        json.set("accountProof", Json.list(proof.nodes(), Json::bytes));
        json.put("balance", proof.account().balance().toQuantity());
        json.put("codeHash", proof.account().codeHash().toHex());
        json.put("nonce", Json.quantity(proof.account().nonce()));
        json.put("storageHash", proof.storageHash().toHex());
        ArrayNode slots = json.putArray("storageProof");
        for (int i = 0; i < keys.size(); i++) {
            AccountProof.SlotProof slot = proof.slots().get(i);
            ObjectNode entry = slots.addObject();
            entry.put("key", keys.get(i).shown());
            entry.put("value", slot.value().toQuantity());
            entry.set("proof", Json.list(slot.nodes(), Json::bytes));
        }
        return json;
    }

    private static Account account(StateReader state, Address address) {
        return state.account(address).orElse(Account.EMPTY);
    }

    private static String text(JsonNode node) throws InvalidArgumentException {
        if (!node.isTextual()) {
            throw new InvalidArgumentException(
                    "json: cannot unmarshal " + Hex.kind(node) + " into Go value of type string");
        }
        return node.textValue();
    }

    private static JsonNode list(JsonNode node) throws InvalidArgumentException {
        boolean isListOfTexts = node.isArray();
        for (JsonNode item : node) {
            isListOfTexts &= item.isTextual();
        }
        if (!isListOfTexts) {
            throw new InvalidArgumentException(
                    "json: cannot unmarshal " + Hex.kind(node) + " into Go value of type []string");
        }
        return node;
    }

    /**
     * The key of a slot as clients write it: hex of any length up to 32 bytes, leading zeros or not, prefix or not.
     *
     * @param isWhole whether all 32 bytes were written; geth then shows them all again
     */
    private record StorageKey(UInt256 value, boolean isWhole) {
        static StorageKey parse(String text) throws RpcException {
            String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
            String even = digits.length() % 2 == 0 ? digits : "0" + digits;
            if (even.length() > 64) {
                throw RpcException.invalidParams(
                        "storage key too long (want at most 32 bytes): \"" + shortened(text) + "\"");
            }
            try {
                Bytes bytes = Bytes.wrap(HexFormat.of().parseHex(even));
                return new StorageKey(UInt256.of(bytes), bytes.size() == 32);
            } catch (IllegalArgumentException e) {
                throw RpcException.invalidParams("invalid hex in storage key: \"" + shortened(text) + "\"");
            }
        }

        private static String shortened(String text) {
            return text.length() <= 200 ? text : text.substring(0, 200) + "…";
        }

        String shown() {
            return isWhole ? value.toBytes32().toHex() : value.toQuantity();
        }
    }
}
