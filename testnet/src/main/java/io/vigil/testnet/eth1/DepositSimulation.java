package io.vigil.testnet.eth1;

import io.vigil.deposits.DepositDomain;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.voting.ContractStorage;
import io.vigil.deposits.voting.DepositInput;
import io.vigil.deposits.voting.DepositState;
import io.vigil.deposits.voting.Eth1Parameters;
import io.vigil.deposits.voting.Eth1Transition;
import io.vigil.deposits.voting.VotingSet;
import io.vigil.testnet.eth1.SimulatedValidator.Kind;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.genesis.GenesisEth1;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * One schedule. After each view: a sound leader's vote is true and its block valid; a false root is adopted only by a quorum of
 * members with the bug or who lie (S1); a quorum that is there makes blocks, whatever it thinks of eth1 (L1); each index is
 * processed once, and without a false root the tree processed is the contract's (D15, D16). At the end all is repaired, and the
 * true root must be adopted and every deposit processed; the bug of 2021 lets none of a false root through (D16).
 */
public final class DepositSimulation {
    private static final long BORN = 1_700_000_000L;
    private static final long FOLLOW_SECONDS = 10;
    private static final int FINAL_DEPTH = 4;
    private static final int PERIODS = 3;

    /** Periods after the repair within which the truth is adopted and the queue drained. */
    private static final int PERIODS_TO_HEAL = 4;

    /** Views of D19's first back-off: a leader loses at most one of its own to a disagreement in them. */
    private static final int WINDOW = 64;

    private final Random random;
    private final SimulatedEth1 eth1 = new SimulatedEth1(BORN - 1_000);
    private final Eth1Parameters parameters;
    private final Eth1Transition transition;
    private final List<SimulatedValidator> members = new ArrayList<>();
    private VotingSet set;
    private Map<UInt256, UInt256> state = new TreeMap<>();
    private Optional<Map<UInt256, UInt256>> certified = Optional.empty();
    private List<SimulatedValidator> order = List.of();
    private final List<Long> wasted = new ArrayList<>();
    private long now = BORN;
    private long view;
    private long height;
    private long parentTime = BORN;
    private boolean byTimeout;
    private boolean finalising = true;
    private boolean healed;
    private long blocks;
    private long adoptions;
    private long falseAdoptions;
    private String broken = "";

    /**
     * What came of a schedule.
     *
     * @param broken the rule that was broken, and how; empty if none was
     */
    public record Outcome(
            long seed,
            int members,
            long views,
            long blocks,
            long adoptions,
            long falseAdoptions,
            long deposits,
            String broken) {
        static Outcome thrown(long seed, RuntimeException why) {
            return new Outcome(seed, 0, 0, 0, 0, 0, 0, "threw " + why);
        }
    }

    private DepositSimulation(long seed, int size) {
        this.random = new Random(seed);
        Eth1Data start = new Eth1Data(0, eth1.last().header().hash(), Frontier.EMPTY.root(), 0);
        this.parameters = new Eth1Parameters(
                eth1.contract(),
                new DepositDomain(Bytes.of(1, 2, 3, 4)),
                FOLLOW_SECONDS,
                GenesisEth1.shortestPeriod(size),
                GenesisEth1.MAX_DEPOSITS,
                start,
                Frontier.EMPTY);
        this.transition = new Eth1Transition(parameters);
        new DepositState(storage(state)).begin(parameters, List.of());
        for (int i = 0; i < size; i++) {
            members.add(new SimulatedValidator(Address.ofInt(i + 1), Kind.SOUND, eth1, parameters));
        }
        this.set = powers();
        giveSins(random.nextInt(6) == 0);
    }

    /** Plays the schedule of a seed. */
    public static Outcome play(long seed) {
        int[] sizes = {1, 4, 4, 4, 4, 7, 7, 7, 7, 31};
        int size = sizes[new Random(seed).nextInt(sizes.length)];
        DepositSimulation simulation = new DepositSimulation(seed, size);
        simulation.run();
        return new Outcome(
                seed,
                size,
                simulation.view,
                simulation.blocks,
                simulation.adoptions,
                simulation.falseAdoptions,
                simulation.pre().nextIndex(),
                simulation.broken);
    }

    private VotingSet powers() {
        List<VotingSet.Member> drawn = new ArrayList<>();
        for (SimulatedValidator member : members) {
            drawn.add(new VotingSet.Member(member.address(), 1 + random.nextInt(4)));
        }
        return VotingSet.of(drawn);
    }

