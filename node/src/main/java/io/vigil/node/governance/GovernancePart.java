package io.vigil.node.governance;

import io.vigil.consensus.validators.LeaderRotation;
import io.vigil.governance.EpochBlock;
import io.vigil.governance.Governance;
import io.vigil.governance.HookEvent;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.versions.ReadySignal;
import io.vigil.node.chain.BlockFacts;
import io.vigil.node.chain.ExecutedView;
import io.vigil.node.chain.SystemPart;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.SystemInput;
import io.vigil.vm.NativeContract;
import io.vigil.vm.transaction.SystemState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * Runs governance's hooks in every block: views led and lost before the first transaction, and after the last one, at two blocks
 * of each epoch, everything that changes from epoch to epoch (G4).
 */
public final class GovernancePart implements SystemPart {
    /** Blocks above the head whose hooks had something to tell. */
    private static final int MAX_UNTOLD = 64;

    private final Governance governance;
    private final Map<Place, List<HookEvent>> untold = new LinkedHashMap<>();

    /** What one block is known by while it runs. */
    private record Place(Hash parent, long view) {}

    private final ChainIdentity chain;

    public GovernancePart(ChainIdentity chain) {
        this.chain = chain;
        this.governance = new Governance(chain);
    }

    @Override
    public List<Integer> inputTypes() {
        return List.of(SystemInput.READINESS);
    }

    @Override
    public SortedMap<Address, NativeContract> contracts() {
        return SystemCalls.of(chain);
    }

    @Override
    public Optional<String> begin(BlockFacts block, List<SystemInput> inputs, SystemState state) {
        LeaderRotation rotation = new LeaderRotation(block.epoch(), block.set());
        try {
            List<ReadySignal> ready = inputs.isEmpty()
                    ? List.of()
                    : ReadySignal.decodeAll(inputs.getFirst().data());
            Governance.Inputs decoded = new Governance.Inputs(List.of(), ready);
            return governance.begin(epochBlock(block), rotation::leader, decoded, new HookState(state));
        } catch (MalformedException e) {
            return Optional.of("readiness: " + e.getMessage());
        }
    }

    @Override
    public void end(BlockFacts block, SystemState state) {
        List<HookEvent> events = governance.end(epochBlock(block), new HookState(state));
        if (!events.isEmpty()) {
            tellLater(new Place(block.parent().hash(), block.view()), events);
        }
    }

    private synchronized void tellLater(Place place, List<HookEvent> events) {
        untold.put(place, events);
        if (untold.size() > MAX_UNTOLD) {
            untold.remove(untold.keySet().iterator().next());
        }
    }

    /** Tells what the hooks of a committed block did, once. */
    public synchronized void committed(ExecutedView block, Consumer<HookEvent> log) {
        Place place = new Place(block.ref().parent(), block.ref().view());
        List<HookEvent> events = untold.remove(place);
        if (events != null) {
            events.forEach(log);
            untold.clear();
        }
    }

    private static EpochBlock epochBlock(BlockFacts block) {
        return new EpochBlock(
                block.number(),
                block.timestamp(),
                block.view(),
                ExtraData.ofChecked(block.parent()).view(),
                block.set().member(block.leader()).address(),
                block.prevRandao());
    }
}
