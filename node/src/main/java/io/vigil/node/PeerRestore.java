package io.vigil.node;

import io.vigil.node.chain.FirstEpoch;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.log.Journal;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.LinkFilter;
import io.vigil.node.p2p.NetworkIdentity;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.PeerInfo;
import io.vigil.node.p2p.PeerListener;
import io.vigil.node.p2p.Peers;
import io.vigil.node.p2p.PeersConfig;
import io.vigil.node.p2p.Role;
import io.vigil.node.p2p.tcp.TcpPeers;
import io.vigil.node.snapshot.PacedWork;
import io.vigil.node.snapshot.Shelf;
import io.vigil.node.snapshot.SnapshotChain;
import io.vigil.node.statesync.Catalogue;
import io.vigil.node.statesync.Exchange;
import io.vigil.node.statesync.SnapshotFetcher;
import io.vigil.node.statesync.SnapshotServer;
import io.vigil.node.statesync.SnapshotTraffic;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.snapshot.Staging;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.genesis.Genesis;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Restores a home whose node is stopped from the snapshots of its peers: a mesh for that alone, which takes part in nothing
 * else, serves nothing and signs nothing.
 */
public final class PeerRestore {
    /** For the first link; the others have a little longer. */
    private static final Duration FIRST_LINK = Duration.ofSeconds(30);

    private static final Duration OTHER_LINKS = Duration.ofSeconds(3);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private PeerRestore() {}

    /**
     * @param genesis of the home, which the caller holds
     * @return what came of it; the restored store is in its place
     */
    public static SnapshotFetcher.Outcome run(NodeHome home, NodeConfig config, Genesis genesis, PacedWork work)
            throws InterruptedException {
        Journal journal = new Journal();
        SnapshotChain chain = new SnapshotChain(genesis);
        Staging.finish(home.data());
        try (TcpPeers peers = mesh(home, config, genesis, chain.genesisHash());
                Exchange exchange = new Exchange(peers, journal, System::nanoTime);
                SnapshotServer none = new SnapshotServer(
                        new Catalogue(new Shelf(home.snapshots())), peers, 0, (file, part) -> part, System::nanoTime)) {
            Thread.ofPlatform().name("exchange").daemon().start(exchange);
            Thread.ofPlatform().name("serving").daemon().start(none);
            peers.start(new SnapshotsAlone(new SnapshotTraffic(none, exchange, peers)));
            work.phase("connecting", 0);
            awaitLinks(peers, Opened.meshSettings(home, config, genesis).peers().size());
            SnapshotFetcher.Outcome outcome = new SnapshotFetcher(
                            chain,
                            home.data(),
                            folder -> RocksStore.open(folder, config.storage().sizes()),
                            exchange,
                            journal)
                    .fetch(1, work);
            Staging.finish(home.data());
            return outcome;
        }
    }

    private static TcpPeers mesh(NodeHome home, NodeConfig config, Genesis genesis, Hash genesisHash) {
        PeersConfig settings = Opened.meshSettings(home, config, genesis);
        var members = FirstEpoch.of(genesis, genesisHash).set();
        return new TcpPeers(
                settings,
                new NetworkIdentity(genesis.chainId(), genesisHash, NodeFacts.CLIENT, new Role.Observer()),
                NodeKey.read(home.nodeKeyFile()),
                key -> members.indexOf(key).isPresent(),
                InstantSource.system(),
                LinkFilter.NONE);
    }

    private static void awaitLinks(Peers peers, int wanted) throws InterruptedException {
        long first = System.nanoTime() + FIRST_LINK.toNanos();
        while (peers.connected().isEmpty() && System.nanoTime() < first) {
            Thread.sleep(LOOK_AGAIN);
        }
        long all = System.nanoTime() + OTHER_LINKS.toNanos();
        while (peers.connected().size() < wanted && System.nanoTime() < all) {
            Thread.sleep(LOOK_AGAIN);
        }
    }

    /** Hears nothing but what is said of snapshots. */
    private record SnapshotsAlone(SnapshotTraffic snapshots) implements PeerListener {
        @Override
        public void connected(PeerInfo peer) {}

        @Override
        public void message(NodeId from, Channel channel, Bytes message) {
            if (channel == Channel.SNAPSHOTS) {
                snapshots.offer(from, message);
            }
        }

        @Override
        public void disconnected(NodeId peer, String reason) {
            snapshots.left(peer);
        }

        @Override
        public void refused(String remote, String reason) {}
    }
}
