package io.vigil.testnet.simulation;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.PlanConsent;
import io.vigil.consensus.certificates.PlanSignature;
import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.consensus.safety.PlanFence;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.PlanCodec;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the operators of a run do: now and then a quorum of them signs a plan that ends the epoch where it stands, whether the chain moves or not
 * (G43–G45). Most plans bring other members, drawn from all who consent. Who signed gets the finished plan later, one by one, over crashes; the others
 * hear of it from peers.
 */
final class SimulatedPlans {
    private static final Duration EVERY = Duration.ofSeconds(3);
    private static final Duration HANDED_OUT_WITHIN = Duration.ofSeconds(2);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final Simulation simulation;
    private final Dice dice;
    private final EpochSets sets;
    private long applied;

    SimulatedPlans(Simulation simulation, Dice dice, EpochSets sets) {
        this.simulation = simulation;
        this.dice = dice;
        this.sets = sets;
    }

    /** Epochs that plans began. */
    long applied() {
        return applied;
    }

    void scheduleNext() {
        simulation.after(dice.between(0, 2 * EVERY.toNanos()), () -> {
            if (!simulation.isHealed()) {
                tryOne();
                scheduleNext();
            }
        });
    }

    private void tryOne() {
        EpochStart at = simulation.epochs().newest();
        List<SimulatedNode> there = dice.shuffled(simulation.nodesAt(at));
        List<SimulatedNode> members = there.stream()
                .filter(node -> node.isMember(at.set()) && dice.below(4) > 0)
                .toList();
        Optional<Plan> plain = members.stream()
                .map(node -> lock(node, at))
                .reduce((one, other) -> other.view() > one.view() ? other : one)
                .flatMap(highest -> planOf(at, highest, List.of()));
        if (plain.isEmpty()) {
            return;
        }
        List<SimulatedNode> signers =
                members.stream().filter(node -> node.maySign(plain.get())).toList();
        long power = signers.stream()
                .mapToLong(node ->
                        at.set().power(at.set().indexOf(node.keyIn(at.set())).orElseThrow()))
                .sum();
        if (power >= at.set().quorum()) {
            List<Plan.Action> actions = replacement(there, signers, plain.get(), at);
            sign(planOf(at, plain.get().certificate(), actions).orElseThrow(), at, signers);
        }
    }

    private static BlockCertificate lock(SimulatedNode node, EpochStart at) {
        BlockCertificate own = node.disk.record().lock();
        return own.epoch() == at.epoch() ? own : at.root();
    }

    /** Nothing if the rules let no plan end the epoch there, as where its last block is certified. */
    private Optional<Plan> planOf(EpochStart at, BlockCertificate last, List<Plan.Action> actions) {
        return simulation
                .chain()
                .header(last.block())
                .map(header -> new Plan(
                        SimulatedKeys.CHAIN_ID,
                        simulation.genesisHash(),
                        at.epoch(),
                        at.set().root(),
                        1,
                        Hash.ZERO,
                        last,
                        header,
                        actions,
                        List.of(),
                        0,
                        ""))
                .filter(plan -> simulation.epochs().isSound(plan));
    }

    /** From the same members to none of them: those who sign and those who are no members may be asked for their consent. */
    private List<Plan.Action> replacement(
            List<SimulatedNode> there, List<SimulatedNode> signers, Plan plan, EpochStart at) {
        List<SimulatedNode> newcomers = there.stream()
                .filter(node -> !node.isMember(at.set()) && node.mayConsent(plan))
                .toList();
        List<SimulatedNode> asked = new ArrayList<>(dice.below(3) == 0 ? newcomers : signers);
        asked.addAll(dice.below(2) == 0 ? newcomers : signers);
        List<SimulatedNode> others = dice.shuffled(asked.stream().distinct().toList());
        if (others.size() < EpochSets.LEAST_MEMBERS || dice.below(5) == 0) {
            return List.of();
        }
        int size = EpochSets.LEAST_MEMBERS + dice.below(others.size() - EpochSets.LEAST_MEMBERS + 1);
        List<Integer> nodes =
                others.subList(0, size).stream().map(node -> node.index).toList();
        return List.of(new Plan.Action.ReplaceSet(sets.seats(nodes, dice)));
    }

    private void sign(Plan plan, EpochStart at, List<SimulatedNode> signers) {
        Hash hash = PlanCodec.hash(plan);
        PlanFence fence = PlanCodec.fence(plan);
        SignedPlan signed = new SignedPlan(plan, at.set(), List.of());
        List<SimulatedNode> holders = new ArrayList<>(signers);
        for (SimulatedNode node : signers) {
            BlockCertificate lock = lock(node, at);
            Bytes key = node.keyIn(at.set());
            Hash message = simulation.signBytes().plan(at.epoch(), at.set().root(), hash, lock.view(), lock.block());
            int signer = at.set().indexOf(key).orElseThrow();
            node.fence(fence);
            signed =
                    signed.with(new PlanSignature(signer, lock.view(), lock.block(), SimulatedKeys.sign(key, message)));
        }
        ValidatorSet next = signed.nextSet();
        if (plan.replacement().isPresent()) {
            Hash message =
                    simulation.signBytes().planMember(at.epoch(), at.set().root(), hash);
            for (int member = 0; member < next.size(); member++) {
                Bytes key = next.member(member).blsKey();
                signed = signed.with(new PlanConsent(member, SimulatedKeys.sign(key, message)));
            }
        }
        EpochProof proof = new EpochProof(signed.proof(simulation.keys()), plan.header(), next);
        sets.replace(at.epoch() + 1, next);
        simulation.begin(simulation.epochs().startedBy(proof));
        applied++;
        for (SimulatedNode node : holders) {
            handOutLater(node, proof, dice.between(0, HANDED_OUT_WITHIN.toNanos()));
        }
    }

    private void handOutLater(SimulatedNode node, EpochProof proof, long nanos) {
        simulation.after(nanos, () -> {
            if (node.isAlive()) {
                node.proven(proof, simulation.epochs().after(proof));
            }
            if (node.disk.epoch().epoch() <= proof.end().epoch()) {
                handOutLater(node, proof, TRY_AGAIN.toNanos());
            }
        });
    }
}
