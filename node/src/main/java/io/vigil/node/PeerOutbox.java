package io.vigil.node;

import io.vigil.consensus.PeerId;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.node.agreement.ConsensusLoop;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.Peers;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Sends what agreement says.
 *
 * @param faults what a drill breaks
 * @param includable a transaction of our pool that a block could take, or no bytes
 * @param fetch asks for the body of a block, first these peers
 */
record PeerOutbox(
        Peers peers,
        ConsensusCodec codec,
        Faults faults,
        Supplier<Bytes> includable,
        BiConsumer<Hash, List<NodeId>> fetch)
        implements ConsensusLoop.Outbox {
    @Override
    public void send(PeerId to, Message message) {
        if (leaves(message)) {
            peers.send(new NodeId(to.nodeKey()), Channel.CONSENSUS, codec.encode(message));
        }
    }

    @Override
    public void broadcast(Message message) {
        if (leaves(message)) {
            peers.broadcast(Channel.CONSENSUS, codec.encode(message));
        }
    }

    @Override
    public void wake(PeerId leader, long epoch, long view) {
        send(leader, new Message.Wake(epoch, view, includable.get()));
    }

    @Override
    public void fetch(Hash block, List<PeerId> from) {
        fetch.accept(
                block, from.stream().map(peer -> new NodeId(peer.nodeKey())).toList());
    }

    private boolean leaves(Message message) {
        return !(message instanceof Message.Propose && faults.withholdsProposals());
    }
}
