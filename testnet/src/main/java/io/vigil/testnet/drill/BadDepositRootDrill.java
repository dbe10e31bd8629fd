package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

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
        /** Three of four, one after the other, with one of them dead before its votes would have completed a quorum. */
        V3C(4, 3, true),
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
            progress.accept(variant + ": starting " + variant.validators + " validators and their eth1");
            ObjectNode measured = drill.measure(variant);
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

    private ObjectNode measure(Variant variant) throws InterruptedException {
        Path home = folder.resolve(variant.name().toLowerCase(Locale.ROOT));
        long period = variant == Variant.V3C ? WithheldAdoption.PERIOD : DepositNetwork.period(variant.validators);
        try (DepositNetwork network = new DepositNetwork(home, rpcPort, variant.validators, period, launcher)) {
            return switch (variant) {
                case V1, V2, V3, V3B -> faulty(variant, network, period);
                case V3C -> new WithheldAdoption(network, progress).run(isShort ? SHORT_SETUP : SETUP);
                case V4 ->
                    new DamagedStores(network, progress)
                            .run(isShort ? List.of(DamagedTree.SKIPPED_ZERO) : List.of(DamagedTree.values()));
            };
        }
    }

    private ObjectNode faulty(Variant variant, DepositNetwork network, long period) throws InterruptedException {
        List<NodePlan> bad = network.nodes().subList(0, variant.faulty);
        List<NodePlan> good = network.nodes().subList(variant.faulty, variant.validators);
        network.start(network.nodes());
        NodePlan sound = good.getFirst();
        VoteWatch votes = network.votes(sound);
        int first = setUp(variant, network, votes, sound, period);
        ChainWatch quiet = network.watch(sound);
        long quietGap = blocks(quiet, votes, isShort ? period / 2 : period);
        progress.accept(
                variant + ": " + first + " deposits processed; " + variant.faulty + " nodes restart with the fault");
        breakIn(network, bad);
        network.deposit(FRESH, false);
        ChainWatch during = network.watch(sound);
        long longestGap = blocks(during, votes, isShort && variant.setUp ? period : PERIODS * period);
        ObjectNode json = object(variant, during, longestGap, network);
        json.putObject("baseline")
                .put("blocks", quiet.blocks())
                .put("viewsLost", quiet.lost())
                .put("longestGapMillis", quietGap);
        boolean falseAdopted = !network.hasTrueRoot(sound);
        long reporters = good.stream()
                .filter(node -> network.status(node).path("disputes").asLong() > 0)
                .count();
        json.put("falseAdopted", falseAdopted)
                .put("nodesThatKeptADispute", reporters)
                .put("disputeAfterBlocks", network.firstDispute(sound) - firstWrong(votes, network, bad))
                .put("processedMeanwhile", network.processed(sound) - first);
        progress.accept(variant + ": repairing");
        boolean repaired = repair(network, bad, sound, votes, period, json);
        int falseVotes = votes.wrong(members(network, bad)).size();
        int honest = votes.wrong(members(network, good)).size();
        json.put("falseVotesCast", falseVotes).put("wrongRootsVotedByHonestNodes", honest);
        boolean held = repaired
                && falseVotes > 0
                && honest == 0
                && json.path("disputeAfterBlocks").asLong() <= 0 // a block that died counts too
                && falseAdopted == variant.hasFaultyQuorum()
                && reporters == good.size()
                && longestGap <= maxGap();
        return json.put("held", held);
    }

    /** @return how many deposits were processed */
    private int setUp(Variant variant, DepositNetwork network, VoteWatch votes, NodePlan sound, long period)
            throws InterruptedException {
        if (!variant.setUp) {
            return 0;
        }
        int first = (isShort ? SHORT_SETUP : SETUP) + 2;
        network.deposit(first - 2, true);
        require(
                network.within(4 * period, network.watch(sound), () -> processedAll(network, votes, sound)),
                "the first deposits were not processed");
        return first;
    }

    private static boolean processedAll(DepositNetwork network, VoteWatch votes, NodePlan sound) {
        votes.look();
        return network.processed(sound) == network.deposits();
    }

    private static List<Integer> members(DepositNetwork network, List<NodePlan> nodes) {
        return nodes.stream().map(network::member).toList();
    }

    private static long firstWrong(VoteWatch votes, DepositNetwork network, List<NodePlan> bad) {
        return votes.wrong(members(network, bad)).stream()
                .mapToLong(VoteWatch.Cast::height)
                .min()
                .orElse(-1);
    }

    /** One after the other, so that a quorum stays: the fault of 2021 came with a restart. */
    private static void breakIn(DepositNetwork network, List<NodePlan> bad) throws InterruptedException {
        for (NodePlan node : bad) {
            network.network().kill(List.of(node));
            network.start(List.of(node));
            network.network().faults().skipDepositZero(List.of(node), true);
        }
    }

    /** Restarts those with the fault without it, and measures until the truth stands and all deposits are processed. */
    private static boolean repair(
            DepositNetwork network, List<NodePlan> bad, NodePlan sound, VoteWatch votes, long period, ObjectNode json)
            throws InterruptedException {
        for (NodePlan node : bad) {
            network.network().kill(List.of(node));
            network.start(List.of(node)); // faults live as long as their process
        }
        ChainWatch after = network.watch(sound);
        after.look();
        long repairedAt = after.height();
        long since = System.nanoTime();
        boolean superseded = network.within(2 * period, after, () -> {
            votes.look();
            return network.hasTheContractsRoot(sound);
        });
        json.put("trueRootAfterBlocks", superseded ? after.height() - repairedAt : -1)
                .put("trueRootAfterMillis", (System.nanoTime() - since) / 1_000_000);
        boolean drained = network.within(period, after, () -> processedAll(network, votes, sound));
        json.put("blocksUntilAllProcessed", drained ? after.height() - repairedAt : -1)
                .put(
                        "requestsAfterRestart",
                        network.status(bad.getFirst()).path("requests").asLong());
        boolean equal = network.isOneChain(after);
        long processed = network.processed(sound);
        json.put("deposits", network.deposits())
                .put("depositsProcessed", processed)
                .put("depositsSkipped", network.deposits() - processed)
                .put("rootEqualsContract", network.hasTheContractsRoot(sound))
                .put("oneChain", equal);
        return superseded && drained && equal;
    }

    private static ObjectNode object(Variant variant, ChainWatch chain, long longestGap, DepositNetwork network) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode byLeader = json.putObject("viewsLostByLeader");
        chain.lostByLeader(network.rotation()).forEach((leader, lost) -> byLeader.put("validator" + leader, lost));
        return json.put("variant", variant.name())
                .put("faulty", variant.faulty)
                .put("of", variant.validators)
                .put("blocks", chain.blocks())
                .put("viewsLost", chain.lost())
                .put("viewsLostInARow", chain.lostInARow())
                .put("longestGapMillis", longestGap)
                .put("gapAllowedMillis", maxGap());
    }

    /** emptyBlockInterval + 3·D(0). */
    private static long maxGap() {
        return 200 + 3 * 600;
    }

    /** Waits for so many blocks; the longest time without one, in milliseconds. */
    private static long blocks(ChainWatch chain, VoteWatch votes, long count) throws InterruptedException {
        chain.look();
        long seen = chain.height();
        long since = System.nanoTime();
        long longest = 0;
        while (chain.blocks() < count) {
            Thread.sleep(LOOK);
            chain.look();
            votes.look();
            if (chain.height() > seen) {
                longest = Math.max(longest, System.nanoTime() - since);
                seen = chain.height();
                since = System.nanoTime();
            }
            require(System.nanoTime() - since < Duration.ofMinutes(1).toNanos(), "no block for a minute");
        }
        return longest / 1_000_000;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
