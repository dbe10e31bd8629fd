package io.vigil.node;

import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.consensus.evidence.Accusation;
import io.vigil.consensus.evidence.Evidence;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.node.agreement.ConsensusLoop;
import io.vigil.node.governance.EvidencePool;
import io.vigil.node.log.Journal;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.Peers;
import io.vigil.node.sync.BlockSource;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings evidence, found by this node's core or heard from peers, to everybody and to the next leader's block. */
record Accuser(
        EvidencePool pool, BlockSource blocks, Peers peers, ConsensusCodec codec, Runnable workChanged, Journal journal)
        implements ConsensusLoop.Observer {
    @Override
    public void stepped(Event event, List<Effect> effects, ConsensusStatus status) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Accuse(Accusation accusation)) {
                complete(accusation).ifPresent(this::heard);
            }
        }
    }

    @Override
    public void ticked(long nowNanos, ConsensusStatus status) {}

    /** Evidence whose signatures were checked; passed on if it is news. */
    void heard(Evidence evidence) {
        if (pool.add(evidence)) {
            journal.accused(
                    evidence.epoch(), evidence.signer(), evidence.offence().name());
            peers.broadcast(Channel.CONSENSUS, codec.encode(new Message.Accuse(evidence)));
            workChanged.run();
        }
    }

    /** An accusation whose headers are not here any more proves nothing to others. */
    private Optional<Evidence> complete(Accusation accusation) {
        List<Bytes> headers = new ArrayList<>();
        for (Hash hash : accusation.headers()) {
            blocks.block(hash).ifPresent(block -> headers.add(block.header()));
        }
        return headers.size() == accusation.headers().size() ? Optional.of(accusation.with(headers)) : Optional.empty();
    }
}