    /** Below a quorum of sinners by power, unless {@code most} of them sin; blind ones are no sinners. */
    private void giveSins(boolean most) {
        List<SimulatedValidator> drawn = new ArrayList<>(members);
        Collections.shuffle(drawn, random);
        for (int i = 0; i < drawn.size(); i++) {
            SimulatedValidator old = drawn.get(i);
            boolean sins = most ? random.nextInt(10) > 0 : 3 * (i + 1) <= members.size() || random.nextInt(8) == 0;
            Kind kind = sins
                    ? (random.nextBoolean() ? Kind.BUG : Kind.LIAR)
                    : random.nextInt(6) == 0 ? Kind.BLIND : Kind.SOUND;
            members.set(members.indexOf(old), new SimulatedValidator(old.address(), kind, eth1, parameters));
        }
    }

    private void run() {
        long until = PERIODS * parameters.periodBlocks();
        while (view < until && broken.isEmpty()) {
            disturb();
            play();
        }
        heal();
        until = view + PERIODS_TO_HEAL * parameters.periodBlocks();
        while (view < until && broken.isEmpty() && !isDone()) {
            eth1.grow(0, now);
            eth1.finalise(FINAL_DEPTH);
            members.forEach(member -> member.poll(now));
            play();
        }
        if (broken.isEmpty() && !isDone()) {
            broken = "after the repair: adopted " + pre().adopted() + ", processed " + pre().nextIndex()
                    + ", the contract has " + eth1.last().after().count();
        }
    }

    private void heal() {
        healed = true;
        finalising = true;
        members.forEach(SimulatedValidator::repair);
        wasted.clear();
    }

    private boolean isDone() {
        DepositState now = pre();
        boolean truth = now.adopted().count() == eth1.last().after().count() && eth1.isTrue(now.adopted());
        if (!truth || now.nextIndex() > now.adopted().count()) {
            return false;
        }
        Frontier mine = eth1.treeOf(now.nextIndex());
        return now.nextIndex() == now.adopted().count() && now.frontier().equals(mine);
    }

    /** What happens to eth1, to its nodes and to the members before a view. */
    private void disturb() {
        if (random.nextInt(3) > 0) {
            eth1.grow(random.nextInt(6) == 0 ? 1 + random.nextInt(3) : 0, now);
        }
        if (random.nextInt(40) == 0) {
            eth1.takeBack(1 + random.nextInt(FINAL_DEPTH));
        }
        if (random.nextInt(100) == 0) {
            finalising = !finalising;
        }
        if (finalising) {
            eth1.finalise(FINAL_DEPTH);
        }
        for (SimulatedValidator member : members) {
            if (random.nextInt(60) == 0) {
                var faults = SimulatedEndpoint.Fault.values();
                member.endpointBecomes(random.nextInt(3) == 0 ? faults[random.nextInt(faults.length)] : faults[0]);
            }
            if (random.nextInt(80) == 0) {
                member.crash();
            } else if (!member.isOnline() && random.nextInt(12) == 0) {
                member.start();
            }
            if (random.nextInt(4) == 0) {
                member.poll(now);
            }
        }
        if (random.nextInt(150) == 0) {
            set = powers(); // an epoch begins in the middle of a period
        }
        if (random.nextInt(300) == 0) {
            members.forEach(SimulatedValidator::crash);
        }
    }

    private void play() {
        int place = (int) (view % members.size());
        if (place == 0) {
            order = new ArrayList<>(members);
            Collections.shuffle(order, random); // each pass is a permutation
        }
        SimulatedValidator leader = order.get(place);
        view++;
        now++;
        long online =
                power(members.stream().filter(SimulatedValidator::isOnline).toList());
        if (!leader.isOnline() || online < set.quorum()) {
            byTimeout = true;
            return;
        }
        if (certified.isPresent()) { // proposed again: nobody asks eth1 (D21)
            commit(certified.get());
            certified = Optional.empty();
            return;
        }
        propose(leader);
    }

    private void propose(SimulatedValidator leader) {
        DepositState pre = pre();
        leader.leads(view, pre.generation());
        long periodTime = parameters.startsPeriod(height + 1) ? parentTime : pre.periodTime();
        Optional<Eth1Data> vote = voteOf(leader, periodTime, pre);
        List<DepositInput> deposits =
                leader.kind() == Kind.LIAR || leader.kind() == Kind.BLIND ? List.of() : leader.deposits(pre);
        Map<UInt256, UInt256> next = new TreeMap<>(state);
        Eth1Transition.Result result = apply(leader, vote, deposits, next);
        if (result instanceof Eth1Transition.Result.Invalid(String why)) {
            if (leader.kind() == Kind.SOUND) {
                broken = "a block of a sound leader is invalid: " + why;
                return;
            }
            next = new TreeMap<>(state); // R4.3: a leader tries its block, and makes it without what does not fit
            result = apply(leader, vote, List.of(), next);
        }
        switch (result) {
            case Eth1Transition.Result.Invalid(String why) -> broken = "a vote alone is invalid: " + why;
            case Eth1Transition.Result.Done done -> voteOn(leader, next, done.adopted());
        }
    }

