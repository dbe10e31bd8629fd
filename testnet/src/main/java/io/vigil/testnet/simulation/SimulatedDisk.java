package io.vigil.testnet.simulation;

import io.vigil.consensus.ConsensusStart;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.safety.PlanRules;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one node has written, and how much of it a crash leaves: the signer record and commits are synced as they are written, the journal when
 * something that is signed rests on it.
 */
final class SimulatedDisk implements PlanRules.OwnChain {
    /** Certificates of the journal that a start reads. */
    private static final int KEPT_CERTIFICATES = 64;

    private sealed interface JournalEntry {
        record Body(BlockRef block) implements JournalEntry {}

        record Certified(Certificate certificate) implements JournalEntry {}
    }

    private final EpochStart genesis;
    private SafetyRecord record;
    private EpochStart epoch;
    private final List<EpochProof> epochProofs = new ArrayList<>();
    private final List<JournalEntry> journal = new ArrayList<>();
    private int synced;
    private long signsFrom;
    private final List<BlockRef> chain = new ArrayList<>();
    private final List<Certificate> headProof = new ArrayList<>();

    /** By height, from 1: what a block was made final by, which names it or a descendant. */
    private final List<CommitProof> proofs = new ArrayList<>();

    SimulatedDisk(EpochStart genesis) {
        this.genesis = genesis;
        this.epoch = genesis;
        this.record = SafetyRecord.empty(genesis.root());
        chain.add(BlockRef.genesis(genesis.root().block()));
    }

    SafetyRecord record() {
        return record;
    }

    void storeRecord(SafetyRecord next) {
        record = next;
    }

    /** The record is gone: nothing may be signed until others say from which epoch on (R6). */
    void loseRecord() {
        record = SafetyRecord.empty(epoch.root());
        signsFrom = Long.MAX_VALUE;
    }

    void signsFrom(long epoch) {
        signsFrom = epoch;
    }

    /** 0 if the record was never lost, {@link Long#MAX_VALUE} while others have not said yet. */
    long signsFrom() {
        return signsFrom;
    }

    BlockRef head() {
        return chain.getLast();
    }

    void appendBody(BlockRef block) {
        journal.add(new JournalEntry.Body(block));
    }

    void appendCertificate(Certificate certificate) {
        journal.add(new JournalEntry.Certified(certificate));
    }

    void sync() {
        synced = journal.size();
    }

    void enterEpoch(EpochProof proof, EpochStart next) {
        epochProofs.add(proof);
        epoch = next;
    }

    @Override
    public EpochStart epoch() {
        return epoch;
    }

    @Override
    public boolean reaches(Hash block) {
        Map<Hash, BlockRef> bodies = durableBodies();
        Hash at = block;
        while (!at.equals(head().hash())) {
            BlockRef body = bodies.get(at);
            if (body == null || body.height() <= head().height()) {
                return false;
            }
            at = body.parent();
        }
        return true;
    }

    /** No plan here quarantines any. */
    @Override
    public boolean isCertified(Hash block) {
        return true;
    }

    void commit(BlockRef block, CommitProof proof) {
        if (!block.parent().equals(head().hash())) {
            throw new IllegalStateException("commit of " + block + " on " + head());
        }
        chain.add(block);
        proofs.add(proof);
        headProof.clear();
        switch (proof) {
            case CommitProof.ByCommitVotes(var certificate) -> headProof.add(certificate);
            case CommitProof.ByCertifiedChild(var first, var second) -> headProof.addAll(List.of(first, second));
        }
    }

    List<EpochProof> epochProofs() {
        return epochProofs;
    }

    /** Final blocks above a height up to one that a proof names, of no epoch above {@code upToEpoch}; at most {@code most} of them. */
    Optional<SimulatedNetwork.Parcel.GiveRange> range(long above, long upToEpoch, int most) {
        int to = (int) Math.min(head().height(), above + most);
        while (to > above) {
            CommitProof proof = proofs.get(to - 1);
            BlockRef top = chain.get(to);
            if (top.epoch() <= upToEpoch && proof.block().equals(top.hash())) {
                return Optional.of(new SimulatedNetwork.Parcel.GiveRange(
                        List.copyOf(chain.subList((int) above + 1, to + 1)), proof));
            }
            to--;
        }
        return Optional.empty();
    }

