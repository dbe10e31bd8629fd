package io.vigil.vm.interpreter;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.vm.Eip;
import io.vigil.vm.GasSchedule;
import io.vigil.vm.Halt;
import io.vigil.vm.NativeContract;
import io.vigil.vm.instruction.Arithmetic;
import io.vigil.vm.precompile.Precompile;
import io.vigil.vm.state.AccountEntry;
import io.vigil.vm.state.Code;
import io.vigil.vm.state.WorldState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** CALL and its relatives, and what a call runs: code, a precompile, a native contract or nothing. */
final class CallInstructions {
    private final Interpreter machine;
    private final WorldState world;
    private final boolean delegates;

    CallInstructions(Interpreter machine) {
        this.machine = machine;
        this.world = machine.world;
        this.delegates = machine.fork.has(Eip.EIP_7702);
    }

    int call(CallKind kind, Frame f) {
        long[] s = machine.stack;
        int sp = f.sp;
        boolean hasValue = kind == CallKind.CALL || kind == CallKind.CALLCODE;
        boolean transfers = hasValue && !Arithmetic.isZero(s, sp - 12);
        if (f.isStatic && transfers && kind == CallKind.CALL) {
            return Status.WRITE_PROTECTION;
        }
        int inputAt = hasValue ? sp - 16 : sp - 12;
        long inputLength = CopyInstructions.boundedWord(s, inputAt - 4);
        long resultLength = CopyInstructions.boundedWord(s, inputAt - 12);
        if (!reserve(f, inputAt, inputLength) || !reserve(f, inputAt - 8, resultLength)) {
            return Status.OUT_OF_GAS;
        }
        AccountEntry target = world.account(s[sp - 6], s[sp - 7], s[sp - 8]);
        f.gas -= world.warm(target) ? GasSchedule.COLD_ACCOUNT : GasSchedule.WARM;
        if (transfers) {
            f.gas -= GasSchedule.CALL_VALUE;
            if (kind == CallKind.CALL && target.isEmpty()) {
                f.gas -= GasSchedule.NEW_ACCOUNT;
            }
        }
        AccountEntry delegate = delegateOf(target);
        if (delegate != null) {
            f.gas -= world.warm(delegate) ? GasSchedule.COLD_ACCOUNT : GasSchedule.WARM; // EIP-7702
        }
        AccountEntry codeOf = delegate == null ? target : delegate;
        if (f.gas < 0) {
            return Status.OUT_OF_GAS;
        }
        long most = f.gas - f.gas / 64; // EIP-150
        long asked = s[sp - 4];
        boolean more = (s[sp - 3] | s[sp - 2] | s[sp - 1]) != 0 || asked < 0 || asked > most;
        long gas = more ? most : asked;
        f.gas -= gas;
        UInt256 value = transfers ? word(s, sp - 12) : UInt256.ZERO;
        int inputOffset = inputLength == 0 ? 0 : f.memoryBase + (int) s[inputAt];
        f.resultOffset = resultLength == 0 ? 0 : f.memoryBase + (int) s[inputAt - 8];
        f.resultLength = (int) resultLength;
        f.sp = inputAt - 12;
        long childGas = transfers ? gas + GasSchedule.CALL_STIPEND : gas;
        return enterFrom(f, kind, target, codeOf, value, inputOffset, (int) inputLength, childGas);
    }

    private int enterFrom(
            Frame f,
            CallKind kind,
            AccountEntry target,
            AccountEntry codeOf,
            UInt256 value,
            int inputOffset,
            int inputLength,
            long gas) {
        boolean delegate = kind == CallKind.DELEGATECALL;
        AccountEntry caller = delegate ? f.caller() : f.self();
        boolean borrowsCode = delegate || kind == CallKind.CALLCODE;
        AccountEntry self = borrowsCode ? f.self() : target;
        UInt256 seen = delegate ? f.value : value;
        boolean isStatic = f.isStatic || kind == CallKind.STATICCALL;
        byte[] m = machine.memory;
        if (f.depth == GasSchedule.MAX_CALL_DEPTH) {
            return refuse(f, kind, target, value, gas, Halt.CALL_DEPTH);
        }
        Frame child = begin(f, caller, self, seen, gas, isStatic);
        if (machine.observed) {
            Bytes input = Bytes.copyOf(m, inputOffset, inputLength);
            machine.observer.enter(child.depth, kind, f.self().address(), target.address(), seen, gas, input);
        }
        int status = run(child, kind, target, codeOf, value, m, inputOffset, inputLength);
        if (status == Status.DONE) {
            resume(f, child);
            return Status.CONTINUE;
        }
        return status;
    }

