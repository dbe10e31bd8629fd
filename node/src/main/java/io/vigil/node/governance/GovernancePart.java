package io.vigil.node.governance;

import io.vigil.consensus.validators.LeaderRotation;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.voting.DepositState;
import io.vigil.deposits.voting.Eth1Transition;
import io.vigil.governance.DepositCredit;
import io.vigil.governance.EpochBlock;
import io.vigil.governance.Governance;
import io.vigil.governance.HookEvent;
import io.vigil.governance.epoch.Offences;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.versions.ReadySignal;
import io.vigil.node.chain.BlockFacts;
import io.vigil.node.chain.ExecutedView;
import io.vigil.node.chain.SystemPart;
import io.vigil.node.deposits.ResumedDeposits;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.state.StateReader;
import io.vigil.vm.NativeContract;
import io.vigil.vm.transaction.SystemState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Runs governance in every block: evidence, signals of readiness and views led and lost before the first transaction, and
 * after the last one, at two blocks of each epoch, everything that changes from epoch to epoch (G4).
 */
public final class GovernancePart implements SystemPart, SystemPart.Conduct {
    private static final UInt256 WEI_PER_GWEI = UInt256.of(1_000_000_000L);

    /** Blocks above the head whose hooks had something to tell. */
    private static final int MAX_UNTOLD = 64;

    private final ChainIdentity chain;
    private final Governance governance;
    private final EvidenceRules rules;
    private final EvidencePool evidence;
    private final ReadySignals ready;
    private final Map<Place, List<HookEvent>> untold = new LinkedHashMap<>();

    /** What one block is known by while it runs. */
    private record Place(Hash parent, long view) {}

    /** @param sets the members of each epoch of the chain, as far as they are proven here */
    public GovernancePart(ChainIdentity chain, LongFunction<Optional<ValidatorSet>> sets) {
        this.chain = chain;
        this.governance = new Governance(chain, new ResumedDeposits());
        this.rules = new EvidenceRules(chain, sets);
        this.evidence = new EvidencePool(rules);
        this.ready = new ReadySignals(governance);
    }

    /** Signals of readiness that wait for a block. */
    public ReadySignals ready() {
        return ready;
    }

    /** Evidence that waits for a block. */
    public EvidencePool evidence() {
        return evidence;
    }

    @Override
    public List<Integer> inputTypes() {
        return List.of(SystemInput.EVIDENCE, SystemInput.READINESS);
    }

    @Override
    public SortedMap<Address, NativeContract> contracts() {
        SortedMap<Address, NativeContract> contracts = SystemCalls.of(chain);
        contracts.put(EvidenceRecords.ADDRESS, new EvidenceContract());
        return contracts;
    }

    @Override
    public Optional<String> begin(BlockFacts block, List<SystemInput> inputs, SystemState state) {
        List<Offences.Offence> offences = new ArrayList<>();
        List<ReadySignal> signals = new ArrayList<>();
        try {
            for (SystemInput input : inputs) {
                if (input.type() == SystemInput.EVIDENCE) {
                    offences.addAll(rules.take(input.data(), block, state));
                } else {
                    signals.addAll(ReadySignal.decodeAll(input.data()));
                }
            }
        } catch (MalformedException e) {
            return Optional.of(e.getMessage());
        }
        LeaderRotation rotation = new LeaderRotation(block.epoch(), block.set());
        Governance.Inputs read = new Governance.Inputs(offences, signals);
        return governance.begin(epochBlock(block), rotation::leader, read, new HookState(state));
    }

    /** A deposit of the other chain makes a candidate or tops one up (G8). */
    public void deposited(Eth1Transition.Processed deposit, SystemState state) {
        DepositData data = deposit.deposit();
        new DepositCredit(
                        data.publicKey(),
                        data.credentials().bytes(),
                        new UInt256(0, 0, 0, data.amountGwei()).multiply(WEI_PER_GWEI),
                        deposit.outcome() == DepositState.Outcome.NEW)
                .apply(new HookState(state));
    }

    @Override
    public void end(BlockFacts block, SystemState state) {
        List<HookEvent> events = governance.end(epochBlock(block), new HookState(state));
        if (!events.isEmpty()) {
            tellLater(new Place(block.parent().hash(), block.view()), events);
        }
    }

    @Override
    public Conduct conduct() {
        return this;
    }

    @Override
    public List<SystemInput> offer(BlockFacts block, StateReader parent, boolean byTimeout) {
        List<SystemInput> offered = new ArrayList<>(evidence.offer(parent));
        offered.addAll(ready.offer(parent));
        return offered;
    }

    /** Signals ride along and are no work; evidence is (DESIGN "Consensus"). */
    @Override
    public boolean hasWork(StateReader top, long view) {
        return evidence.waits(top);
    }

    private synchronized void tellLater(Place place, List<HookEvent> events) {
        untold.put(place, events);
        if (untold.size() > MAX_UNTOLD) {
            untold.remove(untold.keySet().iterator().next());
        }
    }

    /** Forgets what waits no longer, and tells what the hooks of a committed block did. */
    public void committed(ExecutedView block, StateReader head, Consumer<HookEvent> log) {
        evidence.forgetTaken(head);
        ready.forgetTaken(head);
        tell(block, log);
    }

    private synchronized void tell(ExecutedView block, Consumer<HookEvent> log) {
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
