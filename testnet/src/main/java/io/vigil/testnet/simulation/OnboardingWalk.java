package io.vigil.testnet.simulation;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositDomain;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.follow.Contract;
import io.vigil.deposits.voting.ContractStorage;
import io.vigil.deposits.voting.DepositInput;
import io.vigil.deposits.voting.DepositState;
import io.vigil.deposits.voting.Eth1Parameters;
import io.vigil.deposits.voting.Eth1Transition;
import io.vigil.deposits.voting.VotingSet;
import io.vigil.governance.proposals.Content.Resumption;
import io.vigil.governance.state.MemoryState;
import io.vigil.node.deposits.ResumedDeposits;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Votes to resume deposits (D17), as wildly as the real check admits them, between adoptions true and false: whatever passed, a
 * block without deposits is valid, a vote for the true frontier mends what others did, and then the true deposits fit again.
 */
final class OnboardingWalk {
    private static final Address DEPOSITS = Address.ofInt(0x1001);
    private static final Address LEADER = Address.ofInt(1);
    private static final int MAX_IN_BLOCK = 16;
    private static final int FIRST_DEPOSITS = 5;

    /** Deposits after which a walk costs more than it shows. */
    private static final int MANY_DEPOSITS = 100;

    private final Dice dice;
    private final MemoryState state = new MemoryState();
    private final DepositState contract = new DepositState(new Slots(state));
    private final ResumedDeposits rules = new ResumedDeposits();
    private final VotingSet alone = VotingSet.of(List.of(new VotingSet.Member(LEADER, 1)));
    private final List<DepositData> truth = new ArrayList<>();
    private final DepositTree tree = DepositTree.empty();
    private final Eth1Transition transition;
    private List<DepositData> adopted = List.of();
    private long height;
    private long eth1Block;
    private long resumed;

    OnboardingWalk(long seed) {
        this.dice = new Dice(seed ^ 0xd17);
        Eth1Parameters parameters = new Eth1Parameters(
                new Contract(1, Address.ofInt(9), Hash.ZERO, 1, Hash.ZERO),
                new DepositDomain(Bytes.of(1, 2, 3, 4)),
                0,
                8,
                MAX_IN_BLOCK,
                new Eth1Data(0, Hash.ZERO, Frontier.EMPTY.root(), 0),
                Frontier.EMPTY);
        this.transition = new Eth1Transition(parameters);
        contract.begin(parameters, List.of());
        grow(FIRST_DEPOSITS);
    }

    boolean isLong() {
        return truth.size() > MANY_DEPOSITS;
    }

    /** Something happens to the tree and what is adopted of it, and then one vote passes that the rules admit. */
    void vote() {
        grow(1 + dice.below(3));
        adopt(dice.below(3) == 0 ? withoutOne() : truth);
        process(adopted);
        Resumption resumption = drawn();
        if (rules.refusal(state, resumption).isEmpty()) {
            resume(resumption);
        }
        process(List.of());
        process(adopted);
        mend();
    }

    private void resume(Resumption resumption) {
        rules.resume(state, resumption);
        resumed++;
    }

    /** How often the frontier was set, rightly or wrongly. */
    long resumed() {
        return resumed;
    }

    private void grow(int deposits) {
        for (int i = 0; i < deposits; i++) {
            // the key is none, so that nothing is spent on signatures; its index is used up like any other's
            DepositData deposit =
                    new DepositData(Bytes.wrap(new byte[48]), Hash.ZERO, 1 + truth.size(), Bytes.wrap(new byte[96]));
            truth.add(deposit);
            tree.append(deposit.root());
        }
    }

    /** The truth without one of the newest logs: what a faulty quorum may adopt. */
    private List<DepositData> withoutOne() {
        List<DepositData> wrong = new ArrayList<>(truth);
        wrong.remove(wrong.size() - 1 - dice.below(FIRST_DEPOSITS));
        return wrong;
    }

