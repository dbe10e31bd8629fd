package io.vigil.node.deposits;

import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.follow.Endpoint;
import io.vigil.deposits.voting.CompletingVotes;
import io.vigil.deposits.voting.DepositState;
import io.vigil.deposits.voting.Eth1Inputs;
import io.vigil.deposits.voting.Eth1Parameters;
import io.vigil.deposits.voting.Eth1Transition;
import io.vigil.deposits.voting.Eth1Voting;
import io.vigil.deposits.voting.Eth1Voting.Cast;
import io.vigil.deposits.voting.Eth1Voting.Included;
import io.vigil.deposits.voting.Eth1Voting.Judgement;
import io.vigil.node.chain.BlockFacts;
import io.vigil.node.chain.SystemPart;
import io.vigil.node.log.Journal;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.state.StateReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * What this node does about eth1 (D18 to D25): votes for what its own tree derived, includes what will prove, withholds its
 * vote from a block that would adopt what its tree contradicts. The chain's thread alone calls it.
 */
final class DepositsConduct implements SystemPart.Conduct {
    /** Votes remembered so that each is reported once; the files on disk are the record. */
    private static final int MAX_SEEN = 1_024;

    private final Eth1Parameters parameters;
    private final Eth1Transition transition;
    private final Eth1Follower follower;
    private final Disputes disputes;
    private final List<Endpoint> endpoints;
    private final IntSupplier setSize;
    private final Journal journal;

    private final Set<Hash> seen = new HashSet<>();
    private CompletingVotes completing = CompletingVotes.NONE;

    /** The view of our last vote that would have been adopted, until it is known what became of it. */
    private Optional<Long> own = Optional.empty();

    private long adoptions;
    private long workIndex = -1;
    private long workSince;
    private volatile ConductStatus status = ConductStatus.NONE;

    DepositsConduct(
            Eth1Parameters parameters,
            Eth1Follower follower,
            Disputes disputes,
            List<Endpoint> endpoints,
            IntSupplier setSize,
            Journal journal) {
        this.parameters = parameters;
        this.transition = new Eth1Transition(parameters);
        this.follower = follower;
        this.disputes = disputes;
        this.endpoints = List.copyOf(endpoints);
        this.setSize = setSize;
        this.journal = journal;
    }

    ConductStatus status() {
        return status;
    }

    @Override
    public List<SystemInput> offer(BlockFacts block, StateReader parent, boolean byTimeout) {
        Optional<Knowledge> known = follower.knowledge();
        if (known.isEmpty()) {
            say("the store is being audited", "the store is being audited");
            return List.of();
        }
        DepositState pre = Slots.of(parent);
        Eth1Voting voting = voting(known.get());
        List<SystemInput> inputs = new ArrayList<>();
        Optional<Eth1Data> vote = vote(block, pre, known.get(), voting, byTimeout);
        vote.ifPresent(data -> inputs.add(Eth1Inputs.vote(data)));
        String including = switch (voting.include(pre, known.get().deposits())) {
            case Included.Deposits some -> {
                inputs.add(Eth1Inputs.deposits(some.deposits()));
                yield some.deposits().size() + " from index " + pre.nextIndex();
            }
            case Included.None(String why) -> why;
        };
        say(status.voting(), including);
        return inputs;
    }

    private Optional<Eth1Data> vote(
            BlockFacts block, DepositState pre, Knowledge known, Eth1Voting voting, boolean byTimeout) {
        rememberFailure(block.view(), pre.generation());
        long periodTime =
                parameters.startsPeriod(block.number()) ? block.parent().timestamp() : pre.periodTime();
        follower.wants(periodTime);
        switch (voting.cast(periodTime, pre)) {
            case Cast.Nothing(String why) -> {
                say(why, status.including());
                return Optional.empty();
            }
            case Cast.Vote(Eth1Data data) -> {
                if (!known.agreed().equals(Optional.of(data))) {
                    say("eth1 nodes are asked about block " + data.number(), status.including());
                    return Optional.empty();
                }
                boolean completes = transition.wouldComplete(
                        data, block.number(), DepositsPart.leader(block), DepositsPart.votingSet(block.set()), pre);
                if (completes && !completing.allows(block.view(), byTimeout)) { // D19
                    say("left out: it would be adopted, and this view or my last one failed", status.including());
                    return Optional.empty();
                }
                own = completes ? Optional.of(block.view()) : own;
                ConductStatus s = status;
                status = new ConductStatus(
                        data.toString(),
                        s.including(),
                        s.votesCast() + 1,
                        s.withheld(),
                        s.unchecked(),
                        s.contradicted());
                return Optional.of(data);
            }
        }
    }

