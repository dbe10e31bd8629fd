package io.vigil.node.chain;

import io.vigil.types.Address;
import io.vigil.types.chain.SystemInput;
import io.vigil.vm.NativeContract;
import io.vigil.vm.transaction.SystemState;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** A part without the conduct of one node: its rules hold, and it offers nothing. */
public record SilentPart(SystemPart part) implements SystemPart {
    @Override
    public List<Integer> inputTypes() {
        return part.inputTypes();
    }

    @Override
    public SortedMap<Address, NativeContract> contracts() {
        return part.contracts();
    }

    @Override
    public Optional<String> begin(BlockFacts block, List<SystemInput> inputs, SystemState state) {
        return part.begin(block, inputs, state);
    }

    @Override
    public void end(BlockFacts block, SystemState state) {
        part.end(block, state);
    }
}
