package io.vigil.testnet.rehearsal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.contract.DepositContract;
import io.vigil.deposits.voting.Eth1Voting.Health;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.node.deposits.FollowerStatus;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.node.keys.NodeKeys;
import io.vigil.testnet.local.NewChain;
import io.vigil.testnet.local.RpcClient;
import io.vigil.testnet.local.Waiting;
import io.vigil.testnet.peer.Anvil;
import io.vigil.testnet.rehearsal.LiveContract.Truth;
import io.vigil.types.Bytes;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisEth1;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Follows a deposit contract on a real EVM through counts, forks and every {@link ProxyFault}, with a node that goes through
 * all of it and one that begins anew under each fault. Counts what must never be: a root the contract did not have, a vote
 * for one. After a fault, one poll must be enough.
 */
public final class DepositRehearsal {
    /** Final is what lies this deep on an anvil with so many slots in an epoch: twice as many blocks. */
    private static final int SLOTS_IN_AN_EPOCH = 8;

    private static final int FRESH_DEPOSITS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** A fault stays until both nodes have met it; a node gives an answer ten seconds. */
    private static final Duration FAULT_LIMIT = Duration.ofSeconds(15);

    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration SHORT_LOOK = Duration.ofMillis(1);

    private final Path folder;
    private final Plan plan;
    private final Consumer<String> progress;
    private final FaultyProxy proxy;
    private final LiveContract live;
    private final Genesis genesis;

    private long wrongRoots;
    private long votes;
    private long falseVotes;
    private int homes;

    /**
     * What is gone through.
     *
     * @param counts ascending
     * @param forks deepest reorganisation, in blocks
     */
    public record Plan(List<Integer> counts, int forks, List<ProxyFault> faults) {
        public Plan {
            counts = List.copyOf(counts);
            faults = List.copyOf(faults);
        }

        /** Everything. */
        public static Plan whole() {
            List<ProxyFault> faults = List.of(ProxyFault.values()).subList(1, ProxyFault.values().length);
            return new Plan(List.of(0, 1, 2, 3, 10, 1_000), SLOTS_IN_AN_EPOCH, faults);
        }
    }

    /** What came of it. */
    public record Result(ObjectNode measured, boolean held) {}

    private DepositRehearsal(
            Path folder, Plan plan, Consumer<String> progress, FaultyProxy proxy, LiveContract live, Genesis genesis) {
        this.folder = folder;
        this.plan = plan;
        this.progress = progress;
        this.proxy = proxy;
        this.live = live;
        this.genesis = genesis;
    }

    /**
     * @param folder gets the homes of the nodes
     * @param creationCode of the contract: ours, or another one with its event, count and root
     */
    public static Result run(Path anvil, Path folder, Bytes creationCode, Plan plan, Consumer<String> progress)
            throws IOException, InterruptedException {
        List<String> arguments =
                List.of("--slots-in-an-epoch", Integer.toString(SLOTS_IN_AN_EPOCH), "--balance", "1000000");
        try (Anvil eth1 = Anvil.start(anvil, arguments);
                FaultyProxy proxy = new FaultyProxy(RpcClient.http(), eth1.rpc().url())) {
            LiveContract live = LiveContract.deploy(
                    eth1.rpc(), DevelopmentAccounts.secretKeys().getFirst(), creationCode);
            proxy.deployedAt(live.contract().deployBlock());
            Genesis genesis = genesis(folder.resolve("keys"), live.contract());
            return new DepositRehearsal(folder, plan, progress, proxy, live, genesis).run();
        }
    }

    private static Genesis genesis(Path keys, GenesisEth1.Contract contract) {
        SecureRandom random = new SecureRandom();
        NodeKeys validator = NodeKeys.openOrCreate(new NodeHome(keys), random);
        Genesis genesis = NewChain.genesis(NewChain.Purpose.TESTNET, 7_777, List.of(validator), Instant.now(), random);
        GenesisEth1.Start start =
                new GenesisEth1.Start(contract.deployBlock(), contract.deployHash(), Frontier.EMPTY.root(), 0);
        return genesis.withEth1(new GenesisEth1(
                contract,
                GenesisEth1.forkVersionOf(genesis.chainId(), contract.address()),
                0,
                GenesisEth1.shortestPeriod(1),
                GenesisEth1.MAX_DEPOSITS,
                start,
                0,
                List.of()));
    }

    private Result run() throws InterruptedException {
        ObjectNode measured = JsonNodeFactory.instance.objectNode();
        measured.put("contractCodeHash", live.contract().codeHash().toHex());
        boolean held = true;
        try (RehearsedNode node = node(Map.of())) {
            held &= counts(node, measured.putArray("counts"));
            held &= slots(measured);
            held &= forks(node, measured.putArray("forks"));
            held &= faults(node, measured.putArray("faults"));
        }
        measured.put("wrongRoots", wrongRoots)
                .put("votesCast", votes)
                .put("votesForAWrongRoot", falseVotes)
                .put("deposits", live.now().count());
        return new Result(measured, held && wrongRoots == 0 && falseVotes == 0 && votes > 0);
    }

    private RehearsedNode node(Map<Setting<?>, String> more) {
        return new RehearsedNode(new NodeHome(folder.resolve("node" + homes++)), genesis, proxy, more);
    }

