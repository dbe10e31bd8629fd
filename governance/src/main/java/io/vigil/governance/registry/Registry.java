package io.vigil.governance.registry;

import io.vigil.governance.state.Decoded;
import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.Slots;
import io.vigil.governance.state.StateView;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The registry at 0x…1000, read. Only base records are read: the list of addresses and the records themselves; nothing is
 * derived from others, so nothing can outlive its base (I1, G5).
 */
public final class Registry {
    public static final Address ADDRESS = Address.ofInt(0x1000);

    /** A damaged count cannot make a hook run long: as many as {@code maxRecords} may ever be. */
    static final long MAX_LISTED = 1_024;

    static final UInt256 COUNT = Slots.at("validators", Bytes.EMPTY);

    /** The mark of a key that may never be used again. */
    static final UInt256 BURNED = new UInt256(1, 0, 0, 0);

    private final Slots slots;

    public Registry(StateView view) {
        this.slots = new Slots(ADDRESS, view);
    }

    /** One entry of the list, whatever it leads to. */
    public record Entry(Address address, Decoded<ValidatorRecord> record) {}

    /** How long the list says it is, at most {@link #MAX_LISTED}. */
    public int count() {
        return (int) Math.min(MAX_LISTED, slots.word(COUNT).toLongSaturated());
    }

    public Address listed(int index) {
        return Slots.address(slots.word(Slots.at("validators", index)));
    }

    /** Every entry in the order of the list; what is listed twice is bad the second time. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        TreeSet<Address> seen = new TreeSet<>();
        for (int i = 0; i < count(); i++) {
            Address address = listed(i);
            entries.add(new Entry(
                    address, seen.add(address) ? record(address) : new Decoded.Bad<>("listed twice, again at " + i)));
        }
        return entries;
    }

    public Decoded<ValidatorRecord> record(Address validator) {
        try {
            return ValidatorRecord.decode(
                    slots.record(Slots.at("record", validator), ValidatorRecord.MAX_ENCODED_BYTES));
        } catch (MalformedException e) {
            return new Decoded.Bad<>(e.getMessage());
        }
    }

    /** The slots to prove for who wants to know whose a key is and what its record says: the owner's, the length, the bytes. */
    public List<UInt256> slotsOf(Bytes blsKey, Address validator) {
        UInt256 at = Slots.at("record", validator);
        long bytes = Math.min(slots.word(at).toLongSaturated(), ValidatorRecord.MAX_ENCODED_BYTES);
        List<UInt256> all = new ArrayList<>(List.of(keySlot(blsKey), at));
        for (long offset = 0; offset < bytes; offset += Hash.SIZE) {
            at = at.addWrapping(UInt256.ONE);
            all.add(at);
        }
        return all;
    }

    public Conduct conduct(Address validator) {
        return Conduct.of(slots.word(Slots.at("conduct", validator)));
    }

    public Readiness readiness(Address validator) {
        return Readiness.of(slots.word(Slots.at("ready", validator)));
    }

    /** Where the fees of a validator go: its own address if the record cannot be read. */
    public Address feeAddress(Address validator) {
        return record(validator).ok().map(ValidatorRecord::feeAddress).orElse(validator);
    }

    /** Whose key this is or was; burned keys are still somebody's. */
    public Optional<Address> keyOwner(Bytes blsKey) {
        UInt256 owner = slots.word(keySlot(blsKey));
        return owner.isZero() ? Optional.empty() : Optional.of(Slots.address(owner));
    }

    public boolean isBurned(Bytes blsKey) {
        return slots.word(keySlot(blsKey)).limb3() == BURNED.limb3();
    }

    public Optional<Address> nodeOwner(Bytes nodeId) {
        return owner(Slots.at("node", nodeId));
    }

    /** The validator that an account acts for. */
    public Optional<Address> operated(Address account) {
        return owner(Slots.at("operator", account));
    }

    /** What a validator lost and may still get back (G14), and the epoch in which it is burned. */
    public UInt256 penalty(Address validator) {
        return slots.word(Slots.at("penalty", validator));
    }

