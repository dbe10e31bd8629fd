package io.vigil.node.config;

import io.vigil.storage.rocks.StoreSizes;
import io.vigil.storage.state.HistoryMode;
import io.vigil.timesync.Mode;
import io.vigil.timesync.udp.NtpServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Everything an operator may set, checked; the keys behind it are listed in {@link Settings}. What all validators must
 * agree on stands in genesis instead. A class takes its own record out of this tree, never the tree.
 */
public record NodeConfig(
        P2p p2p,
        Rpc rpc,
        Admin admin,
        Storage storage,
        Snapshots snapshots,
        TimeSync timesync,
        Eth1 eth1,
        Keys keys,
        Log log,
        Upgrade upgrade) {

    /**
     * @param listen where the mesh listens
     * @param advertise the address that others are told; equal to {@code listen} unless set
     * @param others connections to nodes that are no validators
     * @param linksPerIp incoming connections from one address
     * @param maxBackOff between attempts to reach one of {@code peers}
     */
    public record P2p(
            Endpoint listen,
            Endpoint advertise,
            List<PeerAddress> peers,
            int others,
            int linksPerIp,
            Duration maxBackOff) {
        public P2p {
            peers = List.copyOf(peers);
        }
    }

    /**
     * @param anyOrigin whether pages of any web site may call; otherwise none may
     * @param hosts names accepted in the Host header beside {@code localhost} and addresses
     * @param unlockDevelopmentAccounts whether the ten accounts of the well-known mnemonic sign on request
     */
    public record Rpc(Endpoint listen, boolean anyOrigin, List<String> hosts, boolean unlockDevelopmentAccounts) {
        public Rpc {
            hosts = List.copyOf(hosts);
        }
    }

    /** @param onUnsupported what becomes of the node in an epoch whose protocol version it lacks (G38) */
    public record Upgrade(OnUnsupported onUnsupported) {}

    /** What a node does that was left behind by an upgrade. */
    public enum OnUnsupported {
        /** It stays readable. */
        STAY,
        /** It ends with 78, once members that hold a quorum are seen to go on without it. */
        EXIT
    }

    /** The port for operators, on the loopback address only. */
    public record Admin(int port) {}

    /**
     * @param diskReserveBytes free space below which the node stops writing before the disk is full
     * @param history how far back states can be read
     */
    public record Storage(
            long blockCacheBytes, long nodeCacheBytes, long walBytes, long diskReserveBytes, HistoryMode history) {
        /** One that prunes. */
        public Storage(long blockCacheBytes, long nodeCacheBytes, long walBytes, long diskReserveBytes) {
            this(blockCacheBytes, nodeCacheBytes, walBytes, diskReserveBytes, HistoryMode.PRUNED);
        }

        /** What the chain's store may take from the machine. */
        public StoreSizes sizes() {
            return new StoreSizes(
                    blockCacheBytes,
                    StoreSizes.DEV.writeBuffers(),
                    walBytes,
                    diskReserveBytes,
                    StoreSizes.DEV.backgroundPerSecond());
        }
    }

    /**
     * Snapshots made by schedule, served to peers, and fetched from them.
     *
     * @param everyBlocks one at the first end of an epoch at or above each multiple of this; 0 for none
     * @param keep how many of them stay
     * @param budgetBytes of all that stay; the newest does whatever its size
     * @param makeBytesPerSecond of records while one is made; 0 for no limit
     * @param serveBytesPerSecond to all peers together; 0 serves none
     * @param syncBehind blocks behind peers from which on a snapshot is taken before blocks; 0 for never
     */
    public record Snapshots(
            long everyBlocks,
            int keep,
            long budgetBytes,
            long makeBytesPerSecond,
            long serveBytesPerSecond,
            long syncBehind) {}

    /**
     * @param mode which clocks are asked; whether they may correct is {@code correction}
     * @param correction whether measured offsets slew the clock; measuring and alarming do not depend on it
     * @param monitoring whether sources are asked and compared although they may not correct
     * @param manualOffset used in {@link Mode#MANUAL} alone
     * @param roughtimeList file of Roughtime servers with their keys
     * @param driftPpm how fast an unattended clock is assumed to go wrong
     */
    public record TimeSync(
            Mode mode,
            boolean correction,
            boolean monitoring,
            Duration manualOffset,
            List<NtpServer> ntpServers,
            Path roughtimeList,
            Duration ntpPoll,
            Duration roughtimePoll,
            long driftPpm) {
        public TimeSync {
            ntpServers = List.copyOf(ntpServers);
        }
    }

    /**
     * The chain whose deposits count, if genesis names one.
     *
     * @param endpoints JSON-RPC of its nodes, the preferred one first; none to be blind by choice
     * @param agree how many of them must answer alike before a vote; 0 for all of one or two, and two of more
     * @param depth blocks below the head that count as final; 0 takes the tag {@code finalized}
     * @param rangeBlocks widest range of logs asked for
     * @param snapshot EIP-4881 file to begin from, if it exists and nothing else is there
     * @param slots whether to begin from the contract's storage with a proof, where its code allows that
     */
    public record Eth1(
            List<URI> endpoints,
            int agree,
            long depth,
            Duration poll,
            int rangeBlocks,
            int requestsPerSecond,
            Path snapshot,
            boolean slots) {
        public Eth1 {
            endpoints = List.copyOf(endpoints);
        }
    }

    /**
     * @param validates whether this node has a validator key; without one it observes
     * @param validatorFile EIP-2335 keystore
     * @param volatileSigner whether {@code signer/} may lie where it is gone with the container or the power
     */
    public record Keys(boolean validates, Path validatorFile, Path passwordFile, boolean volatileSigner) {}

    /**
     * @param json one JSON object per line instead of text
     * @param fileBytes size at which a log file rotates
     */
    public record Log(Settings.LogLevel level, boolean json, long fileBytes, int files) {}
}
