package io.vigil.node;

import io.vigil.consensus.ConsensusParameters;
import io.vigil.consensus.Event;
import io.vigil.consensus.Event.Verdict;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.PlanProof;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.node.agreement.EventQueue;
import io.vigil.node.chain.BlockRefs;
import io.vigil.node.chain.ChainListener;
import io.vigil.node.chain.ExecutedView;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Header;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Tells agreement, and whoever else listens, what the chain did.
 *
 * @param faults what a drill breaks
 * @param trusted whether our clock is good enough to stamp a block; one that was being built when the process was suspended
 *     is not proposed
 */
record ChainReports(EventQueue queue, Faults faults, BooleanSupplier trusted, List<Consumer<ExecutedView>> readers)
        implements ChainListener {
    ChainReports {
        readers = List.copyOf(readers);
    }

    @Override
    public void executed(Hash block, Verdict verdict) {
        queue.own(now -> new Event.BlockExecuted(now, block, verdict));
    }

    @Override
    public boolean built(BlockRef block) {
        boolean goes = trusted.getAsBoolean();
        if (goes) {
            queue.own(now -> new Event.Built(now, block));
        }
        return goes;
    }

    @Override
    public void work(Hash block, boolean waits) {
        boolean reported = waits || faults.pretendsWork();
        queue.own(now -> new Event.WorkChanged(now, block, reported));
    }

    @Override
    public void committed(ExecutedView block) {
        readers.forEach(reader -> reader.accept(block));
    }

    @Override
    public void paced(ConsensusParameters pacing) {
        queue.own(now -> new Event.PacingChanged(now, pacing));
    }

    @Override
    public void caughtUp(BlockRef head, CommitProof proof) {
        queue.own(now -> new Event.HeadMoved(now, head, proof));
    }

    @Override
    public void epochProven(EpochProof proof) {
        EpochStart next = start(proof);
        queue.own(now -> new Event.EpochProven(now, proof, next));
    }

    /** Where the epoch after {@code proof}'s begins (A1); the proof was checked or made here. */
    static EpochStart start(EpochProof proof) {
        BlockRef last = last(proof);
        Root root = new Root(proof.end().epoch() + 1, last.view(), last.hash());
        long plan = proof.end() instanceof PlanProof planned ? planned.plan().sequence() : 0;
        return new EpochStart(root, proof.next(), plan);
    }

    /** The block that {@code proof}'s epoch ended with. */
    static BlockRef last(EpochProof proof) {
        try {
            return BlockRefs.of(Header.decode(proof.header()));
        } catch (MalformedException e) {
            throw new IllegalStateException("epoch proof that was checked before: " + e.getMessage(), e);
        }
    }

    /** What the store holds as proof of finality. */
    static CommitCertificate commitCertificate(long height, Bytes row) {
        try {
            if (ConsensusCodec.decodeCertificate(row) instanceof CommitCertificate commit) {
                return commit;
            }
            throw new IllegalStateException("stored proof of height " + height + " is no commit certificate");
        } catch (MalformedException e) {
            throw new IllegalStateException("stored proof of height " + height + ": " + e.getMessage(), e);
        }
    }
}
