package io.vigil.testnet.simulation;

import io.vigil.consensus.ConsensusParameters;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.consensus.Notice;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.evidence.Accusation;
import io.vigil.consensus.evidence.Offence;
import io.vigil.consensus.invariants.Invariants;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.validators.LeaderRotation;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.verification.Verification;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.testnet.simulation.SimulatedNetwork.Parcel;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One run: n validators on a virtual clock. A bad phase of drawn faults, then everything heals and the network must make progress. Invariants are
 * checked after every event of every node.
 */
public final class Simulation {
    private static final int TRACE_LINES = 60;
    private static final Duration MOST_APART = Duration.ofSeconds(5);
    private static final int VIEWS_UNDER_WAY = 2;
    private static final int STEADY_VIEWS = 12;
    private static final Duration SLEEP_EVERY = Duration.ofSeconds(2);

    private record Scheduled(long at, long order, Runnable action) {}

    private final SimulationPlan plan;
    private final Dice dice;
    private final EpochStart genesis;
    private final SimulatedKeys keys = new SimulatedKeys();
    private final SignBytes signBytes;
    private final KnownEpochs epochs;
    private final EpochSets sets;
    private final EpochPaces paces;
    private final SimulatedPlans plans;
    private final SimulatedChain chain;
    private final SimulatedNetwork network;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Map<Hash, Integer> indexById = new HashMap<>();
    private final Invariants invariants = new Invariants();
    private final PriorityQueue<Scheduled> queue = new PriorityQueue<>((one, other) ->
            one.at() != other.at() ? Long.compare(one.at(), other.at()) : Long.compare(one.order(), other.order()));
    private final Set<Integer> asleep = new HashSet<>();
    private final List<Set<Integer>> finalTransactions = new ArrayList<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private long now;
    private long order;
    private long events;
    private int transactions;
    private long failedViews;
    private final Set<Offence> accusations = EnumSet.noneOf(Offence.class);
    private final Signing signing;
    private boolean healed;
    private long ranges;
    private long lostRecords;
    private long steadyFrom = Long.MAX_VALUE;
    private Faults faults;

    /** Hears what honest validators make durable before they say it. */
    @FunctionalInterface
    interface Signing {
        /** @param statements of one step, in their order */
        void signed(int node, List<Statement> statements);
    }

    public Simulation(SimulationPlan plan, long seed) {
        this(plan, seed, (node, statements) -> {});
    }

    Simulation(SimulationPlan plan, long seed, Signing signing) {
        this.plan = plan;
        this.signing = signing;
        this.dice = new Dice(seed);
        this.genesis = SimulatedKeys.genesis(plan.validators());
        this.signBytes = new SignBytes(SimulatedKeys.CHAIN_ID, genesis.root().block());
        this.epochs = new KnownEpochs(genesis, signBytes);
        this.sets = new EpochSets(genesis.set(), seed, plan.validators() + plan.spares());
        this.paces = new EpochPaces(plan.parameters(), seed, plan.proposals());
        this.chain =
                new SimulatedChain(BlockRef.genesis(genesis.root().block()), plan.epochLength(), plan.plans(), sets);
        this.plans = new SimulatedPlans(this, dice, sets);
        this.faults = plan.faults(dice);
        int members = plan.validators() + plan.spares();
        this.network = new SimulatedNetwork(this, dice, faults, members + plan.twins());
        for (int i = 0; i < members + plan.twins(); i++) {
            int member = i % members;
            Sinner sinner = i == 0 ? plan.sinner() : Sinner.NOBODY;
            boolean honest = member >= plan.twins() && sinner == Sinner.NOBODY;
            nodes.add(new SimulatedNode(this, dice, i, member, honest, sinner, new SimulatedDisk(genesis)));
            finalTransactions.add(new HashSet<>());
        }
    }