    private void adopt(List<DepositData> deposits) {
        adopted = List.copyOf(deposits);
        eth1Block++;
        Eth1Data vote = new Eth1Data(eth1Block, Hash.ZERO, treeOf(deposits).root(), deposits.size());
        if (!(apply(Optional.of(vote), List.of()) instanceof Eth1Transition.Result.Done)) {
            throw new IllegalStateException("D10: a vote alone is invalid: " + vote);
        }
    }

    /** A block with what is due of {@code deposits}; it may be invalid, then none of them is processed. */
    private void process(List<DepositData> deposits) {
        long next = contract.nextIndex();
        List<DepositInput> due = new ArrayList<>();
        if (deposits.size() > next) {
            DepositTree from = treeOf(deposits);
            for (long i = next; i < Math.min(deposits.size(), next + MAX_IN_BLOCK); i++) {
                due.add(new DepositInput(
                        deposits.get((int) i), from.proof(i, from.count()).siblings()));
            }
        }
        Eth1Transition.Result result = apply(Optional.empty(), due);
        if (due.isEmpty() && result instanceof Eth1Transition.Result.Invalid(String why)) {
            throw new IllegalStateException("D11: a block without deposits is invalid: " + why);
        }
    }

    /** The true frontier, or one of something else, now and then of another count or generation. */
    private Resumption drawn() {
        long count = contract.nextIndex() + (dice.below(8) == 0 ? dice.below(3) - 1 : 0);
        long generation = contract.generation() + (dice.below(8) == 0 ? dice.below(3) - 1 : 0);
        List<Hash> hashes = new ArrayList<>();
        if (count >= 0 && count <= tree.count() && dice.below(2) == 0) {
            hashes.addAll(tree.frontierAt(count).subtrees());
        } else {
            for (int i = 0; i < Long.bitCount(count); i++) {
                hashes.add(Hash.fromHex("0x" + "%064x".formatted(dice.nextLong() & Long.MAX_VALUE)));
            }
        }
        if (dice.below(8) == 0) {
            hashes.add(Hash.ZERO);
        }
        return new Resumption(generation, count, hashes);
    }

    /** S2 and D17: once the truth is adopted and holds as much as was processed, one vote mends everything. */
    private void mend() {
        while (truth.size() <= contract.nextIndex()) {
            grow(1);
        }
        adopt(truth);
        Resumption honest = new Resumption(
                contract.generation(),
                contract.nextIndex(),
                tree.frontierAt(contract.nextIndex()).subtrees());
        boolean stands = !contract.frontier().equals(tree.frontierAt(contract.nextIndex()));
        Optional<String> refused = rules.refusal(state, honest);
        if (stands != refused.isEmpty()) {
            throw new IllegalStateException("D17: the true frontier is refused: " + refused + ", stands " + stands);
        }
        if (stands) {
            resume(honest);
        }
        while (contract.nextIndex() < truth.size()) {
            long before = contract.nextIndex();
            process(truth);
            if (contract.nextIndex() == before) {
                throw new IllegalStateException("D17: true deposits do not fit at " + before + " after the vote");
            }
        }
    }

    private Eth1Transition.Result apply(Optional<Eth1Data> vote, List<DepositInput> deposits) {
        height++;
        return transition.apply(
                new Eth1Transition.BlockInputs(height, height, LEADER, vote, deposits), alone, contract);
    }

    private static DepositTree treeOf(List<DepositData> deposits) {
        DepositTree tree = DepositTree.empty();
        deposits.forEach(deposit -> tree.append(deposit.root()));
        return tree;
    }

    /** The contract's own. */
    private record Slots(MemoryState state) implements ContractStorage {
        @Override
        public UInt256 load(UInt256 slot) {
            return state.load(DEPOSITS, slot);
        }

        @Override
        public void store(UInt256 slot, UInt256 value) {
            state.store(DEPOSITS, slot, value);
        }
    }
}
