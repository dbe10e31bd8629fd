package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import java.util.List;
import java.util.stream.IntStream;

/** Shapes headers and blocks ({@code Block} of execution-apis), so that the hash can be computed from what is shown. */
final class BlockJson {
    private BlockJson() {}

    /** A header as {@code newHeads} tells it. */
    static ObjectNode header(Header header) {
        ObjectNode json = Json.object();
        json.put("number", Json.quantity(header.number()));
        json.put("hash", header.hash().toHex());
        json.put("parentHash", header.parentHash().toHex());
        json.put("nonce", Bytes.ofLong(header.nonce()).toHex());
        json.put("mixHash", header.mixHash().toHex());
        json.put("sha3Uncles", header.ommersHash().toHex());
        json.put("logsBloom", header.logsBloom().bytes().toHex());
        json.put("stateRoot", header.stateRoot().toHex());
        json.put("miner", header.beneficiary().toHex());
        json.put("difficulty", header.difficulty().toQuantity());
        json.put("extraData", header.extraData().toHex());
        json.put("gasLimit", Json.quantity(header.gasLimit()));
        json.put("gasUsed", Json.quantity(header.gasUsed()));
        json.put("timestamp", Json.quantity(header.timestamp()));
        json.put("transactionsRoot", header.transactionsRoot().toHex());
        json.put("receiptsRoot", header.receiptsRoot().toHex());
        laterFields(json, header);
        return json;
    }

    private static void laterFields(ObjectNode json, Header header) {
        if (header.form().hasBaseFee()) {
            json.put("baseFeePerGas", header.baseFeePerGas().toQuantity());
        }
        if (header.form().hasWithdrawals()) {
            json.put("withdrawalsRoot", header.withdrawalsRoot().toHex());
        }
        if (header.form().hasBlobGasAndBeaconRoot()) {
            json.put("blobGasUsed", Json.quantity(header.blobGasUsed()));
            json.put("excessBlobGas", Json.quantity(header.excessBlobGas()));
            json.put("parentBeaconBlockRoot", header.parentBeaconBlockRoot().toHex());
        }
        if (header.form().hasRequests()) {
            json.put("requestsHash", header.requestsHash().toHex());
        }
    }

    /** @param isFull whether transactions are shown whole or by hash */
    static ObjectNode block(Block block, boolean isFull, Senders senders) {
        ObjectNode json = header(block.header());
        json.put("size", Json.quantity(block.encodeEthereum().size()));
        json.set(
                "transactions",
                isFull
                        ? full(block, senders)
                        : Json.list(block.transactions(), transaction -> Json.hash(transaction.hash())));
        json.set("uncles", Json.array());
        if (block.header().form().hasWithdrawals()) {
            json.set("withdrawals", withdrawals(block.withdrawals()));
        }
        return json;
    }

    /** EIP-4895; none in Vigil's own blocks. */
    private static JsonNode withdrawals(Bytes encoded) {
        ArrayNode array = Json.array();
        try {
            RlpReader list = RlpReader.ofList(encoded);
            while (list.hasNext()) {
                RlpReader withdrawal = list.list();
                array.addObject()
                        .put("index", Json.quantity(withdrawal.number()))
                        .put("validatorIndex", Json.quantity(withdrawal.number()))
                        .put("address", withdrawal.address().toHex())
                        .put("amount", Json.quantity(withdrawal.number()));
            }
            return array;
        } catch (MalformedException e) {
            throw new IllegalStateException("committed with malformed withdrawals", e);
        }
    }

    /** The next block as far as it is known: without a hash, as geth shows it. */
    static ObjectNode pending(Header environment) {
        ObjectNode json = block(Block.of(environment, List.of(), List.of()), false, new Senders());
        json.putNull("hash");
        json.putNull("nonce");
        json.putNull("miner");
        return json;
    }

    private static JsonNode full(Block block, Senders senders) {
        ArrayNode array = Json.array();
        IntStream.range(0, block.transactions().size())
                .mapToObj(index -> TransactionJson.included(
                        block.transactions().get(index),
                        senders.of(block.transactions().get(index)),
                        block.header(),
                        index))
                .forEach(array::add);
        return array;
    }
}