    public long penaltyEpoch(Address validator) {
        return slots.word(Slots.at("penalty.epoch", validator)).toLongSaturated();
    }

    private Optional<Address> owner(UInt256 slot) {
        UInt256 word = slots.word(slot);
        return word.isZero() ? Optional.empty() : Optional.of(Slots.address(word));
    }

    static UInt256 keySlot(Bytes blsKey) {
        return Slots.at("key", Keccak.hash(blsKey).bytes());
    }

    /** The registry of a running block, to be written. */
    public static Edit edit(GovernanceState state) {
        return new Edit(state);
    }

    /** Writes of base records. */
    public static final class Edit {
        private final GovernanceState state;

        private Edit(GovernanceState state) {
            this.state = state;
        }

        public Registry read() {
            return new Registry(state);
        }

        public void put(Address validator, ValidatorRecord record) {
            Slots.write(state, ADDRESS, Slots.at("record", validator), record.encode());
        }

        /** Lists a new validator and gives it its key, node and operator. */
        public void add(Address validator, ValidatorRecord record) {
            int count = read().count();
            store(Slots.at("validators", count), Slots.word(validator));
            store(COUNT, UInt256.of(count + 1L));
            put(validator, record);
            ownKey(record.blsKey(), validator);
            if (!record.nodeId().isEmpty()) {
                ownNode(record.nodeId(), validator);
            }
            if (!record.operator().equals(Address.ZERO)) {
                operate(record.operator(), validator);
            }
        }

        /** Takes a validator off the list; its keys stay its own for ever. */
        public void remove(Address validator, ValidatorRecord record) {
            int count = read().count();
            for (int i = 0; i < count; i++) {
                if (read().listed(i).equals(validator)) {
                    store(Slots.at("validators", i), Slots.word(read().listed(count - 1)));
                    store(Slots.at("validators", count - 1), UInt256.ZERO);
                    store(COUNT, UInt256.of(count - 1L));
                    break;
                }
            }
            Slots.write(state, ADDRESS, Slots.at("record", validator), Bytes.EMPTY);
            store(Slots.at("conduct", validator), UInt256.ZERO);
            store(Slots.at("ready", validator), UInt256.ZERO);
            if (!record.nodeId().isEmpty()) {
                store(Slots.at("node", record.nodeId()), UInt256.ZERO);
            }
            if (!record.operator().equals(Address.ZERO)) {
                store(Slots.at("operator", record.operator()), UInt256.ZERO);
            }
        }

        public void conduct(Address validator, Conduct conduct) {
            store(Slots.at("conduct", validator), conduct.word());
        }

        public void readiness(Address validator, Readiness readiness) {
            store(Slots.at("ready", validator), readiness.word());
        }

        public void ownKey(Bytes blsKey, Address validator) {
            store(keySlot(blsKey), Slots.word(validator));
        }

        public void burnKey(Bytes blsKey, Address validator) {
            UInt256 owner = Slots.word(validator);
            store(keySlot(blsKey), new UInt256(BURNED.limb3(), owner.limb2(), owner.limb1(), owner.limb0()));
        }

        public void ownNode(Bytes nodeId, Address validator) {
            store(Slots.at("node", nodeId), Slots.word(validator));
        }

        public void freeNode(Bytes nodeId) {
            store(Slots.at("node", nodeId), UInt256.ZERO);
        }

        public void operate(Address account, Address validator) {
            store(Slots.at("operator", account), Slots.word(validator));
        }

        public void release(Address account) {
            store(Slots.at("operator", account), UInt256.ZERO);
        }

        public void penalty(Address validator, UInt256 amount, long epoch) {
            store(Slots.at("penalty", validator), amount);
            store(Slots.at("penalty.epoch", validator), UInt256.of(epoch));
        }

        private void store(UInt256 slot, UInt256 value) {
            state.store(ADDRESS, slot, value);
        }
    }
}