    private int refuse(Frame f, CallKind kind, AccountEntry target, UInt256 value, long gas, Halt halt) {
        if (machine.observed) {
            machine.observer.enter(f.depth + 1, kind, f.self().address(), target.address(), value, gas, Bytes.EMPTY);
            machine.observer.exit(f.depth + 1, Bytes.EMPTY, 0, halt);
        }
        f.gas += gas;
        f.returnLength = 0;
        Arithmetic.set(machine.stack, f.sp, 0);
        f.sp += 4;
        return Status.CONTINUE;
    }

    /** A call that no frame makes. */
    int enter(
            @Nullable Frame parent,
            CallKind kind,
            AccountEntry caller,
            AccountEntry self,
            AccountEntry target,
            UInt256 value,
            byte[] input,
            int inputOffset,
            int inputLength,
            long gas,
            boolean isStatic) {
        Frame child = begin(parent, caller, self, value, gas, isStatic);
        if (machine.observed) {
            Bytes data = Bytes.copyOf(input, inputOffset, inputLength);
            machine.observer.enter(child.depth, kind, caller.address(), target.address(), value, gas, data);
        }
        AccountEntry delegate = delegateOf(target);
        AccountEntry codeOf = delegate == null ? target : delegate;
        return run(child, kind, target, codeOf, value, input, inputOffset, inputLength);
    }

    /** The account whose code runs in place of {@code target}'s, or null; it may be the same (EIP-7702). */
    private @Nullable AccountEntry delegateOf(AccountEntry target) {
        if (!delegates || !target.hasCode()) {
            return null;
        }
        Bytes delegate = world.code(target).delegate();
        return delegate == null ? null : world.account(new Address(delegate));
    }

    /** Prepares the frame above {@code parent}, without code yet. */
    Frame begin(
            @Nullable Frame parent, AccountEntry caller, AccountEntry self, UInt256 value, long gas, boolean isStatic) {
        Frame child = machine.frame(parent == null ? 0 : parent.depth + 1);
        child.callerEntry = caller;
        child.selfEntry = self;
        child.value = value;
        child.isStatic = isStatic;
        child.isCreation = false;
        child.gas = gas;
        child.gasLimit = gas;
        child.pc = 1;
        child.stackBase = parent == null ? 0 : parent.sp;
        child.sp = child.stackBase;
        child.memoryBase = parent == null ? 0 : parent.memoryBase + parent.memorySize;
        child.memorySize = 0;
        child.memoryCost = 0;
        child.returnLength = 0;
        child.outputAt = child.memoryBase;
        child.outputLength = 0;
        child.halt = null;
        child.checkpoint = world.checkpoint();
        child.refundBefore = world.refund();
        child.logsBefore = machine.logs.size();
        return child;
    }

    private int run(
            Frame child,
            CallKind kind,
            AccountEntry target,
            AccountEntry codeOf,
            UInt256 value,
            byte[] input,
            int inputOffset,
            int inputLength) {
        if (!value.isZero()) {
            if (child.caller().balance().compareTo(value) < 0) {
                return end(child, Halt.INSUFFICIENT_BALANCE);
            }
            if (kind == CallKind.CALL) {
                world.transfer(child.caller(), child.self(), value);
            }
        } else if (kind == CallKind.CALL || kind == CallKind.STATICCALL) {
            world.touch(child.self());
        }
        int number = target.smallNumber();
        if (number > 0) {
            Precompile precompile = machine.precompiles.at(number);
            if (precompile != null) {
                return runPrecompile(child, precompile, input, inputOffset, inputLength);
            }
            Optional<NativeContract> contract = machine.natives.at(target.address());
            if (contract.isPresent() && (kind == CallKind.CALL || kind == CallKind.STATICCALL)) {
                return runNative(child, contract.get(), Bytes.copyOf(input, inputOffset, inputLength));
            }
        }
        if (!codeOf.hasCode()) {
            return end(child, null);
        }
        child.input = input;
        child.inputOffset = inputOffset;
        child.inputLength = inputLength;
        prepare(child, world.code(codeOf));
        return Status.ENTER;
    }