    /** @throws IllegalStateException if an invariant breaks or the network does not recover; the message ends with the last events */
    public SimulationReport run() {
        try {
            nodes.forEach(SimulatedNode::start);
            scheduleTroubles();
            scheduleTransaction();
            runUntilView(plan.views());
            long badUntil = now;
            heal();
            long together = runUntilTogether();
            long recovered = runUntilProgress();
            runSteadily();
            return new SimulationReport(
                    events,
                    network.sent(),
                    highestView(),
                    lowestHeight(),
                    Duration.ofNanos(now),
                    Duration.ofNanos(recovered - badUntil),
                    Duration.ofNanos(together - badUntil),
                    highestEpoch(),
                    paces.enacted(),
                    plans.applied(),
                    ranges,
                    lostRecords,
                    failedViews,
                    accusations);
        } catch (RuntimeException e) {
            throw new IllegalStateException(e.getMessage() + "\n" + String.join("\n", trace), e);
        }
    }

    // --- time ---

    long now() {
        return now;
    }

    void after(long nanos, Runnable action) {
        queue.add(new Scheduled(now + Math.max(0, nanos), order++, action));
    }

    private boolean runNext() {
        Scheduled next = queue.poll();
        if (next == null) {
            return false;
        }
        now = next.at();
        next.action().run();
        return true;
    }

    private void runUntilView(long view) {
        long end = plan.badPhase().toNanos();
        while (now < end && highestView() < view) {
            if (!runNext()) {
                throw new IllegalStateException("nothing left to happen");
            }
        }
    }

    /** L1: certificates alone bring all into one view, blocks or not. */
    private long runUntilTogether() {
        long end = now + (plan.proposals() > 0 ? plan.recovery() : MOST_APART).toNanos();
        while (!areTogether()) {
            if (now > end || !runNext()) {
                throw new IllegalStateException("L1: not in one view long after healing: "
                        + nodes.stream()
                                .map(node -> node.core().epoch().epoch() + "/"
                                        + node.core().view())
                                .toList());
            }
        }
        return now;
    }

    private boolean areTogether() {
        long epoch = highestEpoch();
        long highest = highestView();
        return honest().allMatch(node ->
                node.core().epoch().epoch() == epoch && node.core().view() >= highest - VIEWS_UNDER_WAY);
    }

    /** Whoever has slow disks has busy processors too, on every other node. */
    boolean isBusy(int node) {
        return faults.slowestSync().isPositive() && node % 2 == 0;
    }

    /** L4: without faults a view fails only on account of its leader, or of the one before, which can spend two. */
    private void runSteadily() {
        if (plan.proposals() > 0) {
            return; // a legal Δ may be shorter than the links are
        }
        steadyFrom = highestView() + VIEWS_UNDER_WAY;
        long end = now + plan.recovery().toNanos();
        while (highestView() < steadyFrom + STEADY_VIEWS && now < end && runNext()) {
            // what fails says so
        }
    }

    /** L2, L3: two more blocks on all nodes, and all that waited is final. */
    private long runUntilProgress() {
        long target = 2 + honest().mapToLong(SimulatedNode::height).max().orElseThrow();
        long end = now + plan.recovery().toNanos();
        while (lowestHeight() < target || waiting() > 0) {
            if (now > end || !runNext()) {
                throw new IllegalStateException("no progress within " + plan.recovery() + " of healing: heights "
                        + nodes.stream().map(SimulatedNode::height).toList() + ", wanted " + target + ", waiting "
                        + waiting() + ", "
                        + nodes.stream()
                                .map(node -> node.core().status().toString())
                                .toList());
            }
        }
        return now;
    }

    private int waiting() {
        return honest().mapToInt(SimulatedNode::waitingTransactions).sum();
    }

    private long highestView() {
        long highest = 0;
        for (SimulatedNode node : nodes) {
            highest = Math.max(highest, node.core().view());
        }
        return highest;
    }

    private long highestEpoch() {
        return nodes.stream()
                .mapToLong(node -> node.core().epoch().epoch())
                .max()
                .orElseThrow();
    }

    private long lowestHeight() {
        return honest().mapToLong(SimulatedNode::height).min().orElseThrow();
    }

    private Stream<SimulatedNode> honest() {
        return nodes.stream().filter(node -> node.honest);
    }

    // --- troubles ---

