package io.vigil.testnet.bench;

import io.vigil.node.config.NewHome;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.keys.NodeKeys;
import io.vigil.testnet.bench.TrialWatch.Look;
import io.vigil.testnet.hostile.Attack;
import io.vigil.testnet.hostile.HostilePeer;
import io.vigil.testnet.hostile.HostilePeer.Identity;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeArguments;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/**
 * Three nodes of four, and in place of the fourth a peer with its keys, or a stranger, that sends what it likes as fast as it
 * can. It takes its share of the machine, which the nodes lack: what is measured is no better than the truth.
 */
final class HostileTrial {
    /** A flood of bad votes may cost this much of the commit rate at most. */
    private static final double LEAST_RATIO = 0.8;

    private static final List<Attack> ANYTHING =
            List.of(Attack.GARBAGE, Attack.OVERSIZED, Attack.REPLAYED, Attack.FAR_FUTURE);

    private static final Duration LOOK = Duration.ofMillis(250);

    private final LocalNetwork network;
    private final TrialWatch watch;
    private final List<NodePlan> victims;
    private final NodePlan silenced;
    private final Identity member;
    private final Identity stranger;
    private final SecureRandom random = new SecureRandom();

    HostileTrial(LocalNetwork network, TrialWatch watch) throws MalformedException {
        this.network = network;
        this.watch = watch;
        List<NodePlan> nodes = network.plan().nodes();
        this.victims = nodes.subList(0, nodes.size() - 1);
        this.silenced = nodes.getLast();
        NodeArguments told = NodeArguments.parse(network.flags(silenced));
        NodeKeys keys = NodeKeys.open(told.home(), told.config().keys(), Map.of());
        BlsSecretKey key = keys.validator().orElseThrow();
        Genesis genesis = NewHome.readGenesis(silenced.home().genesisFile());
        this.member = new Identity(genesis, keys.node(), key, true);
        this.stranger = new Identity(genesis, NodeKey.generate(random), NodeKeys.newValidatorKey(random), false);
    }

    /** Stops the node whose keys the hostile peer has. */
    void silence() throws InterruptedException {
        network.stop(List.of(silenced));
        watch.millisToNextBlock();
    }

    TrialLine byMember(Duration time) throws InterruptedException {
        return anything("a validator floods with anything", member, time);
    }

    TrialLine byStranger(Duration time) throws InterruptedException {
        return anything("a stranger floods with anything", stranger, time);
    }

    private TrialLine anything(String name, Identity identity, Duration time) throws InterruptedException {
        Under under = under(name, identity, ANYTHING, time);
        long millis = watch.millisToNextBlock();
        return under.line.resumed(millis, watch.limit().toMillis()).needs(under.blocks > 0);
    }

    /** Blocks with one validator silent, and with it flooding; silent before and after, since a machine changes its mind. */
    List<TrialLine> floods(Duration time) throws InterruptedException {
        Look begin = watch.look();
        Thread.sleep(time);
        Look then = watch.look();
        Under forged = under("one floods with forged votes", member, List.of(Attack.FORGED_VOTES), time);
        Under sound = under("one floods with votes for nothing", member, List.of(Attack.VOTES_FOR_NOTHING), time);
        Look later = watch.look();
        Thread.sleep(time);
        Look end = watch.look();
        double silent = (then.rateSince(begin) + end.rateSince(later)) / 2;
        List<TrialLine> lines = new ArrayList<>();
        lines.add(TrialLine.of("one is silent, before the floods", begin, then, then));
        lines.add(compared(forged, silent));
        lines.add(compared(sound, silent));
        lines.add(TrialLine.of("one is silent, after them", later, end, end));
        return lines;
    }

    private static TrialLine compared(Under flood, double silent) {
        double ratio = silent == 0 ? 0 : flood.rate / silent;
        flood.line.json().put("ratio", Math.round(ratio * 1_000) / 1_000.0);
        return flood.line.needs(ratio >= LEAST_RATIO);
    }

    private record Under(TrialLine line, long blocks, double rate) {}

    private Under under(String name, Identity identity, List<Attack> attacks, Duration time)
            throws InterruptedException {
        AtomicLong view = new AtomicLong(watch.look().view());
        Look before = watch.look();
        long seed = random.nextLong();
        List<HostilePeer> peers = HostilePeer.start(
                identity, victims.stream().map(NodePlan::p2p).toList(), attacks, view::get, new Random(seed));
        try {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                Thread.sleep(LOOK);
                view.set(watch.look().view() + 1);
            }
        } finally {
            peers.forEach(HostilePeer::close);
        }
        Look after = watch.look();
        TrialLine line = TrialLine.of(name, before, after, after);
        line.json()
                .put("seed", seed)
                .put("framesSent", sum(peers, HostilePeer::frames))
                .put("bytesSent", sum(peers, HostilePeer::bytes))
                .put("attempts", sum(peers, HostilePeer::attempts))
                .put("admissions", sum(peers, HostilePeer::admissions));
        return new Under(line, after.height() - before.height(), after.rateSince(before));
    }

    private static long sum(List<HostilePeer> peers, ToLongFunction<HostilePeer> what) {
        return peers.stream().mapToLong(what).sum();
    }
}