    private boolean counts(RehearsedNode node, ArrayNode list) throws InterruptedException {
        boolean held = true;
        for (int count : plan.counts()) {
            live.deposit(count - live.made());
            long before = proxy.requests();
            boolean equal = becomesEqual(node);
            list.addObject()
                    .put("deposits", count)
                    .put("root", live.now().root().toHex())
                    .put("equal", equal)
                    .put("requests", proxy.requests() - before);
            progress.accept(count + " deposits: " + (equal ? "equal" : "NOT EQUAL, " + node.status()));
            held &= equal;
        }
        return held;
    }

    /** D29: a second node, without old logs. */
    private boolean slots(ObjectNode measured) throws InterruptedException {
        if (!DepositContract.hasTreeInSlots(live.contract().codeHash())) {
            return true;
        }
        try (RehearsedNode node = node(Map.of(Settings.ETH1_SLOTS, "true"))) {
            boolean equal = becomesEqual(node);
            measured.put("fromSlotsEqual", equal);
            progress.accept("from the contract's slots: " + (equal ? "equal" : "NOT EQUAL, " + node.status()));
            return equal;
        }
    }

    private boolean forks(RehearsedNode node, ArrayNode list) throws InterruptedException {
        boolean held = true;
        for (int depth = 1; depth <= plan.forks(); depth++) {
            String mark = live.mark();
            live.deposit(depth);
            boolean fork = becomesEqual(node);
            live.revert(mark);
            live.deposit(depth + 1);
            boolean other = becomesEqual(node);
            mark = live.mark();
            live.deposit(depth);
            boolean longer = becomesEqual(node);
            live.revert(mark); // eth1 loses blocks and has nothing in their place
            boolean shorter = becomesEqual(node);
            boolean equal = fork && other && longer && shorter;
            list.addObject().put("depth", depth).put("equal", equal);
            progress.accept("fork of " + depth + ": " + (equal ? "equal" : "NOT EQUAL, " + node.status()));
            held &= equal;
        }
        return held;
    }

    private boolean faults(RehearsedNode node, ArrayNode list) throws InterruptedException {
        boolean held = true;
        for (ProxyFault fault : plan.faults()) {
            proxy.set(fault);
            live.deposit(FRESH_DEPOSITS);
            live.mine(1);
            try (RehearsedNode fresh = node(Map.of())) {
                ObjectNode json = list.addObject().put("fault", fault.name());
                Waiting.within(FAULT_LIMIT, LOOK, () -> hasMet(node) & hasMet(fresh));
                Truth truth = live.now();
                boolean readAnyway = isEqual(node, truth) && isEqual(fresh, truth);
                String said = String.join("; ", fresh.status().refused());
                long polls = pollsAfterTheFault(List.of(node, fresh), truth);
                boolean equal = becomesEqual(node) & becomesEqual(fresh);
                json.put("readAnyway", readAnyway)
                        .put("refused", said)
                        .put("equalAfterwards", equal)
                        .put("pollsUntilEqual", polls);
                boolean good = equal && polls <= 1 && (readAnyway || !fault.isLimit());
                progress.accept(fault + ": " + (good ? "held" : "NOT HELD " + json));
                held &= good;
            }
        }
        return held;
    }

    /** Whether the fault had its effect, or none at all. */
    private boolean hasMet(RehearsedNode node) {
        look(node);
        return !node.status().refused().isEmpty() || isEqual(node, live.now());
    }

    /** Ends it, and counts polls begun since until a node is right; nothing else is asked meanwhile, so that none goes unseen. */
    private long pollsAfterTheFault(List<RehearsedNode> nodes, Truth truth) throws InterruptedException {
        Map<RehearsedNode, Long> before = new LinkedHashMap<>();
        nodes.forEach(node -> before.put(node, proxy.polls(node.name())));
        proxy.set(ProxyFault.NONE);
        Map<RehearsedNode, Long> needed = new LinkedHashMap<>();
        boolean all = Waiting.within(LIMIT, SHORT_LOOK, () -> {
            before.forEach((node, polls) -> {
                if (isEqual(node, truth)) {
                    needed.putIfAbsent(node, proxy.polls(node.name()) - polls);
                }
            });
            return needed.size() == nodes.size();
        });
        return all ? needed.values().stream().max(Long::compare).orElseThrow() : Long.MAX_VALUE;
    }

    private boolean becomesEqual(RehearsedNode node) throws InterruptedException {
        return Waiting.within(LIMIT, LOOK, () -> {
            look(node);
            return isEqual(node, live.now());
        });
    }

    private static boolean isEqual(RehearsedNode node, Truth truth) {
        FollowerStatus status = node.status();
        return status.health() == Health.AUDITED
                && status.head()
                        .filter(held -> held.blockHash().equals(truth.blockHash())
                                && held.count() == truth.count()
                                && held.root().equals(truth.root()))
                        .isPresent();
    }

    /** Whatever a node holds and votes for, at any time, must be true. */
    private void look(RehearsedNode node) {
        wrongRoots +=
                node.status().head().filter(held -> !live.hadRoot(held.root())).isPresent() ? 1 : 0;
        long bound = live.timestamp("finalized") - 1;
        for (long periodTime : new long[] {bound, bound - SLOTS_IN_AN_EPOCH}) {
            node.vote(periodTime).ifPresent(this::judge);
        }
    }

    private void judge(Eth1Data vote) {
        votes++;
        Truth truth = live.of(vote.number(), vote.blockHash());
        boolean isTrue = truth.count() == vote.count() && truth.root().equals(vote.root());
        falseVotes += isTrue ? 0 : 1;
    }
}
