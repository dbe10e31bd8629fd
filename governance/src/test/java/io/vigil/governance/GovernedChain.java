package io.vigil.governance;

import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.proposals.Onboarding;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.MemoryState;
import io.vigil.governance.versions.ReadySignal;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisParameters;
import io.vigil.types.genesis.GenesisValidator;
import io.vigil.types.genesis.GovernanceModule;
import io.vigil.types.genesis.GovernanceParameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** A chain of hooks alone: blocks without transactions, one view each unless told otherwise. */
public final class GovernedChain {
    public static final long EPOCH_LENGTH = 20;
    public static final ChainIdentity CHAIN = new ChainIdentity(1_337, Keccak.hash(Bytes.of(1, 2, 3)));

    public final MemoryState state = new MemoryState();
    public final Map<Address, BlsSecretKey> keys = new TreeMap<>();

    /** Validators whose nodes give no signals. */
    public final SortedSet<Address> silent = new TreeSet<>();

    /** What each node speaks, where it is not 1. */
    public final Map<Address, Long> versions = new TreeMap<>();

    public final List<HookEvent> events = new ArrayList<>();
    public long height;
    public long view;

    private final Governance governance;
    private final Map<Address, Long> signalled = new TreeMap<>();

    public GovernedChain(GovernanceModule module, int validators, UnaryOperator<GovernanceParameters> rules) {
        this(module, validators, rules, Onboarding.NONE);
    }

    GovernedChain(
            GovernanceModule module, int validators, UnaryOperator<GovernanceParameters> rules, Onboarding onboarding) {
        this(genesis(module, validators, rules), new EpochSteps(CHAIN, onboarding));
    }

    GovernedChain(Genesis genesis, EpochSteps steps) {
        governance = new Governance(CHAIN, steps);
        Governance.genesisFault(genesis).ifPresent(why -> {
            throw new IllegalArgumentException(why);
        });
        Governance.genesisSlots(genesis)
                .forEach((contract, slots) -> slots.forEach((slot, value) -> state.store(contract, slot, value)));
        for (int i = 0; i < genesis.validators().size(); i++) {
            keys.put(genesis.validators().get(i).address(), key(i));
        }
    }

    /** The key with which {@code validator} signs now. */
    BlsSecretKey keyOf(Address validator) {
        return Objects.requireNonNull(keys.get(validator), () -> "no key of " + validator);
    }

    public static BlsSecretKey key(int index) {
        return BlsSecretKey.generate(Keccak.hash(Bytes.of(index, 77)).bytes());
    }

    public static Genesis genesis(GovernanceModule module, int validators, UnaryOperator<GovernanceParameters> rules) {
        List<GenesisValidator> members = new ArrayList<>();
        for (int i = 0; i < validators; i++) {
            members.add(member(i));
        }
        GenesisParameters pace = GenesisParameters.DEFAULT;
        return new Genesis(
                CHAIN.chainId(),
                0,
                Hash.ZERO,
                Genesis.DEFAULT_GAS_LIMIT,
                Genesis.DEFAULT_BASE_FEE,
                1,
                new GenesisParameters(
                        Duration.ZERO,
                        pace.emptyBlockInterval(),
                        pace.delta(),
                        pace.build(),
                        pace.exec(),
                        pace.timeoutCap(),
                        EPOCH_LENGTH,
                        pace.baseFeeDenominator(),
                        pace.minBaseFee(),
                        pace.maxClockDrift(),
                        module,
                        rules.apply(GovernanceParameters.of(module))),
                members,
                List.of());
    }

    private static GenesisValidator member(int index) {
        BlsSecretKey key = key(index);
        return new GenesisValidator(
                ValidatorRecord.addressOf(key.publicKey().bytes()),
                key.publicKey(),
                Keccak.hash(Bytes.of(index, 78)).bytes(),
                key.proofOfPossession(),
                1,
                "node " + index,
                "",
                0);
    }

    public EpochState epoch() {
        return Governance.epoch(state);
    }

    public Registry registry() {
        return new Registry(state);
    }

    /** One block with the signals that nodes would give; the leader of a view is its number modulo the leaders. */
    public void block() {
        block(view + 1);
    }

    public void block(long inView) {
        EpochState epoch = epoch();
        List<Integer> leading = new ArrayList<>();
        for (int i = 0; i < epoch.set().size(); i++) {
            if (epoch.set().get(i).leads()) {
                leading.add(i);
            }
        }
        height++;
        Hash mix = Keccak.hash(Bytes.ofLong(height));
        int leader = leading.get((int) (inView % leading.size()));
        EpochBlock block = new EpochBlock(
                height, height, inView, view, epoch.set().get(leader).address(), mix);
        Optional<String> fault = governance.begin(
                block,
                of -> leading.get((int) (of % leading.size())),
                new Governance.Inputs(List.of(), signals(epoch)),
                state);
        if (fault.isPresent()) {
            throw new AssertionError(fault.get());
        }
        events.addAll(governance.end(block, state));
        view = inView;
    }

    private List<ReadySignal> signals(EpochState epoch) {
        List<ReadySignal> signals = new ArrayList<>();
        for (Map.Entry<Address, BlsSecretKey> node : keys.entrySet()) {
            boolean due = signalled.getOrDefault(node.getKey(), -1L) < epoch.epoch();
            boolean known = registry().record(node.getKey()).ok().isPresent();
            if (due && known && !silent.contains(node.getKey()) && signals.size() < ReadySignal.MAX_IN_BLOCK) {
                signalled.put(node.getKey(), epoch.epoch());
                long sequence = registry().readiness(node.getKey()).sequence() + 1;
                long version = versions.getOrDefault(node.getKey(), 1L);
                signals.add(ReadySignal.sign(CHAIN, node.getValue(), node.getKey(), epoch.epoch(), version, sequence));
            }
        }
        return signals;
    }

    /** Blocks up to and with the last of the present epoch. */
    public void toNextEpoch() {
        long now = epoch().epoch();
        while (epoch().epoch() == now) {
            block();
        }
    }

    /** Blocks up to and with the one that fixes the next epoch. */
    public void toFix() {
        while (height < epoch().fix()) {
            block();
        }
    }

    public ValidatorRecord record(Address validator) {
        return registry().record(validator).ok().orElseThrow();
    }

    public void put(Address validator, ValidatorRecord record) {
        Registry.edit(state).put(validator, record);
    }

    /** Lists a validator that has all it needs but a seat. */
    public Address join(int index, UInt256 stake, long votedPower) {
        BlsSecretKey key = key(index);
        Address address = ValidatorRecord.addressOf(key.publicKey().bytes());
        keys.put(address, key);
        Registry.edit(state)
                .add(
                        address,
                        new ValidatorRecord(
                                key.publicKey().bytes(),
                                Bytes.EMPTY,
                                Address.ZERO,
                                address,
                                Keccak.hash(Bytes.of(index, 78)).bytes(),
                                address,
                                "",
                                stake,
                                UInt256.ZERO,
                                UInt256.ZERO,
                                List.of(),
                                Standing.ACTIVE,
                                0,
                                votedPower,
                                epoch().epoch()));
        return address;
    }

    public List<Address> members() {
        return epoch().set().stream().map(Member::address).toList();
    }
}
