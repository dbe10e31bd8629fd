package io.vigil.node.snapshot;

import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.chain.FirstEpoch;
import io.vigil.node.chain.GenesisBlock;
import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.snapshot.Manifest;
import io.vigil.storage.snapshot.Restorer;
import io.vigil.storage.snapshot.Verifier;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.genesis.Genesis;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** The chain whose snapshots are believed: all that it takes is its genesis. */
public final class SnapshotChain {
    private final Genesis genesis;
    private final Block first;

    public SnapshotChain(Genesis genesis) {
        this.genesis = genesis;
        this.first = GenesisBlock.block(genesis);
    }

    public long chainId() {
        return genesis.chainId();
    }

    public Hash genesisHash() {
        return first.hash();
    }

    public Verifier verifier() {
        return new Verifier(
                chainId(), genesisHash(), new ProvenFinality(chainId(), FirstEpoch.of(genesis, genesisHash())));
    }

    /** @param open opens or creates the store that is filled */
    public Restorer restorer(Function<Path, KeyValueStore> open) {
        return new Restorer(verifier(), open, this::adopt);
    }

    /** The rows that make the restored block the head of a chain that begins with our genesis. */
    private void adopt(Batch batch, Manifest manifest) {
        try {
            HeadProof proof = HeadProof.decode(manifest.finality());
            List<Header> above = proof.headers();
            Header certified = above.isEmpty() ? manifest.header() : above.getLast();
            ChainStore.put(batch, first, List.of());
            ChainStore.putProof(batch, certified.number(), ConsensusCodec.encodeCertificate(proof.certificate()));
            ChainStore.putRestored(batch, proof.block(manifest.header()));
            for (EpochProof epoch : EpochProofs.decode(manifest.epochProof())) {
                ChainStore.putEpochProof(batch, epoch.end().epoch() + 1, ConsensusCodec.encodeEpochProof(epoch));
            }
        } catch (MalformedException e) {
            throw new IllegalStateException("a proof that was checked before: " + e.getMessage(), e);
        }
    }
}
