package io.vigil.testnet.crash;

import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.snapshot.PacedWork;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.node.upkeep.StoreCheck;
import io.vigil.storage.StorageException;
import io.vigil.storage.rocks.StoreReading;
import io.vigil.testnet.drill.SignerRecords;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.QuickGenesis;
import io.vigil.types.genesis.Genesis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Rounds of a network: all nodes start, one dies at a point or is killed at random, the others are killed at that instant, and
 * every home is judged as it lies there. In the last round nobody dies: all must go on without help.
 */
public final class KillTrial {
    private static final String AT_RANDOM = "at random";
    private static final int MOST_PASSES = 12;
    /** A process that lives for seconds is not worth Java's second compiler. */
    private static final Map<String, String> SHORT_LIVED = Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final NodeConfig.Storage SIZES = new NodeConfig.Storage(16L << 20, 16L << 20, 16L << 20, 0);

    private final LocalNetwork network;
    private final List<NodePlan> nodes;
    private final Genesis genesis;
    private final Random random;
    private final boolean byPower;
    private final Consumer<String> progress;
    private final SignerRecords records;
    private final SortedMap<String, Integer> deaths = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();

    /** With which a node was left, and which it told to whoever asked when it came back. */
    private final Map<String, Long> heads = new HashMap<>();

    private int atPublished;
    private int oneAhead;

