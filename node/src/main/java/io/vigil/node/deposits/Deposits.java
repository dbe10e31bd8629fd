package io.vigil.node.deposits;

import io.vigil.deposits.follow.Endpoint;
import io.vigil.deposits.http.EndpointSettings;
import io.vigil.deposits.http.JsonRpcClient;
import io.vigil.deposits.http.JsonRpcLogs;
import io.vigil.deposits.http.Pace;
import io.vigil.deposits.voting.Eth1Parameters;
import io.vigil.node.chain.ExecutedView;
import io.vigil.node.chain.SystemPart;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.log.Journal;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreSizes;
import io.vigil.types.MalformedException;
import io.vigil.types.genesis.Genesis;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Deposits of one node: its store, its endpoints, its follower and its conduct. Without endpoints it is blind by choice. */
public final class Deposits implements AutoCloseable {
    private static final long MIB = 1L << 20;
    private static final int BACKGROUND_MIB = 50;
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Optional<Eth1Parameters> parameters;
    private final Optional<Following> following;

    private record Following(
            RocksStore rows, HttpClient http, Eth1Follower follower, DepositsConduct conduct, Disputes disputes) {}

    private Deposits(Optional<Eth1Parameters> parameters, Optional<Following> following) {
        this.parameters = parameters;
        this.following = following;
    }

    /**
     * Opens {@code data/eth1}, if the chain takes deposits and this node has endpoints; nothing is asked or audited before
     * {@link #follower} runs.
     *
     * @param setSize of the present set
     */
    public static Deposits open(
            NodeHome home,
            NodeConfig config,
            Genesis genesis,
            IntSupplier setSize,
            Eth1Follower.Belief belief,
            Journal journal) {
        if (genesis.eth1().isEmpty()) {
            return new Deposits(Optional.empty(), Optional.empty());
        }
        Eth1Parameters parameters;
        try {
            parameters = Eth1Parameters.of(genesis.eth1().get());
        } catch (MalformedException e) {
            throw new IllegalStateException("a genesis that was checked when it was read", e);
        }
        if (config.eth1().endpoints().isEmpty()) {
            journal.eth1Blind();
            return new Deposits(Optional.of(parameters), Optional.empty());
        }
        return new Deposits(
                Optional.of(parameters), Optional.of(following(home, config, parameters, setSize, belief, journal)));
    }

    private static Following following(
            NodeHome home,
            NodeConfig config,
            Eth1Parameters parameters,
            IntSupplier setSize,
            Eth1Follower.Belief belief,
            Journal journal) {
        NodeConfig.Eth1 settings = config.eth1();
        RocksStore rows = RocksStore.open(
                home.eth1().resolve("tree"),
                new StoreSizes(8 * MIB, 8 * MIB, 16 * MIB, config.storage().diskReserveBytes(), BACKGROUND_MIB * MIB));
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
        List<Endpoint> endpoints = endpoints(settings, http, parameters);
        Disputes disputes = new Disputes(home.eth1().resolve("disputes"));
        Eth1Follower follower = new Eth1Follower(
                parameters, settings, rows, endpoints, new Beginning(parameters, settings), belief, disputes, journal);
        DepositsConduct conduct = new DepositsConduct(parameters, follower, disputes, endpoints, setSize, journal);
        return new Following(rows, http, follower, conduct, disputes);
    }

    private static List<Endpoint> endpoints(NodeConfig.Eth1 settings, HttpClient http, Eth1Parameters parameters) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (URI url : settings.endpoints()) {
            EndpointSettings endpoint = new EndpointSettings(
                    url,
                    EndpointSettings.of(url).timeout(),
                    settings.requestsPerSecond(),
                    EndpointSettings.DEFAULT_MAX_BODY_BYTES);
            String name = url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
            endpoints.add(new Endpoint(
                    name, new JsonRpcLogs(new JsonRpcClient(http, endpoint, new RealPace()), parameters.contract())));
        }
        return endpoints;
    }

    /** The machine's monotonic clock. */
    private static final class RealPace implements Pace {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            if (!duration.isZero()) {
                Thread.sleep(duration);
            }
        }
    }

    /** The rules of the chain; empty if it takes no deposits. */
    public Optional<Eth1Parameters> parameters() {
        return parameters;
    }

    /** What takes part in every block; nothing on a chain that takes no deposits. */
    public List<SystemPart> parts(CandidateRegistry registry) {
        SystemPart.Conduct conduct =
                following.<SystemPart.Conduct>map(Following::conduct).orElse(SystemPart.Conduct.NONE);
        return parameters.<SystemPart>map(rules -> new DepositsPart(rules, registry, conduct)).stream()
                .toList();
    }

    /** To be run on a thread; empty if there is nothing to follow. */
    public Optional<Eth1Follower> follower() {
        return following.map(Following::follower);
    }

    /** What was done in blocks; empty for who is blind. */
    public Optional<ConductStatus> conduct() {
        return following.map(open -> open.conduct().status());
    }

    /** Told of each committed block, on the chain's thread. */
    public void committed(ExecutedView block) {
        following.ifPresent(open -> open.conduct().committed(block.block()));
    }

    @Override
    public void close() {
        following.ifPresent(open -> {
            open.http().shutdownNow();
            open.rows().close();
        });
    }
}
