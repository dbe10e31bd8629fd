package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.ContractAddress;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Log;
import io.vigil.types.chain.Receipt;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import java.util.ArrayList;
import java.util.List;

/** Shapes receipts and logs ({@code ReceiptInfo} and {@code Log} of execution-apis). */
final class ReceiptJson {
    private ReceiptJson() {}

    /** A log and where it stands; {@code logIndex} counts through the block. */
    record PlacedLog(Log log, Header block, Hash transaction, int transactionIndex, int logIndex) {}

    static ArrayNode all(Block block, List<Receipt> receipts, Senders senders) {
        ArrayNode array = Json.array();
        for (int i = 0; i < receipts.size(); i++) {
            array.add(one(block, receipts, i, senders));
        }
        return array;
    }

    static ObjectNode one(Block block, List<Receipt> receipts, int index, Senders senders) {
        Transaction transaction = block.transactions().get(index);
        Receipt receipt = receipts.get(index);
        Header header = block.header();
        Address sender = senders.of(transaction);
        long gasBefore = index == 0 ? 0 : receipts.get(index - 1).cumulativeGasUsed();
        ObjectNode json = Json.object();
        json.put("blockHash", header.hash().toHex());
        json.put("blockNumber", Json.quantity(header.number()));
        json.set("contractAddress", created(transaction, sender));
        json.put("cumulativeGasUsed", Json.quantity(receipt.cumulativeGasUsed()));
        json.put(
                "effectiveGasPrice",
                (header.form().hasBaseFee()
                                ? transaction.effectiveGasPrice(header.baseFeePerGas())
                                : transaction.maxFeePerGas())
                        .toQuantity());
        json.put("from", sender.toHex());
        json.put("gasUsed", Json.quantity(receipt.cumulativeGasUsed() - gasBefore));
        json.set("logs", Json.list(logs(block, receipts, index), ReceiptJson::log));
        json.put("logsBloom", receipt.bloom().bytes().toHex());
        switch (receipt.outcome()) {
            case Receipt.Outcome.Status(boolean success) -> json.put("status", success ? "0x1" : "0x0");
            case Receipt.Outcome.StateRoot(Hash root) -> json.put("root", root.toHex());
        }
        if (isSponsored(header, transaction)) {
            json.set("sponsor", TransactionJson.target(transaction.target()));
        }
        json.set("to", TransactionJson.target(transaction.target()));
        json.put("transactionHash", transaction.hash().toHex());
        json.put("transactionIndex", Json.quantity(index));
        json.put("type", Json.quantity(transaction.type()));
        return json;
    }

    /** Without any fee a transaction gets into a block with a base fee only if its target pays. */
    private static boolean isSponsored(Header header, Transaction transaction) {
        return header.form().hasBaseFee()
                && !header.baseFeePerGas().isZero()
                && transaction.maxFeePerGas().isZero();
    }

    /** All logs of a block in order. */
    static List<PlacedLog> logs(Block block, List<Receipt> receipts) {
        List<PlacedLog> logs = new ArrayList<>();
        for (int i = 0; i < receipts.size(); i++) {
            place(block, receipts.get(i), i, logs.size(), logs);
        }
        return logs;
    }

    private static List<PlacedLog> logs(Block block, List<Receipt> receipts, int index) {
        int before = receipts.stream()
                .limit(index)
                .mapToInt(receipt -> receipt.logs().size())
                .sum();
        List<PlacedLog> logs = new ArrayList<>();
        place(block, receipts.get(index), index, before, logs);
        return logs;
    }

    private static void place(Block block, Receipt receipt, int index, int firstLog, List<PlacedLog> to) {
        Hash hash = block.transactions().get(index).hash();
        int logIndex = firstLog;
        for (Log log : receipt.logs()) {
            to.add(new PlacedLog(log, block.header(), hash, index, logIndex++));
        }
    }

    static JsonNode log(PlacedLog placed) {
        ObjectNode json = Json.object();
        json.put("address", placed.log.address().toHex());
        json.set("topics", Json.list(placed.log.topics(), Json::hash));
        json.put("data", placed.log.data().toHex());
        json.put("blockNumber", Json.quantity(placed.block.number()));
        json.put("transactionHash", placed.transaction.toHex());
        json.put("transactionIndex", Json.quantity(placed.transactionIndex));
        json.put("blockHash", placed.block.hash().toHex());
        json.put("blockTimestamp", Json.quantity(placed.block.timestamp()));
        json.put("logIndex", Json.quantity(placed.logIndex));
        json.put("removed", false);
        return json;
    }

    private static JsonNode created(Transaction transaction, Address sender) {
        return switch (transaction.target()) {
            case Target.Call _ -> Json.absent();
            case Target.Create _ ->
                Json.bytes(ContractAddress.create(sender, transaction.nonce()).bytes());
        };
    }
}
