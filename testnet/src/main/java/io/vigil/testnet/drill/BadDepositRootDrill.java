package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.Table;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreSizes;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.types.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * April 2021 against real processes (I4, D36): nodes restart and believe that the first deposit was never made, so they vote
 * for a root nobody can prove against. Audit and cross-check would catch it, so the fault passes both by.
 */
public final class BadDepositRootDrill {
    private static final int SETUP = 18;
    private static final int SHORT_SETUP = 3;
    private static final int PERIODS = 3;
    private static final int FRESH = 3;
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Path folder;
    private final int rpcPort;
    private final boolean isShort;
    private final NodeLauncher launcher;
    private final Consumer<String> progress;

    /** How many nodes have the fault. */
    public enum Variant {
        /** One of four. */
        V1(4, 1, true),
        /** Three of five: more than half, and no quorum. */
        V2(5, 3, true),
        /** Three of four: a quorum. */
        V3(4, 3, true),
        /** The same before anything was processed. */
        V3B(4, 3, false),
        /** None: the store on disk is damaged, with the audit in place. */
        V4(4, 0, true);

        private final int validators;
        private final int faulty;
        private final boolean setUp;

        Variant(int validators, int faulty, boolean setUp) {
            this.validators = validators;
            this.faulty = faulty;
            this.setUp = setUp;
        }

        private boolean hasFaultyQuorum() {
            return 3 * faulty > 2 * validators;
        }
    }

    /** Damage to one row of the store, each a kind that the audit knows (D28). */
    private enum Damage {
        ZERO_LEAF(new Batch()
                .put(Table.DEPOSIT, Bytes.concat(Bytes.of(1, 0), Bytes.ofLong(0)), Bytes.wrap(new byte[32]))),
        DEPOSIT_MISSING(new Batch().delete(Table.DEPOSIT, Bytes.concat(Bytes.of(2), Bytes.ofLong(1)))),
        NODE_MISSING(new Batch().delete(Table.DEPOSIT, Bytes.concat(Bytes.of(1, 1), Bytes.ofLong(0)))),
        POSITION_TORN(new Batch().put(Table.DEPOSIT, Bytes.of(0), Bytes.of(0xc0)));

        private final Batch batch;

        Damage(Batch batch) {
            this.batch = batch;
        }
    }

    private BadDepositRootDrill(
            Path folder, int rpcPort, boolean isShort, NodeLauncher launcher, Consumer<String> progress) {
        this.folder = folder;
        this.rpcPort = rpcPort;
        this.isShort = isShort;
        this.launcher = launcher;
        this.progress = progress;
    }

    /**
     * @param folder gets a network for each variant; they stay
     * @param isShort with fewer deposits, one period instead of three, and one kind of damage
     */
    public static DrillReport run(
            Path folder,
            int rpcPort,
            List<Variant> variants,
            boolean isShort,
            NodeLauncher launcher,
            Consumer<String> progress)
            throws InterruptedException {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        boolean survived = true;
        BadDepositRootDrill drill = new BadDepositRootDrill(folder, rpcPort, isShort, launcher, progress);
        for (Variant variant : variants) {
            ObjectNode measured = variant == Variant.V4 ? drill.damaged() : drill.faulty(variant);
            survived &= measured.path("held").asBoolean();
            progress.accept(variant + ": " + measured);
            list.add(measured);
        }
        ObjectNode measured = JsonNodeFactory.instance.objectNode();
        measured.set("variants", list);
        return new DrillReport("bad-deposit-root", history(), measured, survived);
    }

