package io.vigil.testnet.drill;

import io.vigil.governance.Governance;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.Slots;
import io.vigil.node.chain.BlockFacts;
import io.vigil.node.chain.SystemPart;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisValidator;
import io.vigil.vm.transaction.SystemState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Puts into the registry what no code of ours writes: the state of March 2020 and its relatives. In each epoch another damage,
 * five blocks after its beginning, well before the next one is fixed; after the election what was damaged is as genesis had it.
 */
final class DamagedRegistry implements SystemPart {
    private static final int DAMAGED_AFTER = 5;

    private final List<Address> validators;
    private final SortedMap<UInt256, UInt256> asInGenesis;
    private final int distance;

    /** One kind of damage, in the order of the epochs from the second on. */
    enum Kind {
        /** A listed address whose record is gone: 9 March 2020. */
        LISTED_WITHOUT_RECORD,
        /** A record that nothing lists. */
        RECORD_WITHOUT_LISTING,
        /** One address in the place of another. */
        LISTED_TWICE,
        /** Two records with one key. */
        ONE_KEY_TWICE,
        /** A stake above what the form allows. */
        STAKE_OVERFLOWS,
        ALL_JAILED,
        ALL_EXITED,
        /** A bit flipped in every record. */
        BITS_FLIPPED,
        /** A list said to be longer than any may be. */
        COUNT_OVERFLOWS,
        /** No list at all. */
        NOTHING_LISTED;

        /** The damage of an epoch, if there is one. */
        static Optional<Kind> of(long epoch) {
            return epoch >= 1 && epoch <= values().length ? Optional.of(values()[(int) epoch - 1]) : Optional.empty();
        }
    }

    DamagedRegistry(Genesis genesis) {
        this.validators =
                genesis.validators().stream().map(GenesisValidator::address).toList();
        this.asInGenesis =
                Objects.requireNonNull(Governance.genesisSlots(genesis).get(Governance.VALIDATORS));
        this.distance = (int) genesis.parameters().epochLength() / 2;
    }

    @Override
    public Optional<String> begin(BlockFacts block, List<SystemInput> inputs, SystemState system) {
        State state = new State(system);
        long left = block.epochEnd() - block.number();
        Optional<Kind> kind = Kind.of(block.epoch());
        if (kind.isPresent() && left == 2L * distance - DAMAGED_AFTER) {
            damage(kind.get(), state);
        }
        if (kind.isPresent() && left == distance - DAMAGED_AFTER) {
            restore(state);
        }
        return Optional.empty();
    }

    private void damage(Kind kind, State state) {
        Registry.Edit registry = Registry.edit(state);
        Address first = validators.getFirst();
        Address last = validators.getLast();
        int lastPlace = validators.size() - 1;
        switch (kind) {
            case LISTED_WITHOUT_RECORD -> write(state, last, Bytes.EMPTY);
            case RECORD_WITHOUT_LISTING -> state.store(count(), UInt256.of(lastPlace));
            case LISTED_TWICE -> state.store(Slots.at("validators", lastPlace), Slots.word(first));
            case ONE_KEY_TWICE ->
                registry.put(
                        last, record(state, last).withKey(record(state, first).blsKey()));
            case STAKE_OVERFLOWS -> write(state, last, overflowing(record(state, last)));
            case ALL_JAILED ->
                validators.forEach(
                        address -> registry.put(address, record(state, address).withStanding(Standing.JAILED, 1_000)));
            case ALL_EXITED ->
                validators.forEach(
                        address -> registry.put(address, record(state, address).withStanding(Standing.EXITING, 1)));
            case BITS_FLIPPED -> validators.forEach(address -> flip(state, address));
            case COUNT_OVERFLOWS -> state.store(count(), UInt256.MAX);
            case NOTHING_LISTED -> state.store(count(), UInt256.ZERO);
        }
    }

    /** The record with 2^96 of stake, which {@link ValidatorRecord} itself refuses to hold. */
    private static Bytes overflowing(ValidatorRecord record) {
        Bytes sound = record.withMoney(ValidatorRecord.MAX_STAKE, UInt256.ZERO, UInt256.ZERO, List.of())
                .encode();
        byte[] bytes = sound.toArray();
        for (int i = 0; i + 12 < bytes.length; i++) {
            if (bytes[i] == (byte) 0x8c && bytes[i + 1] == -1 && bytes[i + 12] == -1) {
                bytes[i]++; // one byte longer, so that what follows is swallowed
                return Bytes.wrap(bytes);
            }
        }
        throw new IllegalStateException("no stake in " + sound);
    }

    private static void flip(State state, Address address) {
        UInt256 slot = Slots.at("record", address).addWrapping(UInt256.ONE);
        UInt256 value = state.load(Governance.VALIDATORS, slot);
        state.store(slot, new UInt256(value.limb3() ^ (1L << 40), value.limb2(), value.limb1(), value.limb0()));
    }

    private void restore(State state) {
        for (Address address : validators) {
            UInt256 slot = Slots.at("record", address);
            write(state, address, recordInGenesis(slot));
        }
        state.store(count(), UInt256.of(validators.size()));
        for (int i = 0; i < validators.size(); i++) {
            state.store(Slots.at("validators", i), Slots.word(validators.get(i)));
        }
    }

    private Bytes recordInGenesis(UInt256 slot) {
        try {
            return new Slots(Governance.VALIDATORS, (contract, at) -> asInGenesis.getOrDefault(at, UInt256.ZERO))
                    .record(slot, Slots.MAX_RECORD_BYTES);
        } catch (MalformedException e) {
            throw new IllegalStateException("genesis holds a record that cannot be read", e);
        }
    }

    private static UInt256 count() {
        return Slots.at("validators", Bytes.EMPTY);
    }

    private static void write(State state, Address address, Bytes record) {
        Slots.write(state, Governance.VALIDATORS, Slots.at("record", address), record);
    }

    private static ValidatorRecord record(State state, Address address) {
        return new Registry(state)
                .record(address)
                .ok()
                .orElseThrow(() -> new IllegalStateException("no record of " + address + " to damage"));
    }

    private record State(SystemState system) implements GovernanceState {
        @Override
        public UInt256 load(Address contract, UInt256 slot) {
            return system.load(contract, slot);
        }

        void store(UInt256 slot, UInt256 value) {
            store(Governance.VALIDATORS, slot, value);
        }

        @Override
        public void store(Address contract, UInt256 slot, UInt256 value) {
            system.store(contract, slot, value);
        }

        @Override
        public void credit(Address account, UInt256 amount) {
            system.credit(account, amount);
        }

        @Override
        public boolean burn(Address account, UInt256 amount) {
            return system.burn(account, amount);
        }
    }
}
