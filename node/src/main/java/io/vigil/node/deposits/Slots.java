package io.vigil.node.deposits;

import io.vigil.deposits.voting.ContractStorage;
import io.vigil.deposits.voting.DepositState;
import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.state.StateReader;
import io.vigil.vm.NativeContract;
import io.vigil.vm.transaction.SystemState;

/** The storage of 0x…1001 in the forms in which the node meets it. */
final class Slots {
    static final Address CONTRACT = Address.ofInt(0x1001);

    private Slots() {}

    /** Of a block that runs. */
    static DepositState of(SystemState state) {
        return new DepositState(new ContractStorage() {
            @Override
            public UInt256 load(UInt256 slot) {
                return state.load(CONTRACT, slot);
            }

            @Override
            public void store(UInt256 slot, UInt256 value) {
                state.store(CONTRACT, slot, value);
            }
        });
    }

    /** After a block; cannot be written. */
    static DepositState of(StateReader state) {
        return new DepositState(readOnly(slot -> state.slot(CONTRACT, slot)));
    }

    /** Within a call; cannot be written. */
    static DepositState of(NativeContract.Context call) {
        return new DepositState(readOnly(call::load));
    }

    /** Where slots are read. */
    interface Loads {
        UInt256 load(UInt256 slot);
    }

    static ContractStorage readOnly(Loads loads) {
        return new ContractStorage() {
            @Override
            public UInt256 load(UInt256 slot) {
                return loads.load(slot);
            }

            @Override
            public void store(UInt256 slot, UInt256 value) {
                throw new IllegalStateException("slot " + slot + " of a state that is only read");
            }
        };
    }
}