    void prepare(Frame child, Code code) {
        child.code = code;
        child.isChecked = machine.observed || code.isLong();
        child.program = machine.observed ? code.checkedProgram() : code.program();
        machine.reserveStack(child.stackBase);
    }

    /** Ends a frame that ran no code. */
    private int end(Frame child, @Nullable Halt halt) {
        child.halt = halt;
        if (halt != null) {
            machine.undo(child);
            if (halt != Halt.REVERTED && halt != Halt.INSUFFICIENT_BALANCE) {
                child.gas = 0;
                child.outputLength = 0;
            }
        }
        if (machine.observed) {
            Bytes output = Bytes.copyOf(machine.memory, child.outputAt, child.outputLength);
            machine.observer.exit(child.depth, output, child.gasLimit - child.gas, halt);
        }
        return Status.DONE;
    }

    private int runPrecompile(Frame child, Precompile precompile, byte[] input, int offset, int length) {
        long price = precompile.gas(input, offset, length);
        if (price > child.gas) {
            return end(child, Halt.OUT_OF_GAS);
        }
        child.gas -= price;
        Bytes output = precompile.run(input, offset, length);
        if (output == null) {
            return end(child, Halt.PRECOMPILE_FAILED);
        }
        machine.putOutput(child, output);
        return end(child, null);
    }

    private int runNative(Frame child, NativeContract contract, Bytes input) {
        long price = contract.price(input);
        if (price > child.gas) {
            return end(child, Halt.OUT_OF_GAS);
        }
        child.gas -= price;
        NativeFrame context = new NativeFrame(machine, child);
        NativeContract.Call call = new NativeContract.Call(
                child.self().address(), child.caller().address(), child.value, input, child.isStatic, machine.block);
        NativeContract.Answer answer = contract.run(call, context);
        Optional<Halt> fault = context.fault();
        if (fault.isPresent()) {
            return end(child, fault.get());
        }
        return switch (answer) {
            case NativeContract.Answer.Returned(Bytes output) -> {
                machine.putOutput(child, output);
                yield end(child, null);
            }
            case NativeContract.Answer.Reverted(Bytes data) -> {
                machine.putOutput(child, data);
                yield end(child, Halt.REVERTED);
            }
        };
    }

    /** Gives the caller of an ended frame its gas, its data and its answer. */
    void resume(Frame f, Frame child) {
        f.gas += child.gas;
        boolean ok = child.halt == null;
        boolean hasData = ok ? !child.isCreation : child.halt == Halt.REVERTED;
        if (hasData) {
            f.setReturnData(machine.memory, child.outputAt, child.outputLength);
        } else {
            f.returnLength = 0;
        }
        Arithmetic.set(machine.stack, f.sp, 0);
        if (child.isCreation) {
            if (ok) {
                child.self().addressTo(machine.stack, f.sp);
            }
        } else {
            machine.stack[f.sp] = ok ? 1 : 0;
            int copied = Math.min(f.resultLength, f.returnLength);
            System.arraycopy(f.returnData, 0, machine.memory, f.resultOffset, copied);
        }
        f.sp += 4;
        child.release();
    }

    private boolean reserve(Frame f, int at, long length) {
        if (length == 0) {
            return true;
        }
        f.gas = machine.expand(f, CopyInstructions.boundedWord(machine.stack, at) + length, f.gas);
        return f.gas >= 0;
    }

    static UInt256 word(long[] s, int at) {
        return new UInt256(s[at + 3], s[at + 2], s[at + 1], s[at]);
    }
}
