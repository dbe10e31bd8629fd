package io.vigil.node.chain;

import io.vigil.types.Address;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.state.StateReader;
import io.vigil.vm.NativeContract;
import io.vigil.vm.NativeContracts;
import io.vigil.vm.transaction.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The parts of a chain in the order in which they run. */
public final class SystemParts {
    private final List<SystemPart> parts;
    private final SortedSet<Integer> knownTypes = new TreeSet<>();
    private final NativeContracts contracts;

    /** @throws IllegalArgumentException if two parts claim one type of input or one address */
    public SystemParts(List<SystemPart> parts) {
        this.parts = List.copyOf(parts);
        SortedMap<Address, NativeContract> table = new TreeMap<>();
        for (SystemPart part : this.parts) {
            for (int type : part.inputTypes()) {
                if (type == SystemInput.RANDAO_REVEAL || !knownTypes.add(type)) {
                    throw new IllegalArgumentException("two parts for system input " + type);
                }
            }
            part.contracts().forEach((address, contract) -> {
                if (table.put(address, contract) != null) {
                    throw new IllegalArgumentException("two native contracts at " + address);
                }
            });
        }
        this.contracts = NativeContracts.of(table);
    }

    /** The native contracts of all parts. */
    public NativeContracts contracts() {
        return contracts;
    }

    /** Why {@code inputs} cannot stand in a block: the reveal comes first, and every other type is some part's. */
    Optional<String> fault(List<SystemInput> inputs) {
        if (inputs.isEmpty() || inputs.getFirst().type() != SystemInput.RANDAO_REVEAL) {
            return Optional.of("no randao reveal");
        }
        return inputs.stream()
                .skip(1)
                .filter(input -> !knownTypes.contains(input.type()))
                .findFirst()
                .map(input -> "system input of unknown type " + input.type());
    }

    /** @return why the block is invalid, or nothing */
    Optional<String> begin(BlockFacts block, List<SystemInput> inputs, SystemState state) {
        for (SystemPart part : parts) {
            Optional<String> fault = part.begin(block, of(part, inputs), state);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    /** {@link #begin} for a leader, who can do without what a part refuses or throws at. */
    Optional<Refusal> tryBegin(BlockFacts block, List<SystemInput> inputs, SystemState state) {
        for (SystemPart part : parts) {
            List<SystemInput> own = of(part, inputs);
            if (own.isEmpty()) {
                part.begin(block, own, state).ifPresent(why -> {
                    throw new IllegalStateException("refused though it was given no input: " + why);
                });
                continue;
            }
            Optional<String> why;
            try {
                why = part.begin(block, own, state);
            } catch (RuntimeException e) {
                why = Optional.of(e.toString());
            }
            if (why.isPresent()) {
                return Optional.of(new Refusal(
                        why.get(),
                        inputs.stream().filter(input -> !own.contains(input)).toList()));
            }
        }
        return Optional.empty();
    }

    void end(BlockFacts block, SystemState state) {
        parts.forEach(part -> part.end(block, state));
    }

    /** What each part would put into a block; a part that throws puts in nothing. */
    Offers offers(BlockFacts block, StateReader parent, boolean byTimeout) {
        List<SystemInput> offered = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (SystemPart part : parts) {
            try {
                List<SystemInput> own = part.conduct().offer(block, parent, byTimeout);
                if (of(part, own).size() != own.size()) {
                    throw new IllegalStateException("inputs of another part: " + own);
                }
                offered.addAll(own);
            } catch (RuntimeException e) {
                faults.add(e.toString());
            }
        }
        offered.sort(java.util.Comparator.comparingInt(SystemInput::type));
        return new Offers(offered, faults);
    }

    Optional<String> mayNotVote(Block block, StateReader parent, StateReader after) {
        for (SystemPart part : parts) {
            Optional<String> why = part.conduct().mayNotVote(block, parent, after);
            if (why.isPresent()) {
                return why;
            }
        }
        return Optional.empty();
    }

    boolean hasWork(StateReader top, long view) {
        return parts.stream().anyMatch(part -> part.conduct().hasWork(top, view));
    }

    private static List<SystemInput> of(SystemPart part, List<SystemInput> inputs) {
        return inputs.stream()
                .filter(input -> part.inputTypes().contains(input.type()))
                .toList();
    }

    /** @param others the inputs without those of the part that refused */
    record Refusal(String why, List<SystemInput> others) {}

    /**
     * @param inputs types ascending, without the reveal
     * @param faults what parts threw, for the log
     */
    record Offers(List<SystemInput> inputs, List<String> faults) {}
}
