package io.vigil.node;

import io.vigil.consensus.PeerId;
import io.vigil.consensus.evidence.Evidence;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.validators.ValidatorSet;
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
import java.util.function.Consumer;

/** What becomes of bodies, transactions and faults in consensus messages. */
record InboxHooks(Bodies bodies, TransactionGate gate, Peers peers, Consumer<Evidence> accuse, OwnVoice voice)
        implements Inbox.Hooks {
    @Override
    public void body(Bytes body) throws MalformedException {
        bodies.hold(Block.decode(body));
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
}
