package io.vigil.node.mempool;

import java.util.List;

/** What became of a transaction that was offered to the pool. */
public sealed interface AddResult {
    /**
     * It waits now.
     *
     * @param executable what can be put into a block now and could not before: it and those it made whole, in the order of
     *     nonces; empty while an earlier nonce is missing
     */
    record Added(List<PooledTransaction> executable) implements AddResult {
        public Added {
            executable = List.copyOf(executable);
        }
    }

    /** @param reason in geth's words */
    record Refused(String reason) implements AddResult {}
}
