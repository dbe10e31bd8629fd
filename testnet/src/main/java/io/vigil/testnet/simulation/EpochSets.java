package io.vigil.testnet.simulation;

import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who certifies which epoch, drawn from the seed: members join and leave, one at a time, many or all at once; they change their keys; a key moves to
 * another address; powers and the right to lead change, as after a slashing. A pure function of the epoch, so a set is as good as fixed long before
 * its epoch (A20).
 */
final class EpochSets {
    static final int LEAST_MEMBERS = 4;
    private static final int MOST_POWER = 3;

    private final ValidatorSet first;
    private final long seed;
    private final int candidates;
    private final List<ValidatorSet> drawn = new ArrayList<>();

    /** Nodes that are members of the last epoch drawn. */
    private List<Integer> latest;

    /**
     * @param candidates nodes that may be members; with none to spare the first set stays
     */
    EpochSets(ValidatorSet first, long seed, int candidates) {
        this.first = first;
        this.seed = seed;
        this.candidates = candidates;
        this.latest = IntStream.range(0, first.size()).boxed().toList();
        drawn.add(first);
    }

    ValidatorSet of(long epoch) {
        if (candidates <= first.size()) {
            return first;
        }
        while (drawn.size() <= epoch) {
            drawn.add(draw(drawn.size()));
        }
        return drawn.get((int) epoch);
    }

    /** A plan decides otherwise about an epoch that nobody is in yet. */
    void replace(long epoch, ValidatorSet set) {
        if (candidates > first.size()) {
            drawn.subList((int) epoch, drawn.size()).clear();
            drawn.add(set);
            latest = IntStream.range(0, candidates)
                    .filter(node -> SimulatedKeys.keysOf(node).stream()
                            .anyMatch(key -> set.indexOf(key).isPresent()))
                    .boxed()
                    .toList();
        }
    }

    /** Members that a plan brings, with names, keys and powers drawn: all of them lead. */
    List<Plan.Seat> seats(List<Integer> nodes, Dice dice) {
        List<Integer> names = shuffled(dice);
        List<Plan.Seat> seats = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            int node = nodes.get(i);
            Bytes key = SimulatedKeys.key(node, dice.below(SimulatedKeys.KEYS_OF_NODE));
            long power = node == 0 ? 1L : 1 + dice.below(MOST_POWER);
            seats.add(new Plan.Seat(Address.ofInt(names.get(i) + 1), key, power, List.of()));
        }
        seats.sort(Comparator.comparing(Plan.Seat::address));
        return seats;
    }

    private ValidatorSet draw(long epoch) {
        Dice dice = new Dice(seed * 1_000_003 + epoch);
        latest = members(dice);
        List<Integer> names = shuffled(dice);
        List<Long> powers = new ArrayList<>();
        for (int node : latest) {
            // The first node may be a sinner: alone it must never weigh a third.
            powers.add(node == 0 ? 1L : 1 + dice.below(MOST_POWER));
        }
        long mayNotLead = (powers.stream().mapToLong(Long::longValue).sum() - 1) / 3; // as the election has it
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < latest.size(); i++) {
            long power = powers.get(i);
            boolean leads = dice.below(5) > 0 || power > mayNotLead;
            mayNotLead -= leads ? 0 : power;
            Bytes key = SimulatedKeys.key(latest.get(i), dice.below(SimulatedKeys.KEYS_OF_NODE));
            members.add(new Validator(Address.ofInt(names.get(i) + 1), key, power, leads));
        }
        return ValidatorSet.of(members);
    }

    /** From the same members as before to none of them. */
    private List<Integer> members(Dice dice) {
        List<Integer> shuffled = shuffled(dice);
        List<Integer> others =
                shuffled.stream().filter(node -> !latest.contains(node)).toList();
        List<Integer> next = new ArrayList<>(latest);
        switch (dice.below(5)) {
            case 0 -> {} // other keys and powers alone
            case 1 -> {
                if (!others.isEmpty()) {
                    next.set(dice.below(next.size()), others.getFirst());
                }
            }
            case 2 -> {
                if (others.size() >= LEAST_MEMBERS) {
                    next = new ArrayList<>(others);
                }
            }
            default -> next = shuffled.subList(0, LEAST_MEMBERS + dice.below(candidates - LEAST_MEMBERS + 1));
        }
        return List.copyOf(next);
    }

    private List<Integer> shuffled(Dice dice) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < candidates; i++) {
            order.add(dice.below(i + 1), i);
        }
        return order;
    }
}
