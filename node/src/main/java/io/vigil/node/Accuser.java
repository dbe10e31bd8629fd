package io.vigil.node;

import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.consensus.evidence.Accusation;
import io.vigil.consensus.evidence.Evidence;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.consensus.wire.EvidenceCodec;
import io.vigil.node.agreement.ConsensusLoop;
import io.vigil.node.governance.EvidencePool;
import io.vigil.node.log.Journal;
import io.vigil.node.mempool.file.JournalFile;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.Peers;
import io.vigil.node.sync.BlockSource;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings evidence, found by this node's core or heard from peers, to everybody and to the next leader's block. What no block has told yet lies
 * in a file too and is told to peers again now and then, so that neither a restart nor a link that was down loses it.
 */
final class Accuser implements ConsensusLoop.Observer {
    /** Whoever was away hears of it soon enough for its own turn to lead. */
    static final long RETELL_NANOS = 30_000_000_000L;

    /** Pieces told again at a time, a few KB each at most. */
    static final int MAX_RETOLD = 16;

    private final EvidencePool pool;
    private final JournalFile file;
    private final BlockSource blocks;
    private final Peers peers;
    private final ConsensusCodec codec;
    private final Runnable workChanged;
    private final Journal journal;
    private int kept;
    private long retoldAt = Long.MIN_VALUE / 2;

    /** @param workChanged told when there is something new for a block */
    Accuser(
            EvidencePool pool,
            JournalFile file,
            BlockSource blocks,
            Peers peers,
            ConsensusCodec codec,
            Runnable workChanged,
            Journal journal) {
        this.pool = pool;
        this.file = file;
        this.blocks = blocks;
        this.peers = peers;
        this.codec = codec;
        this.workChanged = workChanged;
        this.journal = journal;
    }

    /** Takes up what waited when the node stopped. Whether a block may hold it is asked again before it goes into one. */
    synchronized void restore() {
        for (Bytes record : file.read()) {
            kept++;
            try {
                pool.add(EvidenceCodec.decode(record));
            } catch (MalformedException e) {
                journal.failed("evidence file", e);
            }
        }
    }

    @Override
    public void stepped(Event event, List<Effect> effects, ConsensusStatus status) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Accuse(Accusation accusation)) {
                complete(accusation).ifPresent(this::heard);
            }
        }
    }

    @Override
    public void ticked(long nowNanos, ConsensusStatus status) {
        if (nowNanos - retoldAt < RETELL_NANOS) {
            return;
        }
        retoldAt = nowNanos;
        List<Evidence> waiting = pool.waiting();
        waiting.stream().limit(MAX_RETOLD).forEach(this::tell);
        dropTold(waiting);
    }

    /** Evidence whose signatures were checked; passed on if it is news. */
    void heard(Evidence evidence) {
        if (pool.add(evidence)) {
            keep(evidence);
            journal.accused(
                    evidence.epoch(), evidence.signer(), evidence.offence().name());
            tell(evidence);
            workChanged.run();
        }
    }

    private void tell(Evidence evidence) {
        peers.broadcast(Channel.CONSENSUS, codec.encode(new Message.Accuse(evidence)));
    }

    private synchronized void keep(Evidence evidence) {
        file.append(EvidenceCodec.encode(evidence));
        kept++;
    }

    /** What a block has told need not be kept any longer. */
    private synchronized void dropTold(List<Evidence> waiting) {
        if (kept > waiting.size()) {
            file.rewrite(waiting.stream().map(EvidenceCodec::encode).toList());
            kept = waiting.size();
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
