package io.vigil.node.config;

import io.vigil.types.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Everything an operator may set, checked; the keys behind it are listed in {@link Settings}. What all validators must
 * agree on stands in genesis instead. A class takes its own record out of this tree, never the tree.
 */
public record NodeConfig(
        P2p p2p, Rpc rpc, Admin admin, Storage storage, Consensus consensus, TimeSync timesync, Keys keys, Log log) {

    /**
     * @param listen where the mesh listens
     * @param advertise the address that others are told; equal to {@code listen} unless set
     * @param others connections to nodes that are no validators
     */
    public record P2p(Endpoint listen, Endpoint advertise, List<PeerAddress> peers, int others) {
        public P2p {
            peers = List.copyOf(peers);
        }
    }

    /**
     * @param corsOrigins origins whose pages may call; {@code *} is any, empty is none
     * @param hosts names accepted in the Host header beside {@code localhost} and addresses; {@code *} is any
     * @param unlockDevelopmentAccounts whether the ten accounts of the well-known mnemonic sign on request
     */
    public record Rpc(
            Endpoint listen, List<String> corsOrigins, List<String> hosts, boolean unlockDevelopmentAccounts) {
        public Rpc {
            corsOrigins = List.copyOf(corsOrigins);
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
     * @param feeRecipient beneficiary of the blocks this validator leads; {@link Address#ZERO} means the validator's own
     */
    public record Consensus(Address feeRecipient) {}

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
