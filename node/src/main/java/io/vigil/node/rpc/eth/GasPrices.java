package io.vigil.node.rpc.eth;

import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.ChainView;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Suggests a tip from what the last blocks took, as geth's oracle does: low, but enough to be taken soon. */
final class GasPrices {
    /** Blocks looked at. */
    private static final int BLOCKS = 20;

    /** The cheapest transactions of each block that count. */
    private static final int CHEAPEST = 3;

    private static final int PERCENTILE = 60;

    /** Tips below this say nothing: somebody's own transactions. */
    private static final UInt256 IGNORED_BELOW = UInt256.of(2);

    /** For a chain that had nothing to do. */
    private static final UInt256 DEFAULT_TIP = UInt256.of(1_000_000_000);

    private static final UInt256 MAX_TIP = UInt256.of(500_000_000_000L);

    private volatile Suggestion last = new Suggestion(Hash.ZERO, DEFAULT_TIP);

    private record Suggestion(Hash head, UInt256 tip) {}

    UInt256 tip(ChainView chain) {
        Header head = chain.head();
        Suggestion known = last;
        if (known.head.equals(head.hash())) {
            return known.tip;
        }
        Suggestion fresh = new Suggestion(head.hash(), suggest(chain, head));
        last = fresh;
        return fresh.tip;
    }

    private static UInt256 suggest(ChainView chain, Header head) {
        List<UInt256> tips = new ArrayList<>();
        for (long number = head.number(); number > 0 && number > head.number() - BLOCKS; number--) {
            Optional<Block> block = chain.block(new BlockId.OfNumber(number));
            block.filter(present -> present.header().form().hasBaseFee())
                    .ifPresent(present -> tips.addAll(cheapest(present)));
        }
        if (tips.isEmpty()) {
            return DEFAULT_TIP;
        }
        tips.sort(null);
        return tips.get((tips.size() - 1) * PERCENTILE / 100).min(MAX_TIP);
    }

    private static List<UInt256> cheapest(Block block) {
        UInt256 baseFee = block.header().baseFeePerGas();
        return block.transactions().stream()
                .map(transaction -> transaction.effectiveTip(baseFee))
                .filter(tip -> tip.compareTo(IGNORED_BELOW) >= 0)
                .sorted()
                .limit(CHEAPEST)
                .toList();
    }
}
