package io.vigil.node.deposits;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.voting.DepositState;

/**
 * The tree of what the chain processed beside the own tree of as many deposits: what a proposal to resume onboarding is made
 * of, and what a member compares before it votes on one (D17).
 */
record ProcessedTree(DepositTree mine) {
    /** @param now the newest committed state */
    ObjectNode json(DepositState now) {
        Eth1Data adopted = now.adopted();
        Frontier processed = now.frontier();
        ObjectNode json = DepositsDesk.object()
                .put("generation", now.generation())
                .put("nextIndex", processed.count())
                .put("adopted", adopted.count())
                .put(
                        "adoptedIsMine",
                        holds(adopted.count()) && mine.rootAt(adopted.count()).equals(adopted.root()));
        put(json.putArray("chain"), processed);
        if (holds(processed.count())) {
            Frontier own = mine.frontierAt(processed.count());
            put(json.putArray("mine"), own);
            json.put("same", own.equals(processed));
        }
        return json;
    }

    private boolean holds(long count) {
        return count >= mine.finalizedCount() && count <= mine.count();
    }

    private static void put(ArrayNode list, Frontier frontier) {
        frontier.subtrees().forEach(hash -> list.add(hash.toHex()));
    }
}
