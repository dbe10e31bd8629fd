package io.vigil.node;

import io.vigil.consensus.PeerId;
import io.vigil.consensus.evidence.Evidence;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.verification.SignatureClaim;
import io.vigil.node.agreement.Inbox;
import io.vigil.node.agreement.OwnVoice;
import io.vigil.node.chain.Bodies;
import io.vigil.node.mempool.Origin;
import io.vigil.node.mempool.TransactionGate;
import io.vigil.node.p2p.Misconduct;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.Peers;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Transaction;
import java.util.List;
import java.util.function.Consumer;

/** What becomes of bodies, transactions and faults in consensus messages. */
record InboxHooks(
        Bodies bodies,
        KnownReveals reveals,
        TransactionGate gate,
        Peers peers,
        Consumer<Evidence> accuse,
        OwnVoice voice)
        implements Inbox.Hooks {
    @Override
    public Inbox.Body body(Message.Propose propose, ValidatorSet set) throws MalformedException {
        Block block = Block.decode(propose.body());
        BlockRef ref = propose.proposal().statement().block();
        List<SignatureClaim> claims = reveals.claims(ref, block, set);
        return new Inbox.Body(claims, () -> keep(block, claims));
    }

    @Override
    public void transaction(Bytes transaction) {
        try {
            gate.offer(Transaction.decode(transaction), Origin.GOSSIP);
        } catch (MalformedException e) {
            // a wake-up with a transaction nobody can use is still a wake-up
        }
    }

    @Override
    public void evidence(Evidence evidence) {
        accuse.accept(evidence);
    }

    @Override
    public void verified(Message message, ValidatorSet set) {
        voice.heard(message, set);
    }

    @Override
    public void malformed(PeerId from, String why) {
        peers.report(new NodeId(from.nodeKey()), Misconduct.MALFORMED);
    }

    @Override
    public void flood(PeerId from) {
        peers.report(new NodeId(from.nodeKey()), Misconduct.TOO_MUCH);
    }

    @Override
    public void badProof(PeerId from, String why) {
        peers.report(new NodeId(from.nodeKey()), Misconduct.BAD_PROOF);
    }

    private void keep(Block block, List<SignatureClaim> claims) {
        reveals.add(claims);
        bodies.hold(block);
    }
}
