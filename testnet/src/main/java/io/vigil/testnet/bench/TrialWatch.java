package io.vigil.testnet.bench;

import io.vigil.node.config.NewHome;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeStatus;
import io.vigil.testnet.local.RpcClient;
import io.vigil.testnet.local.Waiting;
import io.vigil.types.genesis.GenesisParameters;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;

/** Looks at a network on trial: how high it is, what its processes hold, and how soon it goes on. */
final class TrialWatch {
    /** What one of four processes may hold (DESIGN §2 "Storage"). */
    private static final long MOST_RESIDENT_BYTES = 1L << 30;

    /** More open files than before that are no leak: links that are being made, tables that the store has opened. */
    private static final long MORE_FILES = 64;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(20);

    /** A broken link is dialled again after half a second at most, in a local network. */
    private static final Duration REDIAL = Duration.ofMillis(500);

    private final LocalNetwork network;
    private final List<RpcClient> clients;
    private final Duration limit;

    TrialWatch(LocalNetwork network) {
        this.network = network;
        List<NodePlan> nodes = network.plan().nodes();
        HttpClient http = RpcClient.http();
        this.clients =
                nodes.stream().map(node -> new RpcClient(http, node.rpcUrl())).toList();
        GenesisParameters pace =
                NewHome.readGenesis(nodes.getFirst().home().genesisFile()).parameters();
        Duration first = pace.delta().multipliedBy(3).plus(pace.build()).plus(pace.exec());
        this.limit = first.multipliedBy(pace.timeoutCap()).plus(REDIAL);
    }

    /**
     * The network at one time.
     *
     * @param height of the highest node
     * @param residentBytes of the largest process
     * @param openFiles of the process that holds most
     * @param cpu that all nodes have used
     * @param ownCpu that this process has used, with whatever it sends to them
     */
    record Look(long nanos, long height, long view, long residentBytes, long openFiles, Duration cpu, Duration ownCpu) {
        /** Blocks a second since {@code earlier}. */
        double rateSince(Look earlier) {
            return (height - earlier.height()) * 1e9 / (nanos - earlier.nanos());
        }

        /** Whether it holds no more than it may, and no file more for each thing that was done to it. */
        boolean isBoundedSince(Look earlier) {
            return residentBytes <= MOST_RESIDENT_BYTES && openFiles <= earlier.openFiles() + MORE_FILES;
        }
    }

    /** The longest timeout of a view and the time to dial again. */
    Duration limit() {
        return limit;
    }

    Look look() {
        List<NodeStatus> all = network.status();
        return new Look(
                System.nanoTime(),
                most(all, NodeStatus::height),
                most(all, NodeStatus::view),
                most(all, NodeStatus::residentBytes),
                most(all, NodeStatus::openFiles),
                all.stream()
                        .flatMap(status -> ProcessHandle.of(status.pid()).stream())
                        .map(TrialWatch::cpu)
                        .reduce(Duration.ZERO, Duration::plus),
                cpu(ProcessHandle.current()));
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** How long it takes from now to the next block, in milliseconds; the whole of our patience if none comes. */
    long millisToNextBlock() throws InterruptedException {
        long before = height();
        long began = System.nanoTime();
        Waiting.within(PATIENCE, LOOK, () -> height() > before);
        return (System.nanoTime() - began) / 1_000_000;
    }

    void awaitFirstBlock() throws InterruptedException {
        Waiting.until("the first block", PATIENCE, LOOK, () -> height() > 0);
    }

    /** Of the highest node. */
    long height() {
        long highest = 0;
        for (RpcClient client : clients) {
            try {
                highest = Math.max(highest, RpcClient.quantity(client.call("eth_blockNumber")));
            } catch (IOException e) {
                continue; // it is stopped, or has no time: the others know
            }
        }
        return highest;
    }

    private static long most(List<NodeStatus> all, ToLongFunction<NodeStatus> what) {
        return all.stream().mapToLong(what).max().orElse(0);
    }
}
