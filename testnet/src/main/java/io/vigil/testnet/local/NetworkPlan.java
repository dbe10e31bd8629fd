package io.vigil.testnet.local;

import io.vigil.node.admin.AdminToken;
import io.vigil.node.config.Endpoint;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a local network consists of. Node i serves JSON-RPC at {@code rpcPort + i}; its admin port lies 1,000 above,
 * its p2p port 2,000 above.
 *
 * @param validators 1 to {@link #MAX_VALIDATORS}
 * @param eth1 the chain whose deposits are taken: a URL, {@link #OWN_ETH1} for one that runs beside the network, or empty
 */
public record NetworkPlan(Path folder, int validators, long chainId, int rpcPort, String eth1) {
    /** The network's own node of another chain, in the folder {@code eth1}. */
    public static final String OWN_ETH1 = "self";

    public static final int DEFAULT_VALIDATORS = 4;
    public static final long DEFAULT_CHAIN_ID = 20_200_309;
    public static final int DEFAULT_RPC_PORT = 8_545;

    /** One process each; more belong on more machines. */
    public static final int MAX_VALIDATORS = 32;

    private static final int P2P_OFFSET = 2_000;
    /** Of the network's own eth1 node, above the first port and above all validators'. */
    private static final int ETH1_OFFSET = 100;

    private static final int MIN_PORT = 1_024;
    private static final int MAX_PORT = 65_535;
    private static final String HOST = "127.0.0.1";

    /** @throws RefusedException if the numbers do not allow it */
    public NetworkPlan {
        folder = folder.toAbsolutePath().normalize();
        require(
                validators >= 1 && validators <= MAX_VALIDATORS,
                "a local network has 1 to " + MAX_VALIDATORS + " validators, not " + validators);
        require(chainId >= 1, "a chain id is at least 1, not " + chainId);
        int last = rpcPort + validators - 1 + P2P_OFFSET;
        require(
                rpcPort >= MIN_PORT && last <= MAX_PORT,
                "with --rpc-port " + rpcPort + " the ports would be " + rpcPort + " to " + last + "; they must lie in "
                        + MIN_PORT + " to " + MAX_PORT);
    }

    /** A network that takes no deposits. */
    public NetworkPlan(Path folder, int validators, long chainId, int rpcPort) {
        this(folder, validators, chainId, rpcPort, "");
    }

    public boolean hasEth1() {
        return !eth1.isEmpty();
    }

    boolean hasOwnEth1() {
        return eth1.equals(OWN_ETH1);
    }

    int eth1Port() {
        return rpcPort + ETH1_OFFSET;
    }

    /** Where the eth1 chain answers. */
    public String eth1Url() {
        return hasOwnEth1() ? "http://" + HOST + ":" + eth1Port() : eth1;
    }

    /** One validator of the network. */
    public record NodePlan(int index, NodeHome home, Endpoint rpc, int adminPort, Endpoint p2p) {
        public String name() {
            return "node" + index;
        }

        /** Where clients connect. */
        public String rpcUrl() {
            return "http://" + rpc;
        }

        public String adminUrl() {
            return "http://" + rpc.host() + ":" + adminPort;
        }

        /** Where a browser sees the running node; the token changes with each start. */
        public String dashboardUrl() {
            return AdminToken.read(home).dashboard(adminPort);
        }

        /** Every port that the node listens on, of one host. */
        List<Integer> ports() {
            return List.of(rpc.port(), adminPort, p2p.port());
        }
    }

    public List<NodePlan> nodes() {
        return IntStream.range(0, validators).mapToObj(this::node).toList();
    }

    /** @throws RefusedException if no node has this name */
    public NodePlan node(String name) {
        return nodes().stream()
                .filter(node -> node.name().equals(name)
                        || Integer.toString(node.index()).equals(name))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        "no node '" + name + "' in " + folder + "; there are node0 to node" + (validators - 1)));
    }

    private NodePlan node(int index) {
        int port = rpcPort + index;
        return new NodePlan(
                index,
                new NodeHome(folder.resolve("node" + index)),
                new Endpoint(HOST, port),
                port + Settings.ADMIN_OFFSET,
                new Endpoint(HOST, port + P2P_OFFSET));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new RefusedException(message);
        }
    }
}