    private void scheduleTroubles() {
        after(dice.between(0, 2 * faults.crashEvery().toNanos()), this::crashSomebody);
        after(dice.between(0, 2 * faults.partitionEvery().toNanos()), this::cutSomewhere);
        if (plan.spares() > 0 && !plan.calm()) {
            after(dice.between(0, 2 * SLEEP_EVERY.toNanos()), this::sendSomebodyToSleep);
        }
        if (plan.plans()) {
            plans.scheduleNext();
        }
    }

    boolean isHealed() {
        return healed;
    }

    private void crashSomebody() {
        if (healed) {
            return;
        }
        SimulatedNode victim = dice.pick(nodes);
        long down = down();
        if (faults.mostDown() == nodes.size() && dice.below(6) == 0) {
            note("everybody crashes");
            for (SimulatedNode node : nodes) {
                if (node.isAlive()) {
                    node.crash();
                    restartLater(node);
                }
            }
        } else if (victim.isAlive() && down < faults.mostDown()) {
            if (mayLoseRecord() && dice.below(8) == 0) {
                note("node " + victim.index + " crashes and loses its record");
                victim.crashAndLoseRecord();
                invariants.recordLost(victim.index);
                lostRecords++;
            } else {
                note("node " + victim.index + " crashes");
                victim.crash();
            }
            restartLater(victim);
        }
        after(dice.between(0, 2 * faults.crashEvery().toNanos()), this::crashSomebody);
    }

    /**
     * A validator's machine is lost with all that it held, and its keys come back from a backup.
     *
     * @param signsFrom what the newcomer takes for granted: {@link Long#MAX_VALUE} asks others (R6)
     */
    void lose(int node, long signsFrom) {
        SimulatedNode victim = nodes.get(node);
        note("node " + node + " loses everything");
        victim.crashAndLoseEverything(signsFrom);
        invariants.recordLost(node);
        finalTransactions.get(node).clear();
        lostRecords++;
        restartLater(victim);
    }

    void restartLater(SimulatedNode node) {
        after(dice.between(0, faults.downFor().toNanos()), () -> {
            if (!node.isAlive()) {
                note("node " + node.index + " starts");
                node.start();
            }
        });
    }

    /** Who is no member goes away, and comes back where the epoch begins that counts on it: far behind, or with nothing at all. */
    private void sendSomebodyToSleep() {
        if (healed) {
            return;
        }
        SimulatedNode node = dice.pick(nodes);
        if (node.isAlive() && !node.isMember(setOf(highestEpoch()))) {
            note("node " + node.index + " goes to sleep");
            asleep.add(node.index);
            if (node.sleep()) {
                finalTransactions.get(node.index).clear();
            }
        }
        after(dice.between(0, 2 * SLEEP_EVERY.toNanos()), this::sendSomebodyToSleep);
    }

    /** Somebody is in this epoch. */
    void entered(long epoch) {
        for (SimulatedNode node : nodes) {
            if (node.isMember(setOf(epoch)) && asleep.remove(node.index)) {
                restartLater(node);
            }
        }
    }

    private long down() {
        return nodes.stream()
                .filter(node -> (!node.isAlive() || node.isMute()) && !asleep.contains(node.index))
                .count();
    }

    /** One at a time, where the others hold a quorum and another epoch comes. */
    private boolean mayLoseRecord() {
        return plan.epochLength() > 0
                && plan.spares() == 0
                && plan.twins() == 0
                && plan.sinner() == Sinner.NOBODY
                && nodes.stream().noneMatch(SimulatedNode::isMute);
    }

    private void cutSomewhere() {
        if (healed) {
            return;
        }
        note("partition");
        network.partition();
        after(dice.between(0, faults.partitionFor().toNanos()), () -> {
            network.heal();
            after(dice.between(0, 2 * faults.partitionEvery().toNanos()), this::cutSomewhere);
        });
    }

    /** Whether a node dies between two effects of a step. */
    boolean diesNow(SimulatedNode node) {
        return !healed && faults.mostDown() > 0 && dice.below(20_000) == 0 && down() < faults.mostDown();
    }

