package io.vigil.consensus;

import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.evidence.Accusation;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Statement;
import io.vigil.types.Hash;
import java.util.List;

/**
 * All that a core can ask for. The runner performs a step's effects in list order, except that it may write what several of them must make
 * durable with one fsync before the first of them leaves.
 */
public sealed interface Effect {
    /**
     * Have {@code statement} signed, send it to all peers, and feed it back: a vote, commit vote or timeout returns to this core as the event
     * that a peer's would be, from the runner's own {@link PeerId}, before anything else in the queue. A proposal is not fed back.
     *
     * <p>Order of durability (D-rules, A7): for a vote or proposal the bodies of its block and of every uncommitted ancestor are fsynced in the
     * journal, then the signer record, then the message leaves. For a proposal the whole message lies in the journal too (A8). Statements of
     * one step share one append. A statement that the record holds already is sent again with the stored signature.
     */
    record Speak(Statement statement) implements Effect {}

    /** Send one of our own earlier statements, as it was signed, to one peer. A proposal whose body cannot be read is left unsent (A8). */
    record Repeat(PeerId to, Statement statement) implements Effect {}

    record Send(PeerId to, Message message) implements Effect {}

    record Broadcast(Message message) implements Effect {}

    /** Send {@link Message.Wake} with one includable transaction of our pool. */
    record WakeLeader(PeerId leader, long epoch, long view) implements Effect {}

    /** Append to the journal; durable within a second is soon enough, since nothing that was signed rests on it. */
    record Keep(Certificate certificate) implements Effect {}

    /** Deliver {@link Event.TimerFired} at {@code atNanos}. Replaces the time asked for before. */
    record StartTimer(long atNanos) implements Effect {}

    /**
     * Make a block on {@code parent} for a view that we lead. The answer is {@link Event.Built}; if the view has passed, the core forgets the block.
     * What cannot be included is left out: the answer may be an empty block but never none.
     *
     * @param byTimeout the view was entered by a timeout certificate (conduct rules ask)
     */
    record Build(BlockRef parent, long epoch, long view, boolean byTimeout) implements Effect {}

    /**
     * Execute {@code block}, whose parent is executed. The answer is {@link Event.BlockExecuted}.
     *
     * @param certified a quorum vouches for it: no clock and no own knowledge of other chains judges it
     */
    record Execute(BlockRef block, boolean certified) implements Effect {}

    /**
     * Get the body of a block. Asked again now and then while it is missing; the runner asks these peers first, then others, and answers with
     * {@link Event.BlockAvailable}.
     */
    record Fetch(Hash block, List<PeerId> from) implements Effect {
        public Fetch {
            from = List.copyOf(from);
        }
    }

    /**
     * Make {@code block} the head: state, block and proof in one synced batch, then publish. Its parent is the head before. Blocks come in
     * ascending order; {@code proof} is about this block or a descendant committed by the same step.
     */
    record Commit(BlockRef block, CommitProof proof) implements Effect {}

    /** The core will not ask for this uncommitted block again unless a certificate names it: its body may go. */
    record Forget(Hash block) implements Effect {}

    /** The last block of an epoch is final: give its header and the next set, as {@link Event.EpochProven} (A2). */
    record ProveEpoch(CommitCertificate commit) implements Effect {}

    /** Make the proof durable before anything that is said after this effect leaves (A3). */
    record EnterEpoch(EpochProof proof) implements Effect {}

    /**
     * A validator broke its word (E1–E5). The runner completes the evidence, keeps it, sends it on and puts it into its next block: see {@code
     * consensus.evidence}. At most one per validator, offence and epoch in the life of a core.
     */
    record Accuse(Accusation accusation) implements Effect {}

    /** For the operator's log. */
    record Report(Notice notice) implements Effect {}
}
