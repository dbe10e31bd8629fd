package io.vigil.node.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Everything an operator may set, checked; the keys behind it are listed in {@link Settings}. What all validators must
 * agree on stands in genesis instead. A class takes its own record out of this tree, never the tree.
 */
public record NodeConfig(P2p p2p, Rpc rpc, Admin admin, Storage storage, TimeSync timesync, Keys keys, Log log) {

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

    /** The port for operators, on the loopback address only. */
    public record Admin(int port) {}

    /**
     * @param diskReserveBytes free space below which the node stops writing before the disk is full
     */
    public record Storage(long blockCacheBytes, long nodeCacheBytes, long walBytes, long diskReserveBytes) {}

    /**
     * @param correction whether measured offsets slew the clock; measuring and alarming do not depend on it
     * @param manualOffset used in {@link ClockMode#MANUAL} alone
     * @param roughtimeServers {@code host:port}, a space, and the server's Ed25519 key in base64
     */
    public record TimeSync(
            ClockMode mode,
            boolean correction,
            Duration manualOffset,
            List<Endpoint> ntpServers,
            List<String> roughtimeServers) {
        public TimeSync {
            ntpServers = List.copyOf(ntpServers);
            roughtimeServers = List.copyOf(roughtimeServers);
        }
    }

    /** Which clocks are asked; whether they may correct is {@link TimeSync#correction}. */
    public enum ClockMode {
        SYSTEM,
        NTP,
        ROUGHTIME,
        BOTH,
        MANUAL
    }

    /**
     * @param validates whether this node has a validator key; without one it observes
     * @param validatorFile EIP-2335 keystore
     */
    public record Keys(boolean validates, Path validatorFile, Path passwordFile) {}

    /**
     * @param json one JSON object per line instead of text
     * @param fileBytes size at which a log file rotates
     */
    public record Log(Settings.LogLevel level, boolean json, long fileBytes, int files) {}
}
