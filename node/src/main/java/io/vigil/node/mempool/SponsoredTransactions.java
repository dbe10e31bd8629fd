package io.vigil.node.mempool;

import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The transactions of the pool that sponsors pay for. Their senders may be anyone and need no money, so what bounds them is
 * the sponsor: how many wait for one, and what they may cost it together.
 */
final class SponsoredTransactions {
    /** Transactions that wait for one sponsor. */
    static final int MAX_PER_SPONSOR = 1_024;

    /** Sponsors asked again after one commit; the next commit goes on with others. */
    static final int MAX_ASKED_AGAIN = 256;

    /** In the order in which they are asked again. */
    private final LinkedHashMap<Hash, PooledTransaction> waiting = new LinkedHashMap<>();

    private final Map<Address, Load> loads = new HashMap<>();

    /** @param wei what the sponsor's transactions may cost it together */
    private record Load(int count, UInt256 wei) {
        static final Load NONE = new Load(0, UInt256.ZERO);

        Load with(UInt256 cost) {
            return new Load(count + 1, wei.add(cost));
        }

        Load without(UInt256 cost) {
            return new Load(count - 1, wei.subtract(cost));
        }
    }

    /**
     * Why one more is too much for its sponsor.
     *
     * @param most what the sponsor could pay now
     * @param replaced leaves if this one comes
     */
    Optional<String> refusal(Payer.Sponsor sponsor, long gasLimit, UInt256 most, Optional<PooledTransaction> replaced) {
        Load load = loads.getOrDefault(sponsor.contract(), Load.NONE);
        if (replaced.isPresent()
                && replaced.get().payer() instanceof Payer.Sponsor other
                && other.contract().equals(sponsor.contract())) {
            load = load.without(cost(other, replaced.get().transaction().gasLimit()));
        }
        if (load.count >= MAX_PER_SPONSOR) {
            return Optional.of("sponsor limit exceeded: " + MAX_PER_SPONSOR + " transactions wait for sponsor "
                    + sponsor.contract());
        }
        UInt256 cost = cost(sponsor, gasLimit);
        if (load.wei.add(cost).compareTo(most) > 0) {
            return Optional.of("sponsor " + sponsor.contract() + " has " + most + ", waiting transactions may take "
                    + load.wei + " of it and this one " + cost);
        }
        return Optional.empty();
    }

    void add(PooledTransaction transaction) {
        if (transaction.payer() instanceof Payer.Sponsor sponsor) {
            waiting.put(transaction.hash(), transaction);
            UInt256 cost = cost(sponsor, transaction.transaction().gasLimit());
            loads.merge(sponsor.contract(), Load.NONE.with(cost), (load, one) -> load.with(cost));
        }
    }

    void remove(PooledTransaction transaction) {
        if (transaction.payer() instanceof Payer.Sponsor sponsor && waiting.remove(transaction.hash()) != null) {
            UInt256 cost = cost(sponsor, transaction.transaction().gasLimit());
            loads.computeIfPresent(sponsor.contract(), (contract, load) -> load.count == 1 ? null : load.without(cost));
        }
    }

    /** Some that wait, each time others. */
    List<PooledTransaction> toAskAgain() {
        List<PooledTransaction> asked =
                waiting.values().stream().limit(MAX_ASKED_AGAIN).toList();
        asked.forEach(transaction -> waiting.putLast(transaction.hash(), transaction));
        return asked;
    }

    /** Prices are below 2^128 (the sponsor contract sees to it), so no sum here leaves 256 bits. */
    private static UInt256 cost(Payer.Sponsor sponsor, long gasLimit) {
        return sponsor.price().multiply(gasLimit);
    }
}
