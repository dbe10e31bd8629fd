package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.rpc.json.Params;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Receipt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Prices: what to pay now, what was paid before. */
final class FeeMethods {
    /** Blocks of one fee history; geth's limit. */
    static final long MAX_HISTORY_BLOCKS = 1_024;

    /** Percentiles of one fee history; geth's limit. */
    static final int MAX_PERCENTILES = 100;

    private final Context context;
    private final GasPrices prices;

    FeeMethods(Context context, GasPrices prices) {
        this.context = context;
        this.prices = prices;
    }

    void addTo(MethodTable.Builder table) {
        table.add("eth_gasPrice", 0, this::gasPrice)
                .add("eth_maxPriorityFeePerGas", 0, this::maxPriorityFeePerGas)
                .add("eth_blobBaseFee", 0, params -> Json.number(1)) // the least there is: no block takes blobs
                .add("eth_feeHistory", 3, this::feeHistory);
    }

    private JsonNode gasPrice(Params params) {
        try (Reading reading = context.open()) {
            return Json.number(prices.tip(reading.chain()).add(reading.next().baseFeePerGas()));
        }
    }

    private JsonNode maxPriorityFeePerGas(Params params) {
        try (Reading reading = context.open()) {
            return Json.number(prices.tip(reading.chain()));
        }
    }

    private JsonNode feeHistory(Params params) throws RpcException {
        long count = Math.min(params.required(0, FeeMethods::blockCount), MAX_HISTORY_BLOCKS);
        BlockParam newest = params.required(1, BlockParam::number);
        List<Double> percentiles = params.optional(2, FeeMethods::percentiles).orElse(List.of());
        try (Reading reading = context.open()) {
            long last = newest instanceof BlockParam.At(BlockId.OfNumber(long number))
                    ? number
                    : reading.head().number();
            if (last > reading.head().number()) {
                throw RpcException.server("request beyond head block: requested " + last + ", head "
                        + reading.head().number());
            }
            long first = Math.max(0, last - count + 1);
            return history(reading, first, last, percentiles);
        }
    }

    private JsonNode history(Reading reading, long first, long last, List<Double> percentiles) throws RpcException {
        ObjectNode json = Json.object();
        json.put("oldestBlock", Json.quantity(first));
        ArrayNode baseFees = json.putArray("baseFeePerGas");
        ArrayNode gasUsedRatios = json.putArray("gasUsedRatio");
        ArrayNode blobBaseFees = json.putArray("baseFeePerBlobGas");
        ArrayNode blobGasUsedRatios = json.putArray("blobGasUsedRatio");
        ArrayNode rewards = Json.array();
        for (long number = first; number <= last; number++) {
            Header header = reading.requiredHeader(new BlockParam.At(new BlockId.OfNumber(number)));
            baseFees.add(baseFee(header).toQuantity());
            gasUsedRatios.add(header.gasLimit() == 0 ? 0 : (double) header.gasUsed() / header.gasLimit());
            blobBaseFees.add("0x1");
            blobGasUsedRatios.add(0);
            if (!percentiles.isEmpty()) {
                rewards.add(rewards(reading, header, percentiles));
            }
        }
        boolean endsAtHead = last == reading.head().number();
        Header next =
                endsAtHead ? reading.next() : reading.requiredHeader(new BlockParam.At(new BlockId.OfNumber(last + 1)));
        baseFees.add(baseFee(next).toQuantity());
        blobBaseFees.add("0x1");
        if (!percentiles.isEmpty()) {
            json.set("reward", rewards);
        }
        return json;
    }

    private record Reward(UInt256 tip, long gasUsed) {}

    /** The tips at which these parts of the block's gas were had. */
    private static JsonNode rewards(Reading reading, Header header, List<Double> percentiles) {
        Optional<Block> block = reading.chain().block(new BlockId.OfHash(header.hash()));
        Optional<List<Receipt>> receipts = reading.chain().receipts(header.hash());
        if (block.isEmpty() || receipts.isEmpty() || block.get().transactions().isEmpty()) {
            return Json.list(percentiles, percentile -> Json.number(0));
        }
        List<Reward> sorted = new ArrayList<>();
        long gasBefore = 0;
        for (int i = 0; i < receipts.get().size(); i++) {
            long gasAfter = receipts.get().get(i).cumulativeGasUsed();
            UInt256 tip = block.get().transactions().get(i).effectiveTip(baseFee(header));
            sorted.add(new Reward(tip, gasAfter - gasBefore));
            gasBefore = gasAfter;
        }
        sorted.sort(Comparator.comparing(Reward::tip));
        return Json.list(percentiles, percentile -> Json.number(at(sorted, percentile, header.gasUsed())));
    }

    private static UInt256 at(List<Reward> sorted, double percentile, long blockGas) {
        double threshold = blockGas * percentile / 100;
        long sum = 0;
        for (Reward reward : sorted) {
            sum += reward.gasUsed;
            if (sum >= threshold) {
                return reward.tip;
            }
        }
        return sorted.getLast().tip;
    }

    private static UInt256 baseFee(Header header) {
        return header.form().hasBaseFee() ? header.baseFeePerGas() : UInt256.ZERO;
    }

    /** geth takes this one number also as a decimal number or text. */
    private static long blockCount(JsonNode node) throws InvalidArgumentException {
        if (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0) {
            return node.longValue();
        }
        if (node.isTextual() && node.textValue().matches("[0-9]{1,18}")) {
            return Long.parseLong(node.textValue());
        }
        return Hex.number(node, Hex.into("math.HexOrDecimal64"));
    }

    private static List<Double> percentiles(JsonNode node) throws InvalidArgumentException {
        if (!node.isArray() || node.size() > MAX_PERCENTILES) {
            throw new InvalidArgumentException("reward percentiles are a list of at most " + MAX_PERCENTILES);
        }
        List<Double> percentiles = new ArrayList<>();
        for (JsonNode item : node) {
            double value = item.doubleValue();
            if (!item.isNumber() || value < 0 || value > 100) {
                throw new InvalidArgumentException("invalid reward percentile: " + item);
            }
            if (!percentiles.isEmpty() && value < percentiles.getLast()) {
                throw new InvalidArgumentException("invalid reward percentile: #" + (percentiles.size() - 1) + ":"
                        + percentiles.getLast() + " >= #" + percentiles.size() + ":" + value);
            }
            percentiles.add(value);
        }
        return percentiles;
    }
}
