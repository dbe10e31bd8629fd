package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.TransactionPlace;
import io.vigil.node.rpc.TransactionPool;
import io.vigil.node.rpc.TransactionPool.Submission;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.rpc.json.Params;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Receipt;
import io.vigil.types.chain.Transaction;
import java.util.List;
import java.util.Optional;

/** Transactions: sending signed ones, finding them and their receipts. */
final class TransactionMethods {
    private final Context context;
    private final TransactionPool pool;

    TransactionMethods(Context context, TransactionPool pool) {
        this.context = context;
        this.pool = pool;
    }

    void addTo(MethodTable.Builder table) {
        table.add("eth_sendRawTransaction", 1, params -> send(params.required(0, Hex::bytes)))
                .add("eth_getTransactionByHash", 1, this::byHash)
                .add("eth_getTransactionReceipt", 1, this::receipt)
                .add(
                        "eth_getTransactionByBlockHashAndIndex",
                        2,
                        params -> inBlock(
                                new BlockParam.At(new BlockId.OfHash(params.required(0, Hex::hash))),
                                params.required(1, Hex::number)))
                .add(
                        "eth_getTransactionByBlockNumberAndIndex",
                        2,
                        params -> inBlock(params.required(0, BlockParam::number), params.required(1, Hex::number)));
    }

    private JsonNode send(Bytes encoded) throws RpcException {
        return Json.hash(submit(decode(encoded), pool));
    }

    /** Hands a transaction in. */
    static Hash submit(Transaction transaction, TransactionPool pool) throws RpcException {
        return switch (pool.submit(transaction)) {
            case Submission.Accepted() -> transaction.hash();
            case Submission.Refused(String reason) -> throw RpcException.server(reason);
        };
    }

    private static Transaction decode(Bytes encoded) throws RpcException {
        int first = encoded.isEmpty() ? 0xc0 : encoded.get(0) & 0xff;
        if (first == 0 || (first > 4 && first < 0xc0)) {
            throw RpcException.server("transaction type not supported");
        }
        try {
            return Transaction.decode(encoded);
        } catch (MalformedException e) {
            throw RpcException.server("rlp: " + e.getMessage());
        }
    }

    private JsonNode byHash(Params params) throws RpcException {
        Hash hash = params.required(0, Hex::hash);
        try (Reading reading = context.open()) {
            Optional<TransactionPlace> place = reading.chain().find(hash);
            if (place.isPresent()) {
                return inBlock(
                        reading.chain().block(new BlockId.OfHash(place.get().block())),
                        place.get().index());
            }
        }
        return Json.orNull(pool.find(hash), found -> TransactionJson.pending(found.transaction(), found.sender()));
    }

    private JsonNode inBlock(BlockParam param, long index) {
        try (Reading reading = context.open()) {
            return inBlock(reading.block(param), index);
        }
    }

    private JsonNode inBlock(Optional<Block> block, long index) {
        if (block.isEmpty() || index >= block.get().transactions().size()) {
            return Json.absent();
        }
        Transaction transaction = block.get().transactions().get((int) index);
        return TransactionJson.included(
                transaction, context.senders().of(transaction), block.get().header(), (int) index);
    }

    private JsonNode receipt(Params params) throws RpcException {
        Hash hash = params.required(0, Hex::hash);
        try (Reading reading = context.open()) {
            Optional<TransactionPlace> place = reading.chain().find(hash);
            if (place.isEmpty()) {
                return Json.absent();
            }
            Hash blockHash = place.get().block();
            Optional<Block> block = reading.chain().block(new BlockId.OfHash(blockHash));
            Optional<List<Receipt>> receipts = reading.chain().receipts(blockHash);
            if (block.isEmpty() || receipts.isEmpty()) {
                return Json.absent(); // pruned
            }
            return ReceiptJson.one(block.get(), receipts.get(), place.get().index(), context.senders());
        }
    }
}
