package io.vigil.governance;

import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.epoch.Offences;
import io.vigil.governance.epoch.Offences.Offence;
import io.vigil.governance.epoch.Views;
import io.vigil.governance.proposals.Onboarding;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.StateView;
import io.vigil.governance.versions.ReadySignal;
import io.vigil.governance.versions.Signals;
import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.genesis.Genesis;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Governance as the node calls it: what a chain begins with, which epoch a block belongs to, and what happens in every block
 * before its first transaction and after its last. Everything is a function of the state and the block; nothing is remembered
 * here.
 */
public final class Governance {
    /** The registry of validators. */
    public static final Address VALIDATORS = Registry.ADDRESS;

    /** Epochs, parameters, proposals, versions. */
    public static final Address GOVERNANCE = EpochState.ADDRESS;

    private final Signals signals;
    private final EpochSteps steps;

    public Governance(ChainIdentity chain, Onboarding onboarding) {
        this(chain, new EpochSteps(chain, onboarding));
    }

    Governance(ChainIdentity chain, EpochSteps steps) {
        this.signals = new Signals(chain);
        this.steps = steps;
    }

    /** What a block brings for governance beside its transactions (G4). */
    public record Inputs(List<Offence> offences, List<ReadySignal> ready) {
        public static final Inputs NONE = new Inputs(List.of(), List.of());

        public Inputs {
            offences = List.copyOf(offences);
            ready = List.copyOf(ready);
        }
    }

    /** Why no chain can begin with these parameters (G33a), or nothing. */
    public static Optional<String> genesisFault(Genesis genesis) {
        return GenesisState.fault(genesis);
    }

    /** The slots of {@link #VALIDATORS} and {@link #GOVERNANCE} in the state of the first block. */
    public static SortedMap<Address, SortedMap<UInt256, UInt256>> genesisSlots(Genesis genesis) {
        return GenesisState.slots(genesis);
    }

    /**
     * The epoch of a block: that in the state of its parent. After a block, the members in the state are those who certify its
     * child, which its header's {@code parentBeaconBlockRoot} names.
     */
    public static EpochState epoch(StateView view) {
        return EpochState.read(view);
    }

    /** Where the fees of a block go: as its leader had it set in the state of the parent (G12). */
    public static Address feeAddress(StateView parent, Address leader) {
        return new Registry(parent).feeAddress(leader);
    }

    public Signals signals() {
        return signals;
    }

    /**
     * Before the first transaction.
     *
     * @param leaders of this epoch
     * @return why the block is invalid, or nothing
     */
    public Optional<String> begin(EpochBlock block, Views.Leaders leaders, Inputs inputs, GovernanceState state) {
        EpochState epoch = EpochState.read(state);
        for (Offence offence : inputs.offences()) {
            Optional<String> fault = Offences.punish(offence, epoch, block.number(), state);
            if (fault.isPresent()) {
                return fault;
            }
        }
        Optional<String> fault = signals.take(inputs.ready(), epoch, block.number(), block.leader(), state);
        if (fault.isEmpty() && !epoch.isEndless()) {
            List<Member> set = epoch.set();
            Views.count(state, set, leaders, block.parentView(), block.view());
        }
        return fault;
    }

    /** After the last transaction. Never throws over what the state holds. */
    public List<HookEvent> end(EpochBlock block, GovernanceState state) {
        EpochState epoch = EpochState.read(state);
        if (epoch.isEndless()) {
            return List.of();
        }
        EpochRun run = new EpochRun(steps, block, state);
        if (block.number() == epoch.fix()) {
            run.fix(epoch);
        }
        if (block.number() == epoch.end()) {
            run.move(epoch);
        }
        return run.events();
    }
}