    /** The chain is lost, not the signer record: what a new machine, or one wiped by its operator, starts with. */
    void loseChain() {
        chain.subList(1, chain.size()).clear();
        proofs.clear();
        headProof.clear();
        journal.clear();
        synced = 0;
        epochProofs.clear();
        epoch = genesis;
    }

    /** A crash: of what was not synced, the first part may have reached the platter, the rest is gone. */
    void loseUnsynced(Dice dice) {
        int kept = synced + (journal.size() > synced ? dice.below(journal.size() - synced + 1) : 0);
        journal.subList(kept, journal.size()).clear();
        synced = journal.size();
    }

    /** Whether {@code block} and all its uncommitted ancestors are synced, or the block is committed. */
    boolean holdsDurably(BlockRef block) {
        if (block.parent().equals(head().hash()) && journal.subList(0, synced).contains(new JournalEntry.Body(block))) {
            return true;
        }
        Map<Hash, BlockRef> bodies = durableBodies();
        BlockRef at = block;
        while (at.height() > head().height()) {
            if (!bodies.containsKey(at.hash())) {
                return false;
            }
            if (at.parent().equals(head().hash())) {
                return true;
            }
            BlockRef parent = bodies.get(at.parent());
            if (parent == null) {
                return false;
            }
            at = parent;
        }
        return true;
    }

    private Map<Hash, BlockRef> durableBodies() {
        Map<Hash, BlockRef> bodies = new TreeMap<>();
        for (JournalEntry entry : journal.subList(0, synced)) {
            if (entry instanceof JournalEntry.Body(BlockRef block)) {
                bodies.put(block.hash(), block);
            }
        }
        return bodies;
    }

    boolean holdsBody(Hash block) {
        for (JournalEntry entry : journal.subList(0, synced)) {
            if (entry instanceof JournalEntry.Body(BlockRef body) && body.hash().equals(block)) {
                return true;
            }
        }
        return false;
    }

    /** All bodies a restarted node has: journal and chain. */
    List<BlockRef> bodies() {
        List<BlockRef> bodies = new ArrayList<>(chain);
        bodies.addAll(durableBodies().values());
        return bodies;
    }

    /** Forgets bodies that lie deep below the head, as a real journal does. */
    void trim(int keptBlocks) {
        long floor = head().height() - keptBlocks;
        List<JournalEntry> kept = new ArrayList<>();
        int keptSynced = 0;
        for (int i = 0; i < journal.size(); i++) {
            JournalEntry entry = journal.get(i);
            boolean stays = switch (entry) {
                case JournalEntry.Body(BlockRef block) -> block.height() > floor;
                case JournalEntry.Certified e -> i > journal.size() - KEPT_CERTIFICATES;
            };
            if (stays) {
                kept.add(entry);
                keptSynced += i < synced ? 1 : 0;
            }
        }
        journal.clear();
        journal.addAll(kept);
        synced = keptSynced;
    }

    int journalSize() {
        return journal.size();
    }

    ConsensusStart start(List<Bytes> selfKeys) {
        List<BlockRef> uncommitted = new ArrayList<>();
        for (BlockRef block : durableBodies().values()) {
            if (block.height() > head().height()) {
                uncommitted.add(block);
            }
        }
        uncommitted.sort(Comparator.comparingLong(BlockRef::height));
        List<Certificate> certificates = new ArrayList<>(headProof);
        for (JournalEntry entry : journal.subList(0, synced)) {
            if (entry instanceof JournalEntry.Certified(Certificate certificate)) {
                certificates.add(certificate);
            }
        }
        return new ConsensusStart(selfKeys, epoch, epochProofs, record, head(), uncommitted, certificates);
    }

    EpochStart genesis() {
        return genesis;
    }
}
