package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.chain.AccessListEntry;
import io.vigil.types.chain.Authorization;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import java.util.List;

/** Shapes a transaction ({@code TransactionInfo} of execution-apis). */
final class TransactionJson {
    private TransactionJson() {}

    static JsonNode included(Transaction transaction, Address sender, Header block, int index) {
        ObjectNode json = Json.object();
        json.put("blockHash", block.hash().toHex());
        json.put("blockNumber", Json.quantity(block.number()));
        json.put("blockTimestamp", Json.quantity(block.timestamp()));
        json.put("transactionIndex", Json.quantity(index));
        UInt256 price = block.form().hasBaseFee()
                ? transaction.effectiveGasPrice(block.baseFeePerGas())
                : transaction.maxFeePerGas();
        return common(json, transaction, sender, price);
    }

    static JsonNode pending(Transaction transaction, Address sender) {
        ObjectNode json = Json.object();
        json.putNull("blockHash");
        json.putNull("blockNumber");
        json.putNull("blockTimestamp");
        json.putNull("transactionIndex");
        return common(json, transaction, sender, transaction.maxFeePerGas());
    }

    private static ObjectNode common(ObjectNode json, Transaction transaction, Address sender, UInt256 gasPrice) {
        json.put("from", sender.toHex());
        json.put("gas", Json.quantity(transaction.gasLimit()));
        json.put("gasPrice", gasPrice.toQuantity());
        json.put("hash", transaction.hash().toHex());
        json.put("input", transaction.data().toHex());
        json.put("nonce", Json.quantity(transaction.nonce()));
        json.set("to", target(transaction.target()));
        json.put("value", transaction.value().toQuantity());
        json.put("type", Json.quantity(transaction.type()));
        if (transaction.type() != 0 || transaction.chainId() != 0) {
            json.put("chainId", Json.quantity(transaction.chainId()));
        }
        if (transaction.type() >= 1) {
            json.set("accessList", accessList(transaction.accessList()));
        }
        if (transaction.type() >= 2) {
            json.put("maxFeePerGas", transaction.maxFeePerGas().toQuantity());
            json.put("maxPriorityFeePerGas", transaction.maxPriorityFeePerGas().toQuantity());
        }
        if (transaction.body() instanceof TransactionBody.Blob blob) {
            json.put("maxFeePerBlobGas", blob.maxFeePerBlobGas().toQuantity());
            json.set("blobVersionedHashes", Json.list(blob.blobHashes(), Json::hash));
        }
        if (transaction.body() instanceof TransactionBody.SetCode setCode) {
            json.set("authorizationList", Json.list(setCode.authorizations(), TransactionJson::authorization));
        }
        return signature(json, transaction);
    }

    private static ObjectNode signature(ObjectNode json, Transaction transaction) {
        UInt256 yParity = UInt256.of(transaction.signature().yParity());
        if (transaction.type() == 0) {
            UInt256 base = transaction.chainId() == 0
                    ? UInt256.of(27)
                    : UInt256.of(transaction.chainId()).multiply(2).add(UInt256.of(35));
            json.put("v", base.add(yParity).toQuantity());
        } else {
            json.put("v", yParity.toQuantity());
            json.put("yParity", yParity.toQuantity());
        }
        json.put("r", transaction.signature().r().toQuantity());
        json.put("s", transaction.signature().s().toQuantity());
        return json;
    }

    static JsonNode target(Target target) {
        return switch (target) {
            case Target.Call(Address to) -> Json.bytes(to.bytes());
            case Target.Create() -> Json.absent();
        };
    }

    static ArrayNode accessList(List<AccessListEntry> entries) {
        return Json.list(entries, entry -> {
            ObjectNode json = Json.object();
            json.put("address", entry.address().toHex());
            json.set("storageKeys", Json.list(entry.storageKeys(), Json::hash));
            return json;
        });
    }

    private static JsonNode authorization(Authorization authorization) {
        ObjectNode json = Json.object();
        json.put("chainId", authorization.chainId().toQuantity());
        json.put("address", authorization.address().toHex());
        json.put("nonce", Json.quantity(authorization.nonce()));
        json.put("yParity", Json.quantity(authorization.yParity()));
        json.put("r", authorization.r().toQuantity());
        json.put("s", authorization.s().toQuantity());
        return json;
    }
}
