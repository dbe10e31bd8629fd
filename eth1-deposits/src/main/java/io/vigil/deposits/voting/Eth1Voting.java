package io.vigil.deposits.voting;

import io.vigil.deposits.CandidateBlock;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositProof;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Eth1Point;
import io.vigil.deposits.FollowedChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What this node says about eth1 (conduct, D4 and D18 to D24). Never the echo of a majority: whatever others voted, a vote
 * is cast and judged by the own tree alone (I4).
 *
 * @param health whether the own tree may be used at all
 */
public record Eth1Voting(Eth1Parameters parameters, FollowedChain chain, Health health) {
    /** Whether the own knowledge of eth1 may be used. */
    public enum Health {
        /** The tree was audited, and agrees with the contract. */
        AUDITED,
        /** An audit or a rebuild is under way, or found a difference (D28). */
        AUDITING,
        /** eth1 replaced what was final (D5). */
        HALTED
    }

    /** Why there is no vote, or the vote. */
    public sealed interface Cast {
        record Vote(Eth1Data data) implements Cast {}

        record Nothing(String why) implements Cast {}
    }

    /** What the own knowledge says about a vote (D20). */
    public enum Judgement {
        CONFIRMED,
        CONTRADICTED,
        CANNOT_CHECK
    }

    /** What a leader includes, or why it includes nothing (D23). */
    public sealed interface Included {
        record Deposits(List<DepositInput> deposits) implements Included {
            public Deposits {
                deposits = List.copyOf(deposits);
            }
        }

        record None(String why) implements Included {}
    }

    /**
     * The block that this period votes on (D4): the highest one whose timestamp is not above the bound, once it and its
     * successor are final here. One per period, the same for everybody with the same eth1; there is nothing to choose.
     */
    public Optional<Eth1Point> candidate(long periodTime) {
        return CandidateBlock.find(chain, bound(periodTime))
                .filter(found -> found.successor().block().number()
                        == found.candidate().block().number() + 1) // else the blocks between are not known yet
                .map(CandidateBlock::candidate);
    }

    /** The latest timestamp of a candidate; a period that starts before the chain of eth1 has none. */
    public long bound(long periodTime) {
        return periodTime < parameters.followSeconds() ? -1 : periodTime - parameters.followSeconds();
    }

    /** D18. The state is that of the parent of the block to be built. */
    public Cast cast(long periodTime, DepositState pre) {
        if (health != Health.AUDITED) {
            return new Cast.Nothing("eth1 is " + health);
        }
        Optional<Eth1Point> candidate = candidate(periodTime);
        if (candidate.isEmpty()) {
            return new Cast.Nothing("no final eth1 block for this period yet");
        }
        if (candidate.get().count() < chain.tree().finalizedCount()) {
            return new Cast.Nothing("the candidate is older than the own tree");
        }
        Eth1Data mine = chain.data(candidate.get());
        Eth1Data adopted = pre.adopted();
        boolean news = mine.count() != adopted.count() || !mine.root().equals(adopted.root());
        if (!news) {
            return new Cast.Nothing("no deposits since what is adopted");
        }
        return awaitsResumption(adopted, pre)
                ? new Cast.Nothing(
                        "the chain processed other deposits than mine, and another adoption would void the vote of"
                                + " governance that mends it")
                : new Cast.Vote(mine);
    }

    /**
     * The truth is adopted and reaches as far as the chain processed, but continues other deposits (D17): no adoption lets any
     * be processed before a vote of governance sets the frontier, and each voids the vote under way, since a proposal names the
     * generation it is for and takes longer than a period. So D18 is narrowed until the frontier is mine again; while what is
     * adopted is false or too short, the truth is cast as ever.
     */
    private boolean awaitsResumption(Eth1Data adopted, DepositState pre) {
        DepositTree tree = chain.tree();
        long next = pre.nextIndex();
        return next >= tree.finalizedCount()
                && adopted.count() >= next
                && adopted.count() <= finalCount()
                && tree.rootAt(adopted.count()).equals(adopted.root())
                && !tree.frontierAt(next).equals(pre.frontier());
    }

    /** D20, by final knowledge alone. Asked only about a block whose execution changed what is adopted. */
    public Judgement judge(Eth1Data vote) {
        long finalized = chain.finalized().number();
        if (health != Health.AUDITED || vote.number() > finalized) {
            return Judgement.CANNOT_CHECK;
        }
        Optional<Eth1Point> byHash =
                chain.point(vote.blockHash()).filter(p -> p.block().number() <= finalized);
        Optional<Eth1Point> mine = byHash.isPresent() ? byHash : chain.point(vote.number());
        if (mine.isEmpty() || mine.get().count() < chain.tree().finalizedCount()) {
            return Judgement.CANNOT_CHECK;
        }
        return chain.data(mine.get()).equals(vote) ? Judgement.CONFIRMED : Judgement.CONTRADICTED;
    }

    /** D23: deposits for a block on {@code pre}, or the reason why there are none. Never throws. */
    public Included include(DepositState pre, LongFunction<Optional<DepositData>> deposits) {
        try {
            return includeChecked(pre, deposits);
        } catch (RuntimeException e) { // R4.3: a block is never lost because of deposits
            return new Included.None("failed: " + e);
        }
    }

    private Included includeChecked(DepositState pre, LongFunction<Optional<DepositData>> deposits) {
        Eth1Data adopted = pre.adopted();
        long next = pre.nextIndex();
        if (adopted.count() <= next) {
            return new Included.None("nothing is due"); // P-16: the tree is not even looked at
        }
        DepositTree tree = chain.tree();
        Optional<String> unfit = unfit(adopted, next, pre);
        if (unfit.isPresent()) {
            return new Included.None(unfit.get());
        }
        List<DepositInput> inputs = new ArrayList<>();
        long end = Math.min(adopted.count(), next + parameters.maxDeposits());
        for (long index = next; index < end; index++) {
            Optional<DepositData> deposit = deposits.apply(index);
            if (deposit.isEmpty()) {
                return new Included.None("deposit " + index + " is not known here");
            }
            DepositProof proof = tree.proof(index, adopted.count());
            inputs.add(new DepositInput(deposit.get(), proof.siblings()));
        }
        return new Included.Deposits(inputs);
    }

    private Optional<String> unfit(Eth1Data adopted, long next, DepositState pre) {
        DepositTree tree = chain.tree();
        if (health != Health.AUDITED) {
            return Optional.of("eth1 is " + health);
        }
        if (next < tree.finalizedCount()) {
            return Optional.of("the own tree begins at deposit " + tree.finalizedCount());
        }
        if (adopted.count() > finalCount()) {
            return Optional.of("only " + finalCount() + " deposits are final here, adopted are " + adopted.count());
        }
        if (!tree.rootAt(adopted.count()).equals(adopted.root())) {
            return Optional.of("the adopted root is not mine at " + adopted.count() + " deposits");
        }
        return tree.frontierAt(next).equals(pre.frontier())
                ? Optional.empty()
                : Optional.of("the chain processed other deposits than mine before " + next);
    }

    private long finalCount() {
        return chain.point(chain.finalized().number()).map(Eth1Point::count).orElse(0L);
    }

    /** D24: whether deposits are work to do on top of {@code pre}; votes never are. */
    public boolean isWork(DepositState pre, LongFunction<Optional<DepositData>> deposits, long viewsSpent, int n) {
        return viewsSpent < 3L * n && include(pre, deposits) instanceof Included.Deposits;
    }
}
