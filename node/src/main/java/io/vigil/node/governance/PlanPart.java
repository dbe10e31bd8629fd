package io.vigil.node.governance;

import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.PlanProof;
import io.vigil.consensus.wire.PlanCodec;
import io.vigil.governance.PlannedEpoch;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.state.Overlay;
import io.vigil.governance.state.StateView;
import io.vigil.node.chain.BlockFacts;
import io.vigil.node.chain.SystemPart;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.state.StateReader;
import io.vigil.vm.transaction.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The plan in the first block of the epoch that it begins (G48). Runs before every other part, since all of them read the epoch from the state. That
 * the plan is sound was found out with the header, which is of the new epoch.
 */
public final class PlanPart implements SystemPart, SystemPart.Conduct {
    private final PlannedEpochs planned;

    public PlanPart(PlannedEpochs planned) {
        this.planned = planned;
    }

    /** The plans that a valid block carries, oldest first. */
    public static List<Plan> plansIn(Block block) {
        List<Plan> plans = new ArrayList<>();
        for (SystemInput input : block.systemInputs()) {
            if (input.type() == SystemInput.PLAN) {
                try {
                    PlanCodec.decodeInput(input.data()).forEach(proof -> plans.add(proof.plan()));
                } catch (MalformedException e) {
                    throw new IllegalStateException("the plan of a valid block: " + e.getMessage(), e);
                }
            }
        }
        return plans;
    }

    @Override
    public List<Integer> inputTypes() {
        return List.of(SystemInput.PLAN);
    }

    @Override
    public Optional<String> begin(BlockFacts block, List<SystemInput> inputs, SystemState state) {
        HookState on = new HookState(state);
        if (inputs.isEmpty()) {
            long at = EpochState.number(on);
            return at == block.epoch()
                    ? Optional.empty()
                    : Optional.of("no plan leads from epoch " + at + " to " + block.epoch());
        }
        try {
            Bytes data = inputs.getFirst().data();
            Overlay kept = new Overlay(on);
            EpochState next = planned.apply(
                    block.parent(),
                    kept,
                    PlanCodec.decodeInput(data).stream().map(PlanProof::plan).toList());
            if (next.epoch() != block.epoch()) {
                return Optional.of("plans lead to epoch " + next.epoch() + ", the block is of " + block.epoch());
            }
            PlannedEpoch.begin(next, block.parent().number(), kept);
            kept.flush();
            return Optional.empty();
        } catch (MalformedException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Override
    public Conduct conduct() {
        return this;
    }

    @Override
    public List<SystemInput> offer(BlockFacts block, StateReader parent, boolean byTimeout) {
        long from = EpochState.number(StateView.of(parent));
        return planned.input(block.parent().hash(), from, block.epoch())
                .map(data -> List.of(new SystemInput(SystemInput.PLAN, data)))
                .orElse(List.of());
    }
}
