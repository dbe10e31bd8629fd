package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.PlanSignature;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.node.PlanDesk;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.admin.AdminToken;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.RefusedException;
import io.vigil.node.keys.SignerHistory;
import io.vigil.node.plan.PlanFile;
import io.vigil.testnet.governance.GovernanceClient;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeArguments;
import io.vigil.testnet.local.RpcClient;
import io.vigil.testnet.local.SwitchedFaults;
import io.vigil.testnet.local.Waiting;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.genesis.GovernanceModule;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * I1's restart, with a plan in place of a chat group and a script (R1.6): half the validators of a chain die, so that it stands; three of four sign a plan
 * for the next protocol version; plans that are forged, short, stale or below a signer's lock are refused with the reason; three start by the plan and
 * make blocks of the new version; the fourth, which was off all the while, stays readable and silent under the old release
 * (G38) and comes back under the new one, without the file.
 */
public final class HaltedUpgradeDrill {
    private static final int VALIDATORS = 4;
    private static final long OLD = 1;
    private static final long NEW = 2;
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(200);

    /** For starting three processes before the plan's time. */
    private static final Duration AHEAD = Duration.ofSeconds(15);

    private static final Duration STANDS = Duration.ofSeconds(3);
    private static final int BLOCKS_BEFORE = 5;
    private static final int BLOCKS_AFTER = 5;

    private final Path folder;
    private final LocalNetwork network;
    private final Consumer<String> progress;
    private final List<NodePlan> nodes;
    private final HttpClient http = RpcClient.http();
    private final List<String> refusals = new ArrayList<>();

    private HaltedUpgradeDrill(Path folder, LocalNetwork network, Consumer<String> progress) {
        this.folder = folder;
        this.network = network;
        this.progress = progress;
        this.nodes = network.plan().nodes();
    }

    /**
     * Runs it in an empty folder, which is left as it is.
     *
     * @param rpcPort the first of the nodes' ports
     * @param progress one line per step
     */
    public static DrillReport run(Path folder, int rpcPort, Consumer<String> progress) throws InterruptedException {
        LocalNetwork network = GovernedNetwork.create(
                folder, rpcPort, VALIDATORS, GovernanceModule.AUTHORITY, VersionedNodeMain.launcher(OLD));
        try {
            return new HaltedUpgradeDrill(folder, network, progress).play();
        } catch (IOException | MalformedException e) {
            throw new IllegalStateException("a node did not answer as it must: " + e.getMessage(), e);
        } finally {
            network.stop(network.plan().nodes());
        }
    }

    private DrillReport play() throws InterruptedException, IOException, MalformedException {
        network.start(nodes);
        network.awaitReady(nodes, START_LIMIT);
        boolean ran = reaches(() -> isAmidEpoch(height(nodes.getFirst())));
        network.kill(nodes.subList(2, VALIDATORS));
        boolean stands = ran && stands();
        long stoodAt = height(nodes.getFirst());
        long stoodNanos = System.nanoTime();
        progress.accept("two of four were killed: the chain stands at block " + stoodAt);
        network.stop(nodes.subList(0, 2));

        SignedPlan signed = signedPlan();
        Path file = folder.resolve("plan.hex");
        PlanFile.write(file, signed);
        progress.accept("a plan for version " + NEW + " was signed by power " + signed.power() + " of "
                + signed.set().quorum() + " needed; refused: " + refusals);
        boolean refusedToStart = refusesToStart(signed);

        List<NodePlan> three = nodes.subList(0, VALIDATORS - 1);
        LocalNetwork upgraded = LocalNetwork.open(
                folder.resolve("net"), VersionedNodeMain.launcher(NEW).with(VersionedNodeMain.plan(file)));
        upgraded.start(three);
        upgraded.awaitReady(three, START_LIMIT);
        boolean again = stands && reaches(() -> height(nodes.getFirst()) > stoodAt + 1 && version(0) == NEW);
        long planSeconds = Instant.now().getEpochSecond() - signed.plan().startSeconds();
        long stoodMillis = (System.nanoTime() - stoodNanos) / 1_000_000;
        long first = again ? firstOf(NEW) : -1;
        boolean goesOn = again && reaches(() -> height(nodes.getFirst()) >= first + BLOCKS_AFTER);
        progress.accept("blocks again from " + first + " on, under version " + NEW);
        boolean same = goesOn && isSame(first, three);

        NodePlan off = nodes.getLast();
        boolean readOnly = goesOn && staysReadOnly(off, signed.plan().epoch(), first);
        LocalNetwork without = LocalNetwork.open(folder.resolve("net"), VersionedNodeMain.launcher(NEW));
        without.start(List.of(off));
        without.awaitReady(List.of(off), START_LIMIT);
        long top = height(nodes.getFirst());
        boolean back = goesOn && reaches(() -> height(off) > top) && isSame(first, nodes);
        progress.accept(off.name() + (back ? ", which was off, is back without the file" : " did NOT come back"));
        network.stop(nodes);
        boolean stale = refuses("stale", obstacles(nodes.getFirst(), signed));
        boolean survived = back && same && readOnly && refusedToStart && stale && refusals.size() == 4;
        return new DrillReport(
                "halted-upgrade",
                history(),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("validators", VALIDATORS)
                        .put("stoodAtBlock", stoodAt)
                        .put("signedPower", signed.power())
                        .put("neededPower", signed.set().quorum())
                        .put("refused", String.join(" | ", refusals))
                        .put("shortPlanRefusedToStart", refusedToStart)
                        .put("firstBlockOfVersion", first)
                        .put("sameBlockEverywhere", same)
                        .put("secondsFromPlannedTimeToBlocks", planSeconds)
                        .put("standstillMillis", stoodMillis)
                        .put("oldReleaseStayedReadOnlyAndSilent", readOnly)
                        .put("whoWasOffCameBackWithoutFile", back),
                survived);
    }