    private void heal() {
        note("everything heals");
        healed = true;
        asleep.clear();
        faults = Faults.none(Duration.ofMillis(20));
        network.become(faults);
        network.heal();
        for (SimulatedNode node : nodes) {
            if (!node.isAlive()) {
                node.start();
            }
        }
    }

    // --- transactions ---

    private void scheduleTransaction() {
        if (healed) {
            return;
        }
        after(dice.between(0, 2 * plan.transactionEvery().toNanos()), () -> {
            int transaction = transactions++;
            int first = dice.below(nodes.size());
            nodes.get(first).receiveTransaction(transaction);
            for (SimulatedNode other : others(first)) {
                after(
                        dice.between(
                                Duration.ofMillis(1).toNanos(),
                                Duration.ofSeconds(1).toNanos()),
                        () -> other.receiveTransaction(transaction));
            }
            scheduleTransaction();
        });
    }

    boolean isFinal(int node, int transaction) {
        return finalTransactions.get(node).contains(transaction);
    }

    void finalised(int node, int transaction) {
        finalTransactions.get(node).add(transaction);
    }

    // --- what nodes ask for ---

    /** By which times the block after {@code head} is made. */
    ConsensusParameters parametersAfter(BlockRef head) {
        return paces.of(head.epoch() + (head.lastOfEpoch() ? 1 : 0));
    }

    SimulatedKeys keys() {
        return keys;
    }

    SignBytes signBytes() {
        return signBytes;
    }

    SimulatedChain chain() {
        return chain;
    }

    Invariants invariants() {
        return invariants;
    }

    List<SimulatedNode> others(int index) {
        List<SimulatedNode> others = new ArrayList<>(nodes);
        others.remove(index);
        return others;
    }

    /** Each node's own; a calm network has true ones. */
    SkewedClock clock() {
        return plan.calm() ? new SkewedClock(0, 0) : SkewedClock.drawn(dice);
    }

    /** How long the disk takes before a signed message may leave. */
    long syncNanos() {
        long slowest = faults.slowestSync().toNanos();
        return slowest == 0 ? 0 : dice.between(0, slowest);
    }

    /** Whether a signer record finds no room. Then the node stops, as one of {@link Faults#mostDown}. */
    boolean isDiskFull(SimulatedNode node) {
        return !healed
                && faults.diskFullPerTenThousand() > 0
                && dice.below(10_000) < faults.diskFullPerTenThousand()
                && down() < faults.mostDown();
    }

    long buildNanos() {
        return dice.between(0, Duration.ofMillis(10).toNanos());
    }

    long executionNanos() {
        return dice.between(0, Duration.ofMillis(15).toNanos());
    }

    void broadcast(int from, Message message) {
        for (SimulatedNode other : others(from)) {
            network.send(from, other.index, new Parcel.Of(message));
        }
    }

    void send(int from, PeerId to, Message message) {
        for (SimulatedNode node : nodes) {
            if (node.id.equals(to)) {
                network.send(from, node.index, new Parcel.Of(message));
            }
        }
    }

    void send(int from, int to, Parcel parcel) {
        network.send(from, to, parcel);
    }

    void arrive(int from, int to, Parcel parcel) {
        if (nodes.get(to).isAlive()) {
            nodes.get(to).receive(from, parcel);
        }
    }

    /** Asks one of those who should have it, now and then somebody else. */
    void fetch(int asker, Hash block, List<PeerId> from) {
        List<SimulatedNode> candidates = new ArrayList<>();
        for (SimulatedNode other : others(asker)) {
            if (from.contains(other.id) || from.isEmpty() || dice.below(4) == 0) {
                candidates.add(other);
            }
        }
        if (!candidates.isEmpty()) {
            network.send(asker, dice.pick(candidates).index, new Parcel.AskBlock(block));
        }
    }

    /** Final blocks from somebody, who may have none. */
    void askRange(int asker, Parcel.AskRange range) {
        network.send(asker, dice.pick(others(asker)).index, range);
    }

