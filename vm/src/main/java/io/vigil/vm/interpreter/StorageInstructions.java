package io.vigil.vm.interpreter;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Log;
import io.vigil.vm.Eip;
import io.vigil.vm.GasSchedule;
import io.vigil.vm.state.AccountEntry;
import io.vigil.vm.state.Slot;
import io.vigil.vm.state.WorldState;
import java.util.ArrayList;
import java.util.List;

/** What reads and changes the world: storage, transient storage, logs, self-destruction. */
final class StorageInstructions {
    private final Interpreter machine;
    private final WorldState world;
    private final boolean keepsAccounts;
    private final long clearsRefund;

    StorageInstructions(Interpreter machine) {
        this.machine = machine;
        this.world = machine.world;
        this.keepsAccounts = machine.fork.has(Eip.EIP_6780);
        this.clearsRefund = machine.fork.gas().sstoreClearsRefund();
    }

    int load(Frame f) {
        Slot slot = slotAt(f);
        f.gas -= world.warm(slot) ? GasSchedule.COLD_SLOT : GasSchedule.WARM;
        if (f.gas < 0) {
            return Status.OUT_OF_GAS;
        }
        world.load(slot);
        slot.valueTo(machine.stack, f.sp - 4);
        return Status.CONTINUE;
    }

    /** EIP-2200 as changed by EIP-2929 and EIP-3529. */
    int store(Frame f) {
        if (f.isStatic) {
            return Status.WRITE_PROTECTION;
        }
        if (f.gas <= GasSchedule.CALL_STIPEND) {
            return Status.OUT_OF_GAS;
        }
        Slot slot = slotAt(f);
        f.gas -= world.warm(slot) ? GasSchedule.COLD_SLOT : 0;
        world.load(slot);
        long[] s = machine.stack;
        int sp = f.sp;
        long v3 = s[sp - 5];
        long v2 = s[sp - 6];
        long v1 = s[sp - 7];
        long v0 = s[sp - 8];
        boolean same = slot.valueIs(v3, v2, v1, v0);
        if (same || !slot.isOriginal()) {
            f.gas -= GasSchedule.WARM;
        } else {
            f.gas -= slot.isOriginalZero() ? GasSchedule.SSTORE_SET : GasSchedule.SSTORE_RESET;
        }
        if (f.gas < 0) {
            return Status.OUT_OF_GAS;
        }
        if (!same) {
            refund(slot, v3, v2, v1, v0);
            world.store(slot, v3, v2, v1, v0, f.checkpoint);
        }
        f.sp = sp - 8;
        return Status.CONTINUE;
    }

    private void refund(Slot slot, long v3, long v2, long v1, long v0) {
        long refund = world.refund();
        boolean toZero = (v3 | v2 | v1 | v0) == 0;
        if (!slot.isOriginalZero()) {
            if (slot.isZero()) {
                refund -= clearsRefund;
            } else if (toZero) {
                refund += clearsRefund;
            }
        }
        if (!slot.isOriginal() && slot.originalIs(v3, v2, v1, v0)) {
            refund += (slot.isOriginalZero() ? GasSchedule.SSTORE_SET : GasSchedule.SSTORE_RESET) - GasSchedule.WARM;
        }
        world.setRefund(refund);
    }

    int loadTransient(Frame f) {
        world.transientTo(slotAt(f), machine.stack, f.sp - 4);
        return Status.CONTINUE;
    }

    int storeTransient(Frame f) {
        if (f.isStatic) {
            return Status.WRITE_PROTECTION;
        }
        long[] s = machine.stack;
        int sp = f.sp;
        world.storeTransient(slotAt(f), s[sp - 5], s[sp - 6], s[sp - 7], s[sp - 8]);
        f.sp = sp - 8;
        return Status.CONTINUE;
    }

    private Slot slotAt(Frame f) {
        long[] s = machine.stack;
        int sp = f.sp;
        return world.slot(f.self(), s[sp - 1], s[sp - 2], s[sp - 3], s[sp - 4]);
    }

    int log(int topicCount, Frame f) {
        if (f.isStatic) {
            return Status.WRITE_PROTECTION;
        }
        long[] s = machine.stack;
        long length = CopyInstructions.boundedWord(s, f.sp - 8);
        f.gas -= GasSchedule.LOG_BYTE * length;
        if (f.gas < 0) {
            return Status.OUT_OF_GAS;
        }
        if (length > 0) {
            f.gas = machine.expand(f, CopyInstructions.boundedWord(s, f.sp - 4) + length, f.gas);
            if (f.gas < 0) {
                return Status.OUT_OF_GAS;
            }
        }
        int from = length == 0 ? 0 : f.memoryBase + (int) s[f.sp - 4];
        List<Hash> topics = new ArrayList<>(topicCount);
        int at = f.sp - 8;
        for (int i = 0; i < topicCount; i++) {
            at -= 4;
            topics.add(new Hash(new UInt256(s[at + 3], s[at + 2], s[at + 1], s[at]).toBytes32()));
        }
        machine.addLog(new Log(f.self().address(), topics, Bytes.copyOf(machine.memory, from, (int) length)));
        f.sp = at;
        return Status.CONTINUE;
    }

    /** Sends the whole balance; deletes the account as EIP-6780 allows. */
    int selfDestruct(Frame f) {
        if (f.isStatic) {
            return Status.WRITE_PROTECTION;
        }
        long[] s = machine.stack;
        AccountEntry self = f.self();
        AccountEntry heir = world.account(s[f.sp - 2], s[f.sp - 3], s[f.sp - 4]);
        f.gas -= world.warm(heir) ? GasSchedule.COLD_ACCOUNT : 0;
        UInt256 balance = self.balance();
        if (!balance.isZero() && heir.isEmpty()) {
            f.gas -= GasSchedule.NEW_ACCOUNT;
        }
        if (f.gas < 0) {
            return Status.OUT_OF_GAS;
        }
        if (machine.observed) {
            machine.observer.enter(
                    f.depth + 1, CallKind.SELFDESTRUCT, self.address(), heir.address(), balance, 0, Bytes.EMPTY);
            machine.observer.exit(f.depth + 1, Bytes.EMPTY, 0, null);
        }
        world.transfer(self, heir, balance);
        if (!keepsAccounts || world.isCreatedNow(self)) {
            if (world.markDestructed(self)) {
                world.setRefund(world.refund() + machine.fork.gas().selfdestructRefund());
            }
            world.setBalance(self, UInt256.ZERO);
        }
        f.outputLength = 0;
        f.outputAt = f.memoryBase;
        f.halt = null;
        return Status.DONE;
    }
}