    /** Made and signed at three homes; on the way each kind of bad plan is shown to one that refuses it. */
    private SignedPlan signedPlan() throws MalformedException {
        SignedPlan plan = highestPlan();
        for (NodePlan node : nodes.subList(0, VALIDATORS - 1)) {
            try (PlanDesk desk = desk(node)) {
                if (node.index() == 0) {
                    expectRefusal("below this validator's lock", () -> desk.sign(below(plan, desk), true));
                }
            }
        }
        SignedPlan signed = plan;
        for (NodePlan node : nodes.subList(0, VALIDATORS - 1)) {
            if (node.index() == 2) {
                refuses("short", obstacles(node, signed));
                refuses("forged", obstacles(node, forged(signed)));
            }
            try (PlanDesk desk = desk(node)) {
                signed = desk.sign(signed, true);
            }
        }
        return signed;
    }

    /** Each home knows its own highest certificate; who is locked above the plan's says so, and there it is made anew. */
    private SignedPlan highestPlan() throws MalformedException {
        SignedPlan highest = create(nodes.getFirst());
        for (NodePlan node : nodes.subList(1, VALIDATORS - 1)) {
            SignedPlan other = create(node);
            if (other.plan().certificate().view() > highest.plan().certificate().view()) {
                highest = other;
            }
        }
        return highest;
    }

    private SignedPlan create(NodePlan node) throws MalformedException {
        try (PlanDesk desk = desk(node)) {
            Instant start = Instant.now().plus(AHEAD);
            return desk.create(List.of(new Plan.Action.SetVersion(NEW)), List.of(), start, "drill");
        }
    }

    /** The same, but ending the epoch at its root, as if nobody were locked on anything. */
    private static SignedPlan below(SignedPlan signed, PlanDesk desk) {
        Plan plan = signed.plan();
        Root root = desk.epoch().root();
        return new SignedPlan(
                new Plan(
                        plan.chainId(),
                        plan.genesisHash(),
                        plan.epoch(),
                        plan.setRoot(),
                        plan.sequence(),
                        plan.previous(),
                        root,
                        plan.header(),
                        plan.actions(),
                        plan.binaries(),
                        plan.startSeconds(),
                        plan.note()),
                signed.set(),
                List.of());
    }

    /** With a third signature that one of the other two made. */
    private static SignedPlan forged(SignedPlan signed) {
        PlanSignature own = signed.signatures().getFirst();
        return signed.with(new PlanSignature(3, own.lockView(), own.lockBlock(), own.signature()));
    }

    private interface Act {
        SignedPlan run();
    }

    private void expectRefusal(String reason, Act act) {
        try {
            act.run();
        } catch (RefusedException e) {
            refuses(reason, List.of(String.valueOf(e.getMessage())));
        }
    }

    private boolean refuses(String reason, List<String> said) {
        boolean found = said.stream().anyMatch(why -> why.contains(reason));
        if (found) {
            refusals.add(reason);
        }
        return found;
    }

    private List<String> obstacles(NodePlan node, SignedPlan signed) throws MalformedException {
        try (PlanDesk desk = desk(node)) {
            return desk.obstacles(signed);
        }
    }

    private PlanDesk desk(NodePlan node) throws MalformedException {
        NodeArguments told = NodeArguments.parse(network.flags(node));
        return PlanDesk.open(told.home(), told.config(), new SwitchedFaults() {
            @Override
            public long speaks() {
                return NEW;
            }
        });
    }

