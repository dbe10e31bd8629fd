package io.vigil.testnet.simulation;

import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Who certifies which epoch, drawn from the seed: members join and leave, a member's key moves to another node, powers and the right to lead
 * change. A pure function of the epoch, so a set is as good as fixed long before its epoch (A20).
 */
final class EpochSets {
    private static final int LEAST_MEMBERS = 4;
    private static final int MOST_POWER = 3;

    private final ValidatorSet first;
    private final long seed;
    private final int candidates;
    private final TreeMap<Long, ValidatorSet> drawn = new TreeMap<>();

    /**
     * @param candidates nodes that may be members; with none to spare the first set stays
     */
    EpochSets(ValidatorSet first, long seed, int candidates) {
        this.first = first;
        this.seed = seed;
        this.candidates = candidates;
    }

    ValidatorSet of(long epoch) {
        boolean fixed = epoch == 0 || candidates <= first.size();
        return fixed ? first : drawn.computeIfAbsent(epoch, this::draw);
    }

    private ValidatorSet draw(long epoch) {
        Dice dice = new Dice(seed * 1_000_003 + epoch);
        List<Integer> nodes = shuffled(dice);
        List<Integer> names = shuffled(dice);
        int size = LEAST_MEMBERS + dice.below(candidates - LEAST_MEMBERS + 1);
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int node = nodes.get(i);
            // The first node may be a sinner: alone it must never weigh a third.
            long power = node == 0 ? 1 : 1 + dice.below(MOST_POWER);
            members.add(new Validator(
                    Address.ofInt(names.get(i) + 1), SimulatedKeys.key(node), power, i == 0 || dice.below(5) > 0));
        }
        return ValidatorSet.of(members);
    }

    private List<Integer> shuffled(Dice dice) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < candidates; i++) {
            order.add(dice.below(i + 1), i);
        }
        return order;
    }
}
