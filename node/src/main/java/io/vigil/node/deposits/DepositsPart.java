package io.vigil.node.deposits;

import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.voting.DepositInput;
import io.vigil.deposits.voting.Eth1Inputs;
import io.vigil.deposits.voting.Eth1Parameters;
import io.vigil.deposits.voting.Eth1Transition;
import io.vigil.deposits.voting.VotingSet;
import io.vigil.node.chain.BlockFacts;
import io.vigil.node.chain.SystemPart;
import io.vigil.types.Address;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.SystemInput;
import io.vigil.vm.NativeContract;
import io.vigil.vm.transaction.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Votes on eth1 and deposits in blocks: what makes them valid, and what they do (D7 to D16). Knows nothing of eth1. */
public final class DepositsPart implements SystemPart {
    private final Eth1Parameters parameters;
    private final Eth1Transition transition;
    private final CandidateRegistry registry;
    private final Conduct conduct;

    public DepositsPart(Eth1Parameters parameters, CandidateRegistry registry, Conduct conduct) {
        this.parameters = parameters;
        this.transition = new Eth1Transition(parameters);
        this.registry = registry;
        this.conduct = conduct;
    }

    @Override
    public List<Integer> inputTypes() {
        return List.of(SystemInput.ETH1_VOTE, SystemInput.DEPOSITS);
    }

    @Override
    public SortedMap<Address, NativeContract> contracts() {
        return nativeContracts();
    }

    /** The contract reads what state holds: it is the same on every chain. */
    public static SortedMap<Address, NativeContract> nativeContracts() {
        SortedMap<Address, NativeContract> contracts = new TreeMap<>();
        contracts.put(Slots.CONTRACT, new DepositsContract());
        return contracts;
    }

    @Override
    public Optional<String> begin(BlockFacts block, List<SystemInput> inputs, SystemState state) {
        Optional<Eth1Data> vote = Optional.empty();
        List<DepositInput> deposits = new ArrayList<>();
        try {
            for (SystemInput input : inputs) {
                if (input.type() == SystemInput.ETH1_VOTE) {
                    vote = Optional.of(Eth1Inputs.readVote(input));
                } else {
                    deposits.addAll(Eth1Inputs.readDeposits(input, parameters.maxDeposits()));
                }
            }
        } catch (MalformedException e) {
            return Optional.of("eth1: " + e.getMessage());
        }
        var facts = new Eth1Transition.BlockInputs(
                block.number(), block.parent().timestamp(), leader(block), vote, deposits);
        return switch (transition.apply(facts, votingSet(block.set()), Slots.of(state))) {
            case Eth1Transition.Result.Invalid(String why) -> Optional.of("eth1: " + why);
            case Eth1Transition.Result.Done done -> {
                done.processed().forEach(deposit -> registry.deposited(deposit, state));
                yield Optional.empty();
            }
        };
    }

    @Override
    public Conduct conduct() {
        return conduct;
    }

    /** D8: the one in the block's header, whoever proposes it. */
    static Address leader(BlockFacts block) {
        return block.set().member(block.leader()).address();
    }

    static VotingSet votingSet(ValidatorSet set) {
        List<VotingSet.Member> members = new ArrayList<>();
        for (Validator member : set.members()) {
            members.add(new VotingSet.Member(member.address(), member.power()));
        }
        return new VotingSet(members, set.quorum());
    }
}
