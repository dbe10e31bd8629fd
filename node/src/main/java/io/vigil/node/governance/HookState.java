package io.vigil.node.governance;

import io.vigil.governance.state.GovernanceState;
import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.vm.transaction.SystemState;

/** The state of a running block as governance's hooks see it. */
record HookState(SystemState state) implements GovernanceState {
    @Override
    public UInt256 load(Address contract, UInt256 slot) {
        return state.load(contract, slot);
    }

    @Override
    public void store(Address contract, UInt256 slot, UInt256 value) {
        state.store(contract, slot, value);
    }

    @Override
    public void credit(Address account, UInt256 amount) {
        state.credit(account, amount);
    }

    @Override
    public boolean burn(Address account, UInt256 amount) {
        return state.burn(account, amount);
    }
}
