package io.vigil.vm.interpreter;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.ContractAddress;
import io.vigil.vm.Eip;
import io.vigil.vm.GasSchedule;
import io.vigil.vm.Halt;
import io.vigil.vm.instruction.Arithmetic;
import io.vigil.vm.state.AccountEntry;
import io.vigil.vm.state.Code;
import io.vigil.vm.state.WorldState;
import org.jspecify.annotations.Nullable;

/** CREATE and CREATE2: runs initcode and keeps what it returns as code. */
final class CreateInstructions {
    private final Interpreter machine;
    private final WorldState world;
    private final boolean limitsInitcode;
    private final boolean refusesEf;

    CreateInstructions(Interpreter machine) {
        this.machine = machine;
        this.world = machine.world;
        this.limitsInitcode = machine.fork.has(Eip.EIP_3860);
        this.refusesEf = machine.fork.has(Eip.EIP_3541);
    }

    int create(CallKind kind, Frame f) {
        if (f.isStatic) {
            return Status.WRITE_PROTECTION;
        }
        long[] s = machine.stack;
        int sp = f.sp;
        long length = CopyInstructions.boundedWord(s, sp - 12);
        long words = CopyInstructions.words(length);
        if (limitsInitcode) {
            if (length > GasSchedule.MAX_INITCODE_SIZE) {
                return Status.of(Halt.INITCODE_SIZE);
            }
            f.gas -= GasSchedule.INITCODE_WORD * words;
        }
        if (kind == CallKind.CREATE2) {
            f.gas -= GasSchedule.KECCAK_WORD * words;
        }
        if (f.gas >= 0 && length > 0) {
            f.gas = machine.expand(f, CopyInstructions.boundedWord(s, sp - 8) + length, f.gas);
        }
        if (f.gas < 0) {
            return Status.OUT_OF_GAS;
        }
        int from = length == 0 ? 0 : f.memoryBase + (int) s[sp - 8];
        Bytes initcode = Bytes.copyOf(machine.memory, from, (int) length);
        UInt256 value = CallInstructions.word(s, sp - 4);
        UInt256 salt = kind == CallKind.CREATE2 ? CallInstructions.word(s, sp - 16) : UInt256.ZERO;
        f.sp = kind == CallKind.CREATE2 ? sp - 16 : sp - 12;
        f.returnLength = 0;
        AccountEntry self = f.self();
        if (f.depth == GasSchedule.MAX_CALL_DEPTH || self.balance().compareTo(value) < 0 || self.nonce() == -1) {
            return refuse(kind, f, value, initcode);
        }
        long gas = f.gas - f.gas / 64;
        f.gas -= gas;
        Address address = kind == CallKind.CREATE
                ? ContractAddress.create(self.address(), self.nonce())
                : ContractAddress.create2(self.address(), new Hash(salt.toBytes32()), Keccak.hash(initcode));
        world.setNonce(self, self.nonce() + 1);
        AccountEntry created = world.account(address);
        world.warm(created);
        if (world.isOccupied(created)) {
            observe(kind, f.depth + 1, self, address, value, gas, initcode, Halt.ADDRESS_COLLISION);
            return fail(f);
        }
        return enter(f, kind, self, created, value, world.prepare(Keccak.EMPTY_HASH, initcode), gas);
    }

    private int refuse(CallKind kind, Frame f, UInt256 value, Bytes initcode) {
        Halt halt = f.depth == GasSchedule.MAX_CALL_DEPTH
                ? Halt.CALL_DEPTH
                : f.self().nonce() == -1 ? Halt.NONCE_OVERFLOW : Halt.INSUFFICIENT_BALANCE;
        observe(kind, f.depth + 1, f.self(), Address.ZERO, value, 0, initcode, halt);
        return fail(f);
    }

    private void observe(
            CallKind kind,
            int depth,
            AccountEntry self,
            Address address,
            UInt256 value,
            long gas,
            Bytes initcode,
            Halt halt) {
        if (machine.observed) {
            machine.observer.enter(depth, kind, self.address(), address, value, gas, initcode);
            machine.observer.exit(depth, Bytes.EMPTY, gas, halt);
        }
    }

    private int fail(Frame f) {
        Arithmetic.set(machine.stack, f.sp, 0);
        f.sp += 4;
        return Status.CONTINUE;
    }

    /** Makes the frame that runs the initcode; the caller has counted its nonce and asked for collisions. */
    int enter(
            @Nullable Frame parent,
            CallKind kind,
            AccountEntry caller,
            AccountEntry created,
            UInt256 value,
            Code initcode,
            long gas) {
        Frame child = machine.calls().begin(parent, caller, created, value, gas, false);
        child.isCreation = true;
        child.inputLength = 0;
        if (machine.observed) {
            machine.observer.enter(
                    child.depth, kind, caller.address(), created.address(), value, gas, initcode.bytes());
        }
        world.markCreated(created);
        world.setNonce(created, 1);
        world.transfer(caller, created, value);
        machine.calls().prepare(child, initcode);
        return Status.ENTER;
    }

    /** Keeps the output of successful initcode as code, or says why not; then all gas is gone. */
    @Nullable
    Halt deposit(Frame f) {
        Halt halt = depositFault(f);
        if (halt != null) {
            f.gas = 0;
            f.outputLength = 0;
            return halt;
        }
        f.gas -= (long) GasSchedule.CODE_BYTE * f.outputLength;
        world.setCode(f.self(), Bytes.copyOf(machine.memory, f.outputAt, f.outputLength));
        return null;
    }

    private @Nullable Halt depositFault(Frame f) {
        if (f.outputLength > GasSchedule.MAX_CODE_SIZE) {
            return Halt.CODE_SIZE;
        }
        if (refusesEf && f.outputLength > 0 && machine.memory[f.outputAt] == (byte) 0xef) {
            return Halt.INVALID_CODE;
        }
        return f.gas < (long) GasSchedule.CODE_BYTE * f.outputLength ? Halt.CODE_STORE_OUT_OF_GAS : null;
    }
}
