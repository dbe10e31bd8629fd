package io.vigil.deposits.voting;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositProof;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.voting.DepositState.CastVote;
import io.vigil.deposits.voting.DepositState.Deposited;
import io.vigil.deposits.voting.DepositState.Outcome;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a block's eth1 inputs do, before its first transaction, in this order (D9): the period rolls, deposits are processed
 * against what the parent's state had adopted, the vote is counted. Every node comes to the same, whatever it knows of eth1.
 */
public final class Eth1Transition {
    private final Eth1Parameters parameters;

    public Eth1Transition(Eth1Parameters parameters) {
        this.parameters = parameters;
    }

    /** What the transition reads of a block. {@code leader} is the one in its header (D8). */
    public record BlockInputs(
            long height, long parentTimestamp, Address leader, Optional<Eth1Data> vote, List<DepositInput> deposits) {
        public BlockInputs {
            deposits = List.copyOf(deposits);
        }
    }

    /** A processed deposit: NEW and TOP_UP change a candidate, the others nothing but the index. */
    public record Processed(long index, DepositData deposit, Outcome outcome) {}

    /** How it ended. */
    public sealed interface Result {
        /** @param adopted what the vote completed; in force from the next block on */
        record Done(List<Processed> processed, Optional<Eth1Data> adopted) implements Result {
            public Done {
                processed = List.copyOf(processed);
            }
        }

        /** The block is invalid; nothing was written. */
        record Invalid(String why) implements Result {}
    }

    public Result apply(BlockInputs block, VotingSet set, DepositState state) {
        Optional<String> broken = brokenDeposits(block.deposits(), state);
        if (broken.isPresent()) {
            return new Result.Invalid(broken.get());
        }
        if (parameters.startsPeriod(block.height())) { // D3
            state.writePeriod(parameters.period(block.height()), block.parentTimestamp());
        }
        List<Processed> processed = new ArrayList<>();
        for (DepositInput input : block.deposits()) {
            processed.add(process(input.deposit(), state));
        }
        Optional<Eth1Data> adopted = block.vote().flatMap(vote -> count(vote, block, set, state));
        return new Result.Done(processed, adopted);
    }

    /** D13 as a question, for D19 and D20: whether this vote, cast by {@code leader}, would be adopted on {@code state}. */
    public boolean wouldComplete(Eth1Data vote, long height, Address leader, VotingSet set, DepositState state) {
        if (vote.equals(state.adopted())) {
            return false;
        }
        long period = parameters.period(height);
        Hash voteHash = vote.voteHash();
        long power = 0;
        for (VotingSet.Member member : set.members()) {
            boolean counts = member.address().equals(leader)
                    || state.vote(member.address())
                            .filter(cast ->
                                    cast.period() == period && cast.voteHash().equals(voteHash))
                            .isPresent();
            power += counts ? member.power() : 0;
        }
        return power >= set.quorum();
    }

    /** D11 and D16. */
    private Optional<String> brokenDeposits(List<DepositInput> deposits, DepositState state) {
        Eth1Data adopted = state.adopted();
        Frontier frontier = state.frontier();
        long due = Math.max(0, adopted.count() - frontier.count()); // counts may fall: never a difference that wraps
        if (deposits.size() > Math.min(due, parameters.maxDeposits())) {
            return Optional.of(deposits.size() + " deposits, " + due + " are due");
        }
        for (DepositInput input : deposits) {
            Hash leaf = input.deposit().root();
            DepositProof proof = input.proof(frontier.count(), adopted.count());
            if (!proof.proves(leaf, adopted.count(), adopted.root())) {
                return Optional.of("deposit " + frontier.count() + " is not in the adopted tree " + adopted.root());
            }
            if (!proof.continues(frontier)) {
                return Optional.of("deposit " + frontier.count() + " does not continue what was processed");
            }
            frontier = frontier.push(leaf);
        }
        return Optional.empty();
    }

    /** D12: total; the index is used up whatever the deposit is worth. */
    private Processed process(DepositData deposit, DepositState state) {
        Frontier frontier = state.frontier();
        long index = frontier.count();
        Optional<Deposited> known = state.deposited(deposit.publicKey());
        Outcome outcome = known.isPresent() ? topUp(known.get(), deposit, state) : first(deposit, index, state);
        state.writeOutcome(index, outcome);
        state.writeFrontier(frontier.push(deposit.root()));
        return new Processed(index, deposit, outcome);
    }

    /** No signature is asked for, and the credentials stay those of the first deposit. */
    private static Outcome topUp(Deposited known, DepositData deposit, DepositState state) {
        long sum = known.gwei() + deposit.amountGwei();
        boolean saturated = Long.compareUnsigned(sum, known.gwei()) < 0;
        state.writeDeposited(new Deposited(
                known.publicKey(),
                known.credentials(),
                saturated ? -1L : sum,
                known.firstIndex(),
                known.deposits() + 1,
                known.flags()));
        return saturated ? Outcome.SATURATED : Outcome.TOP_UP;
    }

    private Outcome first(DepositData deposit, long index, DepositState state) {
        return switch (deposit.possession(parameters.domain())) {
            case BAD_KEY -> Outcome.BAD_KEY;
            case BAD_SIGNATURE -> Outcome.BAD_SIGNATURE;
            case PROVEN -> {
                state.writeDeposited(
                        new Deposited(deposit.publicKey(), deposit.credentials(), deposit.amountGwei(), index, 1, 0));
                yield Outcome.NEW;
            }
        };
    }

    /** D13. Votes are not cleared: those of another period do not count. A lower count may be adopted (D14). */
    private Optional<Eth1Data> count(Eth1Data vote, BlockInputs block, VotingSet set, DepositState state) {
        CastVote cast = new CastVote(vote.voteHash(), parameters.period(block.height()), block.height());
        boolean completes = wouldComplete(vote, block.height(), block.leader(), set, state);
        state.writeVote(block.leader(), cast); // the last one wins: a repaired node overwrites its false vote
        if (!completes) {
            return Optional.empty();
        }
        state.writeAdopted(vote, state.generation() + 1);
        return Optional.of(vote);
    }
}