    /** The real verification, over keys that are not. A message that many receive is verified once. */
    void verify(SimulatedNode node, int from, Message message) {
        PeerId sender = nodes.get(from).id;
        long epoch = node.core().epoch().epoch();
        OptionalLong of = Verification.epochOf(message);
        if (message instanceof Message.Epochs(List<EpochProof> proofs)) {
            proofs.forEach(epochs::requireSound);
            node.receive(sender, message);
        } else if (message instanceof Message.Status && of.isPresent() && of.getAsLong() != epoch) {
            node.receive(sender, message);
        } else if (of.isPresent() && of.getAsLong() != epoch) {
            if (of.getAsLong() == epoch + 1) {
                node.park(from, message);
            }
            node.receiveOtherEpoch(sender, of.getAsLong());
        } else {
            epochs.requireSound(message, epoch);
            node.receive(sender, message);
        }
    }

    // --- epochs ---

    void proveEpoch(SimulatedNode node, CommitCertificate certificate) {
        long epoch = certificate.epoch() + 1;
        BlockRef last = chain.block(certificate.block());
        EpochStart next = new EpochStart(new Root(epoch, last.view(), last.hash()), sets.of(epoch));
        begin(next);
        Bytes header = chain.header(certificate.block()).orElseThrow();
        EpochProof proof = new EpochProof(certificate, header, next.set());
        after(0, () -> node.proven(proof, next));
    }

    KnownEpochs epochs() {
        return epochs;
    }

    void begin(EpochStart start) {
        epochs.begin(start);
        chain.begin(start.epoch(), start.root().block());
    }

    Hash genesisHash() {
        return genesis.root().block();
    }

    /** Whose disk says that it is in this epoch, running or not. */
    List<SimulatedNode> nodesAt(EpochStart epoch) {
        return honest().filter(node -> node.disk.epoch().equals(epoch)).toList();
    }

    ValidatorSet setOf(long epoch) {
        return sets.of(epoch);
    }

    // --- watching ---

    void observed(SimulatedNode node, Event event, List<Effect> effects) {
        events++;
        if (plan.traced()) {
            note(node.index + " " + event + " -> " + effects);
        }
        if (node.honest) {
            invariants.observe(node.index, event, effects, node.core());
        }
    }

    void signed(SimulatedNode node, List<Statement> statements) {
        if (node.honest) {
            signing.signed(node.index, statements);
        }
    }

    /** S16: whom an honest node accuses has sinned. */
    void accused(SimulatedNode node, Accusation accusation) {
        if (node.honest) {
            invariants.accused(node.index, accusation, isHonest(accusation.epoch(), accusation.signer()));
            accusations.add(accusation.offence());
        }
    }

    /** Whether an event is handed in a second time (S15). */
    boolean comesTwice() {
        return dice.below(50) == 0;
    }

    void noted(int node, Notice notice) {
        if (notice instanceof Notice.ViewFailed failed) {
            failedViews++;
            checkWhoFailed(failed);
        }
        if (plan.traced()) {
            note(node + " reports " + notice);
        }
    }

    void caughtUp() {
        ranges++;
    }

    private void checkWhoFailed(Notice.ViewFailed failed) {
        LeaderRotation rotation = new LeaderRotation(failed.epoch(), setOf(failed.epoch()));
        boolean bothHonest = isHonest(failed.epoch(), rotation.leader(failed.view()))
                && isHonest(failed.epoch(), rotation.leader(failed.view() - 1));
        boolean mute = nodes.stream().anyMatch(SimulatedNode::isMute);
        if (failed.view() > steadyFrom && bothHonest && !mute) {
            throw new IllegalStateException("L4: a view of an honest leader after another failed: " + failed);
        }
    }

    private boolean isHonest(long epoch, int member) {
        Bytes key = setOf(epoch).member(member).blsKey();
        return nodes.stream().allMatch(node -> node.honest || !node.holds(key));
    }

    private void note(String line) {
        if (trace.size() == TRACE_LINES) {
            trace.removeFirst();
        }
        trace.addLast(now / 1_000_000 + " ms: " + line);
    }
}
