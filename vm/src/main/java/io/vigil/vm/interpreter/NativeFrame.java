package io.vigil.vm.interpreter;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Log;
import io.vigil.vm.Halt;
import io.vigil.vm.NativeContract;
import io.vigil.vm.state.AccountEntry;
import io.vigil.vm.state.Slot;
import io.vigil.vm.state.WorldState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The world as a native contract sees it during one call. Remembers the first fault; nothing has effect after it. */
final class NativeFrame implements NativeContract.Context {
    private final Interpreter machine;
    private final WorldState world;
    private final Frame frame;
    private @Nullable Halt fault;

    NativeFrame(Interpreter machine, Frame frame) {
        this.machine = machine;
        this.world = machine.world;
        this.frame = frame;
    }

    Optional<Halt> fault() {
        return Optional.ofNullable(fault);
    }

    @Override
    public UInt256 load(UInt256 key) {
        return value(slot(key));
    }

    @Override
    public UInt256 load(Address other, UInt256 key) {
        return value(world.slot(world.account(other), key.limb3(), key.limb2(), key.limb1(), key.limb0()));
    }

    private UInt256 value(Slot slot) {
        world.warm(slot);
        world.load(slot);
        return slot.value();
    }

    @Override
    public void store(UInt256 key, UInt256 value) {
        if (mayWrite()) {
            Slot slot = slot(key);
            world.warm(slot);
            world.load(slot);
            world.store(slot, value.limb3(), value.limb2(), value.limb1(), value.limb0(), frame.checkpoint);
        }
    }

    @Override
    public void log(List<Hash> topics, Bytes data) {
        if (mayWrite()) {
            machine.addLog(new Log(frame.self().address(), topics, data));
        }
    }

    @Override
    public boolean pay(Address to, UInt256 amount) {
        AccountEntry self = frame.self();
        if (!mayWrite() || self.balance().compareTo(amount) < 0) {
            return false;
        }
        AccountEntry receiver = world.account(to);
        world.warm(receiver);
        world.transfer(self, receiver, amount);
        return true;
    }

    @Override
    public boolean charge(long gas) {
        if (gas < 0) {
            throw new IllegalArgumentException("negative gas: " + gas);
        }
        if (fault == null && frame.gas < gas) {
            fault = Halt.OUT_OF_GAS;
        }
        if (fault != null) {
            return false;
        }
        frame.gas -= gas;
        return true;
    }

    private boolean mayWrite() {
        if (frame.isStatic && fault == null) {
            fault = Halt.WRITE_PROTECTION;
        }
        return fault == null;
    }

    private Slot slot(UInt256 key) {
        return world.slot(frame.self(), key.limb3(), key.limb2(), key.limb1(), key.limb0());
    }
}