    /** D19: something was adopted; or we lead a later view, and what our vote would have had adopted is not. */
    private void rememberFailure(long view, long generation) {
        if (generation > adoptions) {
            adoptions = generation;
            completing = completing.adopted();
            own = Optional.empty();
        } else if (own.isPresent() && view > own.get()) {
            completing = completing.failed(own.get());
            own = Optional.empty();
        }
    }

    @Override
    public Optional<String> mayNotVote(Block block, StateReader parent, StateReader after) {
        seen(block);
        Eth1Data before = Slots.of(parent).adopted();
        Eth1Data adopted = Slots.of(after).adopted();
        if (adopted.equals(before)) {
            return Optional.empty();
        }
        Judgement judgement =
                follower.knowledge().map(known -> voting(known).judge(adopted)).orElse(Judgement.CANNOT_CHECK);
        ConductStatus s = status;
        switch (judgement) {
            case CONFIRMED -> {}
            case CANNOT_CHECK -> {
                journal.eth1Unchecked(block.number(), adopted.number());
                status = new ConductStatus(
                        s.voting(), s.including(), s.votesCast(), s.withheld(), s.unchecked() + 1, s.contradicted());
            }
            case CONTRADICTED -> {
                status = new ConductStatus(
                        s.voting(), s.including(), s.votesCast(), s.withheld() + 1, s.unchecked(), s.contradicted());
                return Optional.of("it would adopt " + adopted + ", mine is " + mine(adopted));
            }
        }
        return Optional.empty();
    }

    private String mine(Eth1Data vote) {
        return follower.knowledge()
                .flatMap(known -> known.chain()
                        .point(vote.number())
                        .map(point -> known.chain().data(point).toString()))
                .orElse("unknown");
    }

    /** A block was committed, whoever vouched for it. */
    void committed(Block block) {
        seen(block);
    }

    /** D25: the first vote that the own tree contradicts is kept with everything around it. */
    private void seen(Block block) {
        Optional<Eth1Data> vote = voteOf(block);
        Optional<Knowledge> known = follower.knowledge();
        if (vote.isEmpty() || known.isEmpty() || seen.contains(vote.get().voteHash())) {
            return;
        }
        Judgement judgement = voting(known.get()).judge(vote.get());
        if (judgement == Judgement.CANNOT_CHECK) {
            return; // it may become checkable
        }
        if (seen.size() >= MAX_SEEN) {
            seen.clear();
        }
        seen.add(vote.get().voteHash());
        if (judgement == Judgement.CONTRADICTED) {
            contradicted(block, vote.get(), known.get());
        }
    }

    private void contradicted(Block block, Eth1Data vote, Knowledge known) {
        ConductStatus s = status;
        status = new ConductStatus(
                s.voting(), s.including(), s.votesCast(), s.withheld(), s.unchecked(), s.contradicted() + 1);
        String caster = "validator " + leader(block);
        journal.eth1Disputed(block.number(), caster, vote.toString(), mine(vote));
        follower.ask(() -> disputes.vote(vote, block, caster, known.chain(), endpoints));
    }

    /** D24; tells the follower which period it is, too. */
    @Override
    public boolean hasWork(StateReader top, long view) {
        DepositState state = Slots.of(top);
        follower.wants(state.periodTime());
        long next = state.nextIndex();
        if (state.adopted().count() <= next) {
            return false;
        }
        if (next != workIndex) {
            workIndex = next;
            workSince = view;
        }
        return follower.knowledge()
                .filter(known -> voting(known)
                        .isWork(state, known.deposits(), Math.max(0, view - workSince), setSize.getAsInt()))
                .isPresent();
    }

    private Eth1Voting voting(Knowledge known) {
        return new Eth1Voting(parameters, known.chain(), known.health());
    }

    private void say(String voting, String including) {
        ConductStatus s = status;
        if (!s.including().equals(including)) {
            journal.depositsIncluded(including);
        }
        status = new ConductStatus(voting, including, s.votesCast(), s.withheld(), s.unchecked(), s.contradicted());
    }

    private static Optional<Eth1Data> voteOf(Block block) {
        for (SystemInput input : block.systemInputs()) {
            if (input.type() == SystemInput.ETH1_VOTE) {
                try {
                    return Optional.of(Eth1Inputs.readVote(input));
                } catch (MalformedException e) {
                    return Optional.empty(); // the block is invalid
                }
            }
        }
        return Optional.empty();
    }

    private static int leader(Block block) {
        try {
            return ExtraData.decode(block.header().extraData()).leader();
        } catch (MalformedException e) {
            throw new IllegalStateException("extraData of block " + block.hash() + " was checked before", e);
        }
    }
}