    private Eth1Transition.Result apply(
            SimulatedValidator leader,
            Optional<Eth1Data> vote,
            List<DepositInput> deposits,
            Map<UInt256, UInt256> slots) {
        var inputs = new Eth1Transition.BlockInputs(height + 1, parentTime, leader.address(), vote, deposits);
        return transition.apply(inputs, set, new DepositState(storage(slots)));
    }

    private Optional<Eth1Data> voteOf(SimulatedValidator leader, long periodTime, DepositState pre) {
        if (leader.kind() == Kind.LIAR) {
            return Optional.of(lie());
        }
        if (leader.kind() == Kind.BLIND) {
            return Optional.empty();
        }
        Optional<Eth1Data> vote = leader.vote(periodTime, pre);
        if (leader.kind() == Kind.SOUND
                && vote.filter(cast -> !eth1.isTrue(cast)).isPresent()) {
            broken = "a sound leader votes for " + vote.get();
        }
        return vote.filter(cast -> !transition.wouldComplete(cast, height + 1, leader.address(), set, pre)
                || leader.mayComplete(view, byTimeout));
    }

    /** The same for all liars of a period. */
    private Eth1Data lie() {
        long period = parameters.period(height + 1);
        long count = period % 3 == 0 ? 1_000_000 : eth1.last().after().count();
        return new Eth1Data(
                eth1.last().header().number() / 8,
                eth1.at(eth1.last().header().number() / 8)
                        .orElseThrow()
                        .header()
                        .hash(),
                SimulatedEth1.hash("lie", period),
                count);
    }

    private void voteOn(SimulatedValidator leader, Map<UInt256, UInt256> next, Optional<Eth1Data> adopted) {
        List<SimulatedValidator> voters = members.stream()
                .filter(SimulatedValidator::isOnline)
                .filter(member -> adopted.isEmpty() || !member.withholds(adopted.get()))
                .toList();
        if (power(voters) < set.quorum()) {
            byTimeout = true;
            if (leader.kind() == Kind.SOUND) {
                waste();
            }
            return;
        }
        adopted.ifPresent(this::adopts);
        if (adopted.isPresent() && !healed && random.nextInt(4) == 0) { // its casters crash before it is committed
            certified = Optional.of(next);
            byTimeout = true;
            leader.crash();
            return;
        }
        commit(next);
    }

    /** L1: a sound leader's view is lost to a disagreement about eth1 at most once in its back-off. */
    private void waste() {
        wasted.add(view);
        wasted.removeIf(lost -> lost < view - WINDOW);
        if (wasted.size() > members.size() + 1) {
            broken = wasted.size() + " views of sound leaders lost in " + WINDOW;
        }
    }

    private void adopts(Eth1Data adopted) {
        adoptions++;
        if (eth1.isTrue(adopted)) {
            return;
        }
        falseAdoptions++;
        long sinners = power(members.stream()
                .filter(member -> member.kind() == Kind.BUG || member.kind() == Kind.LIAR)
                .toList());
        if (sinners < set.quorum()) {
            broken = "false root adopted with " + sinners + " of " + set.quorum() + " power: " + adopted;
        }
    }

    private void commit(Map<UInt256, UInt256> next) {
        long before = pre().nextIndex();
        state = next;
        height++;
        blocks++;
        parentTime = now;
        byTimeout = false;
        DepositState after = pre();
        if (after.nextIndex() < before || after.nextIndex() > before + GenesisEth1.MAX_DEPOSITS) {
            broken = "index " + before + " became " + after.nextIndex();
        }
        boolean differs = !after.frontier().equals(eth1.treeOf(after.nextIndex()));
        if (falseAdoptions == 0 && differs) {
            broken = "the chain processed another tree than the contract's up to " + after.nextIndex();
        }
    }

    private long power(List<SimulatedValidator> some) {
        long power = 0;
        for (VotingSet.Member member : set.members()) {
            boolean counts = some.stream().anyMatch(each -> each.address().equals(member.address()));
            power += counts ? member.power() : 0;
        }
        return power;
    }

    private DepositState pre() {
        return new DepositState(storage(state));
    }

    private static ContractStorage storage(Map<UInt256, UInt256> slots) {
        return new ContractStorage() {
            @Override
            public UInt256 load(UInt256 slot) {
                return slots.getOrDefault(slot, UInt256.ZERO);
            }

            @Override
            public void store(UInt256 slot, UInt256 value) {
                slots.put(slot, value);
            }
        };
    }
}
