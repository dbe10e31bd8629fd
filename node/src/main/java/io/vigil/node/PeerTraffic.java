package io.vigil.node;

import io.vigil.consensus.PeerId;
import io.vigil.node.agreement.Inbox;
import io.vigil.node.log.Journal;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.PeerInfo;
import io.vigil.node.p2p.PeerListener;
import io.vigil.node.statesync.SnapshotTraffic;
import io.vigil.types.Bytes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts what peers send where it belongs: consensus to the inbox, questions and blocks to sync, transactions to gossip, and so on. */
final class PeerTraffic implements PeerListener {
    private final PeerKeys keys;
    private final Inbox inbox;
    private final BlockSync sync;
    private final Gossip gossip;
    private final SnapshotTraffic snapshots;
    private final Journal journal;
    private final Set<NodeId> validators = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connected = new AtomicInteger();

    PeerTraffic(PeerKeys keys, Inbox inbox, BlockSync sync, Gossip gossip, SnapshotTraffic snapshots, Journal journal) {
        this.keys = keys;
        this.inbox = inbox;
        this.sync = sync;
        this.gossip = gossip;
        this.snapshots = snapshots;
        this.journal = journal;
    }

    @Override
    public void connected(PeerInfo peer) {
        Bytes key = keys.connected(peer);
        journal.peerConnected(
                peer.id().abbreviated(),
                peer.endpoint().toString(),
                key.isEmpty() ? "observer" : "validator",
                connected.incrementAndGet());
        if (!key.isEmpty()) {
            validators.add(peer.id());
        }
        sync.joined(peer.id());
    }

    @Override
    public void message(NodeId from, Channel channel, Bytes message) {
        switch (channel) {
            case CONSENSUS -> inbox.offer(new PeerId(from.bytes()), message);
            case SYNC -> sync.offer(from, message);
            case TRANSACTIONS -> gossip.offer(from, message, validators.contains(from));
            case SNAPSHOTS -> snapshots.offer(from, message);
        }
    }

    @Override
    public void disconnected(NodeId peer, String reason) {
        journal.peerDisconnected(peer.abbreviated(), reason, connected.decrementAndGet());
        keys.disconnected(peer);
        inbox.left(new PeerId(peer.bytes()));
        validators.remove(peer);
        sync.left(peer);
        snapshots.left(peer);
    }

    @Override
    public void refused(String remote, String reason) {
        journal.peerRefused(remote, reason);
    }
}
