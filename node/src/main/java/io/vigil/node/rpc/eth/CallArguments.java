package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.AccessListEntry;
import io.vigil.types.chain.Authorization;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.TransactionBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The transaction object of {@code eth_call}, {@code eth_estimateGas}, {@code eth_sendTransaction} and their like, with
 * whatever its sender left out still open. Members that we do not know are passed over, as geth does.
 */
final class CallArguments {
    /** Entries of an access list or of authorizations; more cannot pay for themselves in a block. */
    private static final int MAX_ENTRIES = 20_000;

    private final JsonNode json;
    private final Bytes input;
    private final List<AccessListEntry> accessList;
    private final List<Authorization> authorizations;

    private CallArguments(JsonNode json) throws InvalidArgumentException {
        this.json = json;
        this.input = readInput();
        this.accessList = readAccessList(json.path("accessList"));
        this.authorizations = readAuthorizations(json.path("authorizationList"));
    }

    /** Reads and checks the form of every member. */
    static CallArguments parse(JsonNode json) throws InvalidArgumentException {
        if (!json.isObject()) {
            throw Hex.mismatch(Hex.kind(json), Hex.into("ethapi.TransactionArgs"));
        }
        CallArguments arguments = new CallArguments(json);
        for (String quantity : List.of("gas", "nonce")) {
            arguments.number(quantity);
        }
        for (String amount : List.of("gasPrice", "maxFeePerGas", "maxPriorityFeePerGas", "value", "chainId")) {
            arguments.amount(amount);
        }
        arguments.address("from");
        arguments.address("to");
        return arguments;
    }

    Address from() {
        return checked("from", this::address).orElse(Address.ZERO);
    }

    boolean hasSender() {
        return has("from");
    }

    Target target() {
        return checked("to", this::address).<Target>map(Target.Call::new).orElseGet(Target.Create::new);
    }

    Bytes input() {
        return input;
    }

    Optional<Long> gas() {
        return checked("gas", this::number);
    }

    Optional<Long> nonce() {
        return checked("nonce", this::number);
    }

    UInt256 value() {
        return checked("value", this::amount).orElse(UInt256.ZERO);
    }

    Optional<UInt256> gasPrice() {
        return checked("gasPrice", this::amount);
    }

    Optional<UInt256> maxFeePerGas() {
        return checked("maxFeePerGas", this::amount);
    }

    Optional<UInt256> maxPriorityFeePerGas() {
        return checked("maxPriorityFeePerGas", this::amount);
    }

    /** What the sender pays per gas at most; zero where no price is named, which makes the call free. */
    UInt256 feeCap() {
        return gasPrice().or(this::maxFeePerGas).orElse(UInt256.ZERO);
    }

    List<AccessListEntry> accessList() {
        return accessList;
    }

    /** Checks what members say together. */
    void validate(long chainId) throws RpcException {
        if (has("data") && has("input") && !checked("data", this::bytes).equals(checked("input", this::bytes))) {
            throw RpcException.server("both \"data\" and \"input\" are set and not equal. "
                    + "Please use \"input\" to pass transaction call data");
        }
        if (gasPrice().isPresent()
                && (maxFeePerGas().isPresent() || maxPriorityFeePerGas().isPresent())) {
            throw RpcException.server("both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified");
        }
        if (maxFeePerGas().isPresent()
                && maxPriorityFeePerGas().isPresent()
                && maxFeePerGas().get().compareTo(maxPriorityFeePerGas().get()) < 0) {
            throw RpcException.server("maxFeePerGas (" + maxFeePerGas().get() + ") < maxPriorityFeePerGas ("
                    + maxPriorityFeePerGas().get() + ")");
        }
        Optional<UInt256> named = checked("chainId", this::amount);
        if (named.isPresent() && !named.get().equals(UInt256.of(chainId))) {
            throw RpcException.server("chainId does not match node's (have=" + named.get() + ", want=" + chainId + ")");
        }
        if (target() instanceof Target.Create && !authorizations.isEmpty()) {
            throw RpcException.server("authorizationList without 'to': a set code transaction cannot create");
        }
        if (json.hasNonNull("blobVersionedHashes") || json.hasNonNull("blobs")) {
            throw RpcException.server("transaction type not supported: this chain takes no blobs");
        }
    }