    private static ObjectNode history() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("when", "Ethereum mainnet, 24 and 25 April 2021")
                .put("epochsWithoutProposals", 18)
                .put("powerWithFaultPercent", 65)
                .put("repairedBy", "the reset of the voting period, and a release");
    }

    private ObjectNode faulty(Variant variant) throws InterruptedException {
        progress.accept(variant + ": starting " + variant.validators + " validators and their eth1");
        Path home = folder.resolve(variant.name().toLowerCase(Locale.ROOT));
        try (DepositNetwork network = new DepositNetwork(home, rpcPort, variant.validators, launcher)) {
            List<NodePlan> bad = network.nodes().subList(0, variant.faulty);
            List<NodePlan> good = network.nodes().subList(variant.faulty, variant.validators);
            network.start(network.nodes());
            NodePlan sound = good.getFirst();
            ChainWatch chain = network.watch(sound);
            long period = DepositNetwork.period(variant.validators);
            int first = variant.setUp ? (isShort ? SHORT_SETUP : SETUP) + 2 : 0;
            if (variant.setUp) {
                network.deposit(first - 2, true);
                require(
                        network.within(4 * period, chain, () -> processed(network, sound) == first),
                        "the first deposits were not processed");
            }
            progress.accept(variant + ": " + processed(network, sound) + " deposits processed; " + variant.faulty
                    + " nodes restart with the fault");
            breakIn(network, bad);
            network.deposit(FRESH, false);
            ChainWatch during = network.watch(sound);
            long longestGap = blocks(during, isShort && variant.setUp ? period : PERIODS * period);
            ObjectNode json = object(variant, during, longestGap);
            boolean falseAdopted = !adoptedRoot(network, sound).equals(rightRoot(network, sound));
            long falseVotes = bad.stream()
                    .mapToLong(node -> network.status(node).path("votesCast").asLong())
                    .sum();
            long reporters = good.stream()
                    .filter(node -> network.status(node).path("disputes").asLong() > 0)
                    .count();
            long before = processed(network, sound);
            json.put("votesOfFaultyNodes", falseVotes)
                    .put("falseAdopted", falseAdopted)
                    .put("nodesThatKeptADispute", reporters)
                    .put("processedMeanwhile", before - first);
            progress.accept(variant + ": repairing");
            repair(network, bad);
            ChainWatch after = network.watch(sound);
            after.look();
            long repairedAt = after.height();
            boolean drained = network.within(3 * period, after, () -> processed(network, sound) == network.deposits());
            json.put("blocksUntilAllProcessed", drained ? after.height() - repairedAt : -1);
            boolean equal = equalAtEnd(network, after);
            boolean truth = adoptedRoot(network, sound).equals(network.contractRoot());
            json.put("deposits", network.deposits())
                    .put("depositsProcessed", processed(network, sound))
                    .put("rootEqualsContract", truth)
                    .put("oneChain", equal);
            boolean held = drained
                    && truth
                    && equal
                    && falseVotes > 0
                    && falseAdopted == variant.hasFaultyQuorum()
                    && reporters == good.size()
                    && longestGap <= maxGap();
            return json.put("held", held);
        }
    }

    /** One after the other, so that a quorum stays: the fault of 2021 came with a restart. */
    private static void breakIn(DepositNetwork network, List<NodePlan> bad) throws InterruptedException {
        for (NodePlan node : bad) {
            network.network().kill(List.of(node));
            network.start(List.of(node));
            network.network().faults().skipDepositZero(List.of(node), true);
        }
    }

    private static void repair(DepositNetwork network, List<NodePlan> bad) throws InterruptedException {
        for (NodePlan node : bad) {
            network.network().kill(List.of(node));
            network.start(List.of(node)); // faults live as long as their process
        }
    }

    /** V4. */
    private ObjectNode damaged() throws InterruptedException {
        progress.accept("V4: starting 4 validators and their eth1");
        try (DepositNetwork network = new DepositNetwork(folder.resolve("v4"), rpcPort, 4, launcher)) {
            network.start(network.nodes());
            NodePlan victim = network.nodes().getFirst();
            NodePlan sound = network.nodes().get(1);
            long period = DepositNetwork.period(4);
            network.deposit(FRESH, true);
            require(
                    network.within(4 * period, network.watch(sound), () -> processed(network, sound) == FRESH + 2),
                    "the first deposits were not processed");
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("variant", "V4");
            ArrayNode kinds = json.putArray("damages");
            boolean held = true;
            for (Damage damage : isShort ? List.of(Damage.ZERO_LEAF) : List.of(Damage.values())) {
                network.network().kill(List.of(victim));
                StoreSizes sizes = StoreSizes.DEV.withReserve(0);
                try (RocksStore store = RocksStore.open(victim.home().eth1().resolve("tree"), sizes)) {
                    store.commit(damage.batch, Durability.SYNCED);
                }
                ChainWatch chain = network.watch(sound);
                long said = refusals(victim);
                network.start(List.of(victim));
                boolean healed = network.within(
                        2 * period,
                        chain,
                        () -> network.status(victim).path("health").asText().equals("AUDITED"));
                JsonNode status = network.status(victim);
                boolean same = status.path("root").asText().equals(network.contractRoot());
                boolean refused = refusals(victim) == said + 1;
                held &= healed && same && refused;
                kinds.addObject()
                        .put("damage", damage.name())
                        .put("refused", refused)
                        .put("rebuiltAndAudited", healed)
                        .put("rootEqualsContract", same)
                        .put("viewsLost", chain.lost());
                progress.accept("V4 " + damage + ": " + (healed && same ? "rebuilt" : "NOT REBUILT"));
            }
            network.deposit(FRESH, false);
            boolean goesOn = network.within(
                    4 * period, network.watch(sound), () -> processed(network, victim) == network.deposits());
            return json.put("depositsProcessed", processed(network, victim))
                    .put("deposits", network.deposits())
                    .put("held", held && goesOn);
        }
    }

    /** How often the node's log says that its store was damaged. */
    private static long refusals(NodePlan node) {
        try (Stream<String> lines = Files.lines(node.home().logs().resolve("vigil.log"))) {
            return lines.filter(line -> line.contains("verdict=damaged")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode object(Variant variant, ChainWatch chain, long longestGap) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("variant", variant.name())
                .put("faulty", variant.faulty)
                .put("of", variant.validators)
                .put("blocks", chain.blocks())
                .put("viewsLost", chain.lost())
                .put("longestGapMillis", longestGap)
                .put("gapAllowedMillis", maxGap());
    }

    /** emptyBlockInterval + 3·D(0). */
    private static long maxGap() {
        return 200 + 3 * 600;
    }

    /** Waits for so many blocks; the longest time without one, in milliseconds. */
    private static long blocks(ChainWatch chain, long count) throws InterruptedException {
        chain.look();
        long seen = chain.height();
        long since = System.nanoTime();
        long longest = 0;
        while (chain.blocks() < count) {
            Thread.sleep(LOOK);
            chain.look();
            if (chain.height() > seen) {
                longest = Math.max(longest, System.nanoTime() - since);
                seen = chain.height();
                since = System.nanoTime();
            }
            require(System.nanoTime() - since < Duration.ofMinutes(1).toNanos(), "no block for a minute");
        }
        return longest / 1_000_000;
    }

    private static boolean equalAtEnd(DepositNetwork network, ChainWatch chain) throws InterruptedException {
        chain.look();
        long height = chain.height();
        for (int tries = 0; tries < 200; tries++) {
            List<String> hashes = network.hashes(height);
            if (hashes.stream().allMatch(hash -> hash.startsWith("0x"))) {
                return hashes.stream().distinct().count() == 1;
            }
            Thread.sleep(LOOK);
        }
        return false;
    }

    private static long processed(DepositNetwork network, NodePlan node) {
        return network.status(node).path("nextIndex").asLong();
    }

    private static String adoptedRoot(DepositNetwork network, NodePlan node) {
        return network.status(node).path("adopted").path("root").asText();
    }

    /** What a sound node's own tree has at the count that is adopted. */
    private static String rightRoot(DepositNetwork network, NodePlan sound) {
        JsonNode adopted = network.status(sound).path("adopted");
        long count = adopted.path("count").asLong();
        return count == 0
                ? adopted.path("root").asText()
                : network.admin(sound, "deposits_proof", "0", Long.toString(count))
                        .path("root")
                        .asText();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
