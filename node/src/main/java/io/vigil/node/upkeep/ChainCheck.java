package io.vigil.node.upkeep;

import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.verification.Judgement;
import io.vigil.consensus.verification.Verification;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.node.agreement.SignatureCheck;
import io.vigil.node.chain.BlockExecutor;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.chain.FirstEpoch;
import io.vigil.node.chain.GenesisBlock;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Receipt;
import io.vigil.types.genesis.Genesis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Follows the chain's rows from the head down: headers link, bodies and receipts are those that the header commits to,
 * indices lead back, certificates hold. The state is {@link io.vigil.storage.state.StateAudit}'s.
 */
public final class ChainCheck {
    /** Enough to see a pattern. */
    public static final int MAX_FINDINGS = 100;

    private final ChainStore rows;
    private final Genesis genesis;
    private final Hash genesisHash;
    private final SignBytes signBytes;
    private final Map<Long, EpochStart> epochs = new HashMap<>();
    private final SignatureCheck signatures = new SignatureCheck();
    private final List<String> findings = new ArrayList<>();
    private long blocks;
    private long certificates;

    /**
     * @param blocks whose rows were followed
     * @param certificates that were verified
     */
    public record Report(Optional<Header> head, long blocks, long certificates, List<String> findings) {
        public Report {
            findings = List.copyOf(findings);
        }
    }

    private ChainCheck(ChainStore rows, Genesis genesis) {
        this.rows = rows;
        this.genesis = genesis;
        this.genesisHash = GenesisBlock.hash(genesis);
        this.signBytes = new SignBytes(genesis.chainId(), genesisHash);
    }

    /**
     * @param depth how many blocks below the head; {@link Long#MAX_VALUE} for all that are there
     * @param passed told once per block
     */
    public static Report run(
            ChainStore rows, Genesis genesis, List<EpochProof> proofs, long depth, LongConsumer passed) {
        return new ChainCheck(rows, genesis).run(proofs, depth, passed);
    }

    private Report run(List<EpochProof> proofs, long depth, LongConsumer passed) {
        learn(proofs);
        Optional<ChainStore.Head> head = rows.head();
        Optional<Header> top = head.flatMap(row -> header(row.height()));
        if (top.isEmpty()) {
            found(head.isEmpty() ? "META head is missing" : "HEADER row of the head " + head.get() + " is missing");
            return new Report(Optional.empty(), 0, 0, findings);
        }
        Hash wanted = head.get().hash();
        for (long at = head.get().height(); at >= 0 && head.get().height() - at < depth; at--) {
            Optional<Header> header = header(at);
            if (header.isEmpty()) {
                at = belowAGap(at);
                continue;
            }
            if (!header.get().hash().equals(wanted)) {
                found("block " + at + " is " + header.get().hash() + ", the one above names " + wanted);
            }
            block(header.get());
            wanted = header.get().parentHash();
            blocks++;
            passed.accept(1);
        }
        if (!header(0).map(Header::hash).equals(Optional.of(genesisHash))) {
            found("block 0 is not the genesis of this home");
        }
        return new Report(top, blocks, certificates, findings);
    }

    /** A store that began with a snapshot has nothing between genesis and the snapshot's oldest header. */
    private long belowAGap(long missing) {
        if (rows.epochProofs().isEmpty()) {
            found("HEADER row " + missing + " is missing");
        }
        return 0;
    }

    private void learn(List<EpochProof> proofs) {
        EpochStart at = FirstEpoch.of(genesis, genesisHash);
        epochs.put(0L, at);
        for (EpochProof proof : proofs) {
            if (new Verification(signBytes, at).judge(proof) instanceof Judgement.SoundEpoch(var claims, var next)
                    && signatures.holds(claims)) {
                epochs.put(next.epoch(), next);
                at = next;
            } else {
                found("the proof that epoch " + at.epoch() + " ended does not hold");
                return;
            }
        }
    }

    private void block(Header header) {
        long height = header.number();
        if (!rows.height(header.hash()).equals(Optional.of(height))) {
            found("HASHNUM row of block " + height + " does not lead back to it");
        }
        try {
            rows.block(height).ifPresent(block -> body(block));
            rows.receipts(height).ifPresent(receipts -> receipts(header, receipts));
        } catch (IllegalStateException e) {
            found(String.valueOf(e.getMessage()));
        }
        rows.proof(height).ifPresent(certificate -> certificate(header, certificate));
    }

    private void body(Block block) {
        if (!BlockExecutor.bodyFits(block)) {
            found("BODY row " + block.number() + " is not what its header commits to");
        }
    }

    private void receipts(Header header, List<Receipt> receipts) {
        if (!BlockExecutor.receiptsRoot(receipts).equals(header.receiptsRoot())) {
            found("RECEIPT row " + header.number() + " is not what its header commits to");
        }
    }

    private void certificate(Header header, Bytes row) {
        try {
            if (!(ConsensusCodec.decodeCertificate(row) instanceof CommitCertificate certificate)) {
                throw new MalformedException("no commit certificate");
            }
            EpochStart epoch = epochs.get(certificate.epoch());
            if (epoch == null) {
                throw new MalformedException("of epoch " + certificate.epoch() + ", which nothing here proves");
            }
            boolean holds = certificate.block().equals(header.hash())
                    && new Verification(signBytes, epoch).judge(certificate) instanceof Judgement.Sound(var claims)
                    && signatures.holds(claims);
            if (!holds) {
                throw new MalformedException("not a quorum's word for the block");
            }
            certificates++;
        } catch (MalformedException e) {
            found("QC row " + header.number() + ": " + e.getMessage());
        }
    }

    private Optional<Header> header(long height) {
        try {
            return rows.header(height);
        } catch (IllegalStateException e) {
            found(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void found(String finding) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(finding);
        }
    }
}