    /** The transaction with what was left out filled in. */
    TransactionBody body(long chainId, long nonce, long gas, UInt256 maxFee, UInt256 tip, List<AccessListEntry> list) {
        Target target = target();
        if (!authorizations.isEmpty() && target instanceof Target.Call(Address to)) {
            return new TransactionBody.SetCode(
                    chainId, nonce, tip, maxFee, gas, to, value(), input, list, authorizations);
        }
        if (gasPrice().isPresent() && list.isEmpty()) {
            return new TransactionBody.Legacy(chainId, nonce, maxFee, gas, target, value(), input);
        }
        if (gasPrice().isPresent()) {
            return new TransactionBody.WithAccessList(chainId, nonce, maxFee, gas, target, value(), input, list);
        }
        return new TransactionBody.DynamicFee(chainId, nonce, tip, maxFee, gas, target, value(), input, list);
    }

    /** As {@link #body}, at the prices the object names. */
    TransactionBody call(long chainId, long nonce, long gas, List<AccessListEntry> list) {
        UInt256 tip = gasPrice().or(this::maxPriorityFeePerGas).orElse(UInt256.ZERO);
        return body(chainId, nonce, gas, feeCap(), tip, list);
    }

    private boolean has(String name) {
        return json.hasNonNull(name);
    }

    private Address address(String name) throws InvalidArgumentException {
        return has(name)
                ? Hex.address(json.path(name), Hex.field("TransactionArgs." + name, "common.Address"))
                : Address.ZERO;
    }

    private Bytes bytes(String name) throws InvalidArgumentException {
        return Hex.bytes(json.path(name), Hex.field("TransactionArgs." + name, "hexutil.Bytes"));
    }

    private long number(String name) throws InvalidArgumentException {
        return has(name) ? Hex.number(json.path(name), Hex.field("TransactionArgs." + name, "hexutil.Uint64")) : 0;
    }

    private UInt256 amount(String name) throws InvalidArgumentException {
        return has(name)
                ? Hex.uint256(json.path(name), Hex.field("TransactionArgs." + name, "*hexutil.Big"))
                : UInt256.ZERO;
    }

    private interface Member<T> {
        T read(String name) throws InvalidArgumentException;
    }

    /** A member whose form {@link #parse} has checked. */
    private <T> Optional<T> checked(String name, Member<T> member) {
        try {
            return has(name) ? Optional.of(member.read(name)) : Optional.empty();
        } catch (InvalidArgumentException e) {
            throw new IllegalStateException("checked before: " + name, e);
        }
    }

    /** Under its old name or its new one. */
    private Bytes readInput() throws InvalidArgumentException {
        Bytes data = has("data") ? bytes("data") : Bytes.EMPTY;
        return has("input") ? bytes("input") : data;
    }

    private static List<AccessListEntry> readAccessList(JsonNode list) throws InvalidArgumentException {
        List<AccessListEntry> entries = new ArrayList<>();
        for (JsonNode entry : list(list, "accessList")) {
            List<Hash> keys = new ArrayList<>();
            for (JsonNode key : list(entry.path("storageKeys"), "storageKeys")) {
                keys.add(Hex.hash(key, Hex.field("AccessTuple.storageKeys", "common.Hash")));
            }
            entries.add(new AccessListEntry(
                    Hex.address(entry.path("address"), Hex.field("AccessTuple.address", "common.Address")), keys));
        }
        return List.copyOf(entries);
    }

    private static List<Authorization> readAuthorizations(JsonNode list) throws InvalidArgumentException {
        List<Authorization> authorizations = new ArrayList<>();
        for (JsonNode item : list(list, "authorizationList")) {
            UInt256 yParity = Hex.uint256(item.path("yParity"), Hex.field("SetCodeAuthorization.yParity", "uint8"));
            if (yParity.bitLength() > 8) {
                throw Hex.mismatch("hex number > 8 bits", Hex.field("SetCodeAuthorization.yParity", "uint8"));
            }
            authorizations.add(new Authorization(
                    Hex.uint256(item.path("chainId"), Hex.field("SetCodeAuthorization.chainId", "uint256.Int")),
                    Hex.address(item.path("address"), Hex.field("SetCodeAuthorization.address", "common.Address")),
                    Hex.number(item.path("nonce"), Hex.field("SetCodeAuthorization.nonce", "hexutil.Uint64")),
                    (int) yParity.limb0(),
                    Hex.uint256(item.path("r"), Hex.field("SetCodeAuthorization.r", "uint256.Int")),
                    Hex.uint256(item.path("s"), Hex.field("SetCodeAuthorization.s", "uint256.Int"))));
        }
        return List.copyOf(authorizations);
    }

    private static JsonNode list(JsonNode node, String name) throws InvalidArgumentException {
        if (node.isMissingNode() || node.isNull()) {
            return Json.array();
        }
        if (!node.isArray() || node.size() > MAX_ENTRIES) {
            throw new InvalidArgumentException(name + " is a list of at most " + MAX_ENTRIES + " entries");
        }
        return node;
    }
}
