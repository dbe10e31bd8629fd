package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.TransactionPlace;
import io.vigil.node.rpc.TransactionPool;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.rpc.json.Params;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Receipt;
import java.util.List;
import java.util.Optional;

/** Blocks, receipts and transactions as the bytes that their hashes are taken of, for whoever verifies them. */
final class RawMethods {
    private final Context context;
    private final TransactionPool pool;

    RawMethods(Context context, TransactionPool pool) {
        this.context = context;
        this.pool = pool;
    }

    void addTo(MethodTable.Builder table) {
        table.add("debug_getRawHeader", 1, this::header)
                .add("debug_getRawBlock", 1, this::block)
                .add("debug_getRawReceipts", 1, this::receipts)
                .add("debug_getRawTransaction", 1, this::transaction);
    }

    private JsonNode header(Params params) throws RpcException {
        BlockParam param = params.required(0, BlockParam::any);
        try (Reading reading = context.open()) {
            return Json.bytes(required(reading, param).header().encode());
        }
    }

    private JsonNode block(Params params) throws RpcException {
        BlockParam param = params.required(0, BlockParam::any);
        try (Reading reading = context.open()) {
            return Json.bytes(required(reading, param).encodeEthereum());
        }
    }

    private JsonNode receipts(Params params) throws RpcException {
        BlockParam param = params.required(0, BlockParam::any);
        try (Reading reading = context.open()) {
            Hash hash = required(reading, param).hash();
            List<Receipt> receipts = reading.chain().receipts(hash).orElse(List.of());
            return Json.list(receipts, receipt -> Json.bytes(receipt.encode()));
        }
    }

    private JsonNode transaction(Params params) throws RpcException {
        Hash hash = params.required(0, Hex::hash);
        try (Reading reading = context.open()) {
            Optional<TransactionPlace> place = reading.chain().find(hash);
            if (place.isPresent()) {
                Block block = required(
                        reading,
                        new BlockParam.At(new BlockId.OfHash(place.get().block())));
                return Json.bytes(block.transactions().get(place.get().index()).encode());
            }
        }
        return Json.bytes(
                pool.find(hash).map(found -> found.transaction().encode()).orElse(Bytes.EMPTY));
    }

    private static Block required(Reading reading, BlockParam param) throws RpcException {
        Header header = reading.requiredHeader(param);
        return reading.block(param).orElseThrow(() -> RpcException.server("block #" + header.number() + " not found"));
    }
}
