package io.vigil.node;

import io.vigil.node.chain.Chain;
import io.vigil.node.p2p.Peers;
import io.vigil.node.rpc.NodeInfo;
import java.util.Optional;

/** Facts for the RPC port. */
record NodeFacts(long chainId, Peers peers, Chain chain, BlockSync sync) implements NodeInfo {
    static final String CLIENT = "Vigil/v0.1.0/" + System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT)
            + "-" + System.getProperty("os.arch") + "/java" + Runtime.version().feature();

    /** Behind by less than this is behind by the blocks being agreed on. */
    private static final long ORDINARY_LEAD = 2;

    @Override
    public String clientVersion() {
        return CLIENT;
    }

    @Override
    public int peerCount() {
        return peers.connected().size();
    }

    @Override
    public Optional<SyncProgress> syncing() {
        long current = chain.head().ref().height();
        long highest = sync.target();
        return highest > current + ORDINARY_LEAD
                ? Optional.of(new SyncProgress(sync.startedAt(), current, highest))
                : Optional.empty();
    }
}