    /**
     * What came of it.
     *
     * @param deaths by the point at which the first node died
     * @param atPublished homes whose head was the last published block, or that with which they began
     * @param oneAhead homes whose head was the one after it
     * @param statements signed in all, no two of which contradict each other
     * @param height all nodes were beyond at the end
     * @param faults what was wrong, in words
     */
    public record Report(
            SortedMap<String, Integer> deaths,
            int atPublished,
            int oneAhead,
            long statements,
            long height,
            List<String> faults) {
        public Report {
            deaths = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(deaths));
            faults = List.copyOf(faults);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            deaths.forEach((point, count) -> text.append(String.format(Locale.ROOT, "%-20s %6d%n", point, count)));
            text.append(
                    "head = published %d, published + 1 %d; %d statements signed; all went on beyond block %d; faults %d"
                            .formatted(atPublished, oneAhead, statements, height, faults.size()));
            faults.forEach(fault -> text.append("\n  ").append(fault));
            return text.toString();
        }
    }

    private KillTrial(LocalNetwork network, long seed, boolean byPower, Consumer<String> progress) {
        this.network = network;
        this.nodes = network.plan().nodes();
        this.genesis = NewHome.readGenesis(nodes.getFirst().home().genesisFile());
        this.random = new Random(seed);
        this.byPower = byPower;
        this.progress = progress;
        this.records = new SignerRecords(nodes);
    }

    /**
     * @param folder empty or missing; what is made stays in it
     * @param byPower whether what was not synced is lost with the process
     * @param progress told each round
     */
    public static Report run(
            Path folder, int validators, int rpcPort, int rounds, boolean byPower, long seed, Consumer<String> progress)
            throws InterruptedException {
        Wish wish = new Wish(OptionalInt.of(validators), OptionalLong.empty(), OptionalInt.of(rpcPort));
        LocalNetwork network = LocalNetwork.openOrCreate(
                folder, wish, NodeLauncher.ofThisProcess(MortalNodeMain.class).with(SHORT_LIVED));
        List<NodePlan> nodes = network.plan().nodes();
        Genesis quick =
                QuickGenesis.of(NewHome.readGenesis(nodes.getFirst().home().genesisFile()));
        nodes.forEach(node -> NewHome.replaceGenesis(node.home(), quick));
        progress.accept("deaths of seed " + seed);
        KillTrial trial = new KillTrial(network, seed, byPower, progress);
        try {
            return trial.run(rounds);
        } finally {
            network.kill(trial.nodes);
        }
    }

    private Report run(int rounds) throws InterruptedException {
        int points = KillPoint.values().length;
        long began = System.nanoTime();
        for (int round = 0; round < rounds && faults.isEmpty(); round++) {
            int turn = round % (points + 1);
            Optional<KillPoint> point = turn == points ? Optional.empty() : Optional.of(KillPoint.values()[turn]);
            NodePlan victim = nodes.get(random.nextInt(nodes.size()));
            int passes = 1 + random.nextInt(MOST_PASSES);
            String name = point.map(KillPoint::name).orElse(AT_RANDOM);
            start(victim, new Death(point, passes, byPower, random.nextLong()));
            if (awaitDeath(victim, point, passes)) {
                network.kill(nodes);
                deaths.merge(name, 1, Integer::sum);
            } else {
                network.kill(nodes);
                faults.add(victim.name() + " did not get to " + name + " in " + PATIENCE.toSeconds() + " s");
            }
            nodes.forEach(this::judge);
            records.readBegun();
            progress.accept("round %d of %d: %s dies at %s, heads %s, %.0f s left"
                    .formatted(
                            round + 1,
                            rounds,
                            victim.name(),
                            name,
                            nodes.stream().map(KillTrial::published).toList(),
                            (System.nanoTime() - began) / 1e9 * (rounds - round - 1) / (round + 1)));
            faults.forEach(fault -> progress.accept("wrong: " + fault));
        }
        faults.addAll(records.faults());
        long height = goOn();
        records.read();
        return new Report(deaths, atPublished, oneAhead, records.statements(), height, faults);
    }

    private void start(NodePlan victim, Death death) {
        for (NodePlan node : nodes) {
            Death own = node.equals(victim) ? death : Death.byOthers(byPower);
            own.write(node.home().root());
        }
        network.start(nodes);
    }

    private boolean awaitDeath(NodePlan victim, Optional<KillPoint> point, int passes) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long first = published(victim);
        while (System.nanoTime() < end) {
            if (point.isPresent() ? !network.running().contains(victim) : published(victim) >= first + passes) {
                Thread.sleep(point.isPresent() ? 0 : random.nextInt(100));
                return true;
            }
            Thread.sleep(LOOK);
        }
        return false;
    }

    private static long published(NodePlan node) {
        return Published.in(node.home().root()).read();
    }

    private void judge(NodePlan node) {
        long told = Math.max(published(node), heads.getOrDefault(node.name(), 0L));
        if (told == 0 && !Files.exists(node.home().chain().resolve("CURRENT"))) {
            atPublished++; // it died in its first start, before it had a store
            return;
        }
        try (StoppedHome held = StoppedHome.hold(node.home(), SIZES);
                StoreReading store = StoreReading.open(held.home().chain(), SIZES.sizes())) {
            StoreCheck check =
                    StoreCheck.run(store, genesis, Long.MAX_VALUE, new PacedWork(0, System::nanoTime, now -> {}));
            heads.put(node.name(), check.height());
            boolean unborn = told == 0 && check.height() < 0; // it died before its store had genesis
            if (!unborn) {
                check.findings().forEach(finding -> faults.add(node.name() + ": " + finding));
            }
            if (unborn || check.height() == told) {
                atPublished++;
            } else if (check.height() == told + 1) {
                oneAhead++;
            } else {
                faults.add(node.name() + ": head " + check.height() + " after publishing " + told);
            }
        } catch (StorageException e) {
            faults.add(node.name() + ": " + e.getMessage());
        }
    }

    /** Without a death, all nodes get beyond what any of them ever published. */
    private long goOn() throws InterruptedException {
        long target = 2 + nodes.stream().mapToLong(KillTrial::published).max().orElseThrow();
        nodes.forEach(node -> Death.byOthers(false).write(node.home().root()));
        network.start(nodes);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (nodes.stream().anyMatch(node -> published(node) < target)) {
            if (System.nanoTime() > end) {
                faults.add("not all are at block " + target + " after " + PATIENCE.toSeconds() + " s: "
                        + nodes.stream().map(KillTrial::published).toList());
                return -1;
            }
            Thread.sleep(LOOK);
        }
        network.stop(nodes);
        return target;
    }
}