    /** G38: a node of the old release learns of the new epoch, alarms, stays at the block before it, and signs nothing in it. */
    private boolean staysReadOnly(NodePlan node, long ended, long first) throws InterruptedException {
        network.start(List.of(node));
        network.awaitReady(List.of(node), START_LIMIT);
        boolean alarmed = reaches(() -> alarms(node).contains("unsupported version"));
        boolean stays = reaches(() -> height(node) == first - 1);
        boolean stayed = stays && !Waiting.within(STANDS, LOOK, () -> height(node) >= first);
        network.stop(List.of(node));
        List<Long> epochs = new ArrayList<>();
        List<SignerHistory.Summary> ignored = SignerHistory.read(node.home(), line -> epochs.add(line.epoch()));
        boolean silent = epochs.stream().noneMatch(epoch -> epoch > ended);
        progress.accept(node.name() + " under the old release: " + (alarmed ? "alarms" : "does NOT alarm") + ", "
                + (stayed ? "stays readable at block " + (first - 1) : "does NOT stay before block " + first) + ", "
                + (silent ? "signed nothing in epoch " : "SIGNED in epoch ") + (ended + 1));
        return alarmed && stayed && silent;
    }

    private static String alarms(NodePlan node) {
        try {
            return new AdminClient(node.adminPort(), AdminToken.read(node.home()))
                    .call("admin_status")
                    .toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** A process that is given a plan with too few signatures ends at once, with the exit code of a refusal. */
    private boolean refusesToStart(SignedPlan signed) throws InterruptedException {
        Path file = folder.resolve("short.hex");
        PlanFile.write(
                file,
                new SignedPlan(signed.plan(), signed.set(), signed.signatures().subList(0, 2)));
        NodePlan node = nodes.getFirst();
        Process process = VersionedNodeMain.launcher(NEW)
                .with(VersionedNodeMain.plan(file))
                .startWithPipes(network.flags(node), folder.resolve("refused.log"));
        boolean ended = process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        return ended && process.exitValue() == ExitCode.REFUSED.number();
    }

    /** An epoch whose last block is certified ends by itself: the chain is made to stand where it does not. */
    private static boolean isAmidEpoch(long height) {
        long at = height % GovernedNetwork.EPOCH_LENGTH;
        return at >= BLOCKS_BEFORE && at <= GovernedNetwork.EPOCH_LENGTH / 2;
    }

    private boolean stands() throws InterruptedException {
        long at = height(nodes.getFirst());
        boolean moved = Waiting.within(STANDS, LOOK, () -> height(nodes.getFirst()) > at + 2);
        return !moved;
    }

    private boolean reaches(BooleanSupplier condition) throws InterruptedException {
        return Waiting.within(LIMIT, LOOK, condition);
    }

    /** The first block of a version, at the first node. */
    private long firstOf(long version) throws IOException, MalformedException {
        long at = height(nodes.getFirst());
        RpcClient rpc = new RpcClient(http, nodes.getFirst().rpcUrl());
        while (at > 0 && extra(rpc, at - 1).version() == version) {
            at--;
        }
        return at;
    }

    private boolean isSame(long height, List<NodePlan> all) throws IOException, MalformedException {
        String expected = "";
        for (NodePlan node : all) {
            RpcClient rpc = new RpcClient(http, node.rpcUrl());
            String hash = block(rpc, height).path("hash").asText();
            boolean isFirst = extra(rpc, height).version() == NEW
                    && extra(rpc, height - 1).version() == OLD;
            if (!isFirst || (!expected.isEmpty() && !expected.equals(hash))) {
                return false;
            }
            expected = hash;
        }
        return true;
    }

    private long version(int node) {
        try {
            RpcClient rpc = new RpcClient(http, nodes.get(node).rpcUrl());
            return extra(rpc, height(nodes.get(node))).version();
        } catch (IOException | MalformedException e) {
            return -1;
        }
    }

    private static com.fasterxml.jackson.databind.JsonNode block(RpcClient rpc, long height) throws IOException {
        return rpc.call("eth_getBlockByNumber", "0x" + Long.toHexString(height), false);
    }

    private static ExtraData extra(RpcClient rpc, long height) throws IOException, MalformedException {
        return ExtraData.decode(
                Bytes.parseHex(block(rpc, height).path("extraData").asText()));
    }

    /** -1 if the node does not answer. */
    private long height(NodePlan node) {
        try {
            return new GovernanceClient(http, node.rpcUrl()).height();
        } catch (IOException e) {
            return -1;
        }
    }

    private static ObjectNode history() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("network", "PlatON's test network")
                .put("date", "2020-03-09 to 2020-03-11")
                .put("stood", "57 h")
                .put("vote", "in a chat group, while governance on the chain could do nothing")
                .put("restart", "25 validators by script at 16:00, then nothing for 38 min 41 s");
    }
}
