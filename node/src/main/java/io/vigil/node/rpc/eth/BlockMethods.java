package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.rpc.json.Params;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Receipt;
import java.util.List;
import java.util.Optional;

/** Blocks, their receipts and their counts. */
final class BlockMethods {
    private final Context context;

    BlockMethods(Context context) {
        this.context = context;
    }

    void addTo(MethodTable.Builder table) {
        table.add("eth_blockNumber", 0, this::blockNumber)
                .add("eth_getBlockByNumber", 2, params -> block(params, params.required(0, BlockParam::number)))
                .add("eth_getBlockByHash", 2, params -> block(params, byHash(params)))
                .add("eth_getBlockReceipts", 1, this::receipts)
                .add("eth_getBlockTransactionCountByNumber", 1, params -> transactionCount(byNumber(params)))
                .add("eth_getBlockTransactionCountByHash", 1, params -> transactionCount(byHash(params)))
                .add("eth_getUncleCountByBlockNumber", 1, params -> uncleCount(byNumber(params)))
                .add("eth_getUncleCountByBlockHash", 1, params -> uncleCount(byHash(params)))
                .add("vigil_getCertificate", 1, this::certificate);
    }

    private JsonNode blockNumber(Params params) {
        try (Reading reading = context.open()) {
            return Json.number(reading.head().number());
        }
    }

    private JsonNode block(Params params, BlockParam param) throws RpcException {
        boolean isFull = params.required(1, Hex::flag);
        try (Reading reading = context.open()) {
            if (param instanceof BlockParam.Pending) {
                return BlockJson.pending(reading.next());
            }
            return Json.orNull(reading.block(param), block -> BlockJson.block(block, isFull, context.senders()));
        }
    }

    private JsonNode receipts(Params params) throws RpcException {
        BlockParam param = params.required(0, BlockParam::any);
        try (Reading reading = context.open()) {
            Optional<Block> block = reading.block(param);
            if (block.isEmpty()) {
                return Json.absent();
            }
            List<Receipt> receipts =
                    reading.chain().receipts(block.get().hash()).orElse(List.of());
            return ReceiptJson.all(block.get(), receipts, context.senders());
        }
    }

    private JsonNode transactionCount(BlockParam param) {
        try (Reading reading = context.open()) {
            if (param instanceof BlockParam.Pending) {
                return Json.number(0);
            }
            return Json.orNull(
                    reading.block(param),
                    block -> Json.number(block.transactions().size()));
        }
    }

    /** There are no uncles where blocks are final. */
    private JsonNode uncleCount(BlockParam param) {
        try (Reading reading = context.open()) {
            return Json.orNull(reading.header(param), header -> Json.number(0));
        }
    }

    /** What proves that a block is final, as validators signed it. */
    private JsonNode certificate(Params params) throws RpcException {
        BlockParam param = params.required(0, BlockParam::any);
        try (Reading reading = context.open()) {
            return Json.orNull(
                    reading.block(param).flatMap(block -> reading.snapshot().certificate(block.hash())), Json::bytes);
        }
    }

    private static BlockParam byNumber(Params params) throws RpcException {
        return params.required(0, BlockParam::number);
    }

    private static BlockParam byHash(Params params) throws RpcException {
        return new BlockParam.At(new BlockId.OfHash(params.required(0, Hex::hash)));
    }
}
