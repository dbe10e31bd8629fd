package io.vigil.node;

import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.PlanProof;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.node.chain.ChainStore;
import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The epochs that are proven here, from genesis to the newest: who the members of each were, and the proofs that lead anybody
 * from genesis to any of them (A2). The newest are in memory; all are in the store. A proof that something signed rests on is
 * made durable by the consensus journal (A3), so rows of the store may be written lazily. Thread-safe.
 */
final class ProvenEpochs {
    /** What agreement, peers and catch-up ask of again and again. */
    private static final int IN_MEMORY = 64;

    private final KeyValueStore store;
    private final ChainStore rows;
    private final EpochStart genesis;
    private final ConcurrentSkipListMap<Long, EpochStart> recent = new ConcurrentSkipListMap<>();

    ProvenEpochs(KeyValueStore store, EpochStart genesis) {
        this.store = store;
        this.rows = new ChainStore(store::get);
        this.genesis = genesis;
        recent.put(genesis.epoch(), genesis);
        for (Bytes row : rows.epochProofs()) {
            remember(ChainReports.start(decode(row)));
        }
    }

    /** The newest epoch. */
    EpochStart newest() {
        return recent.lastEntry().getValue();
    }

    /** Where an epoch begins, if it is proven. */
    Optional<EpochStart> start(long epoch) {
        EpochStart known = epoch == genesis.epoch() ? genesis : recent.get(epoch);
        return known == null ? proof(epoch).map(ChainReports::start) : Optional.of(known);
    }

    /** The plan that ended an epoch, if one did (G43). */
    Optional<PlanProof> plan(long ended) {
        return proof(ended + 1)
                .flatMap(proof -> proof.end() instanceof PlanProof planned ? Optional.of(planned) : Optional.empty());
    }

    /** At most {@code count} proofs in order, of which the first ends the epoch {@code from}. */
    List<EpochProof> proofs(long from, int count) {
        List<EpochProof> proofs = new ArrayList<>();
        Optional<EpochProof> next = proof(from + 1);
        while (next.isPresent() && proofs.size() < count) {
            proofs.add(next.get());
            next = proof(from + 1 + proofs.size());
        }
        return proofs;
    }

    /** A proof that was checked, or made here. */
    void entered(EpochProof proof) {
        EpochStart start = ChainReports.start(proof);
        remember(start);
        Batch batch = new Batch();
        ChainStore.putEpochProof(batch, start.epoch(), ConsensusCodec.encodeEpochProof(proof));
        store.commit(batch, Durability.BUFFERED);
    }

    /** The last proofs, for peers that are a little behind. */
    List<EpochProof> latest() {
        return proofs(Math.max(0, newest().epoch() - IN_MEMORY), IN_MEMORY);
    }

    /** All of them, from genesis on. */
    List<EpochProof> all() {
        return proofs(0, Integer.MAX_VALUE);
    }

    private void remember(EpochStart start) {
        boolean replaces = start.epoch() == newest().epoch() && start.plan() > newest().plan(); // G45c
        if (start.epoch() > newest().epoch() || replaces) {
            recent.put(start.epoch(), start);
            while (recent.size() > IN_MEMORY) {
                recent.pollFirstEntry();
            }
        }
    }

    private Optional<EpochProof> proof(long epoch) {
        return rows.epochProof(epoch).map(ProvenEpochs::decode);
    }

    private static EpochProof decode(Bytes row) {
        try {
            return ConsensusCodec.decodeEpochProof(row);
        } catch (MalformedException e) {
            throw new IllegalStateException("stored epoch proof: " + e.getMessage(), e);
        }
    }
}
