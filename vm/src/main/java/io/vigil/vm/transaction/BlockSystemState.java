package io.vigil.vm.transaction;

import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.vm.state.AccountEntry;
import io.vigil.vm.state.Slot;
import io.vigil.vm.state.WorldState;

/** {@link SystemState} on the world of a block; each write is a transaction of its own there. */
record BlockSystemState(WorldState world) implements SystemState {
    @Override
    public UInt256 load(Address account, UInt256 key) {
        return slot(account, key).value();
    }

    @Override
    public void store(Address account, UInt256 key, UInt256 value) {
        if (world.account(account).isEmpty()) {
            throw new IllegalStateException("slot " + key + " of " + account + ", an account that does not exist");
        }
        Slot slot = slot(account, key);
        if (!slot.value().equals(value)) {
            world.store(slot, value.limb3(), value.limb2(), value.limb1(), value.limb0(), world.checkpoint());
            world.commit();
        }
    }

    @Override
    public UInt256 balance(Address account) {
        return world.account(account).balance();
    }

    @Override
    public void credit(Address account, UInt256 amount) {
        if (!amount.isZero()) {
            setBalance(account, balance(account).add(amount));
        }
    }

    @Override
    public boolean burn(Address account, UInt256 amount) {
        UInt256 before = balance(account);
        if (before.compareTo(amount) < 0) {
            return false;
        }
        if (!amount.isZero()) {
            setBalance(account, before.subtract(amount));
        }
        return true;
    }

    private void setBalance(Address account, UInt256 balance) {
        AccountEntry entry = world.account(account);
        world.setBalance(entry, balance);
        world.commit();
    }

    private Slot slot(Address account, UInt256 key) {
        Slot slot = world.slot(world.account(account), key.limb3(), key.limb2(), key.limb1(), key.limb0());
        world.load(slot);
        return slot;
    }
}
