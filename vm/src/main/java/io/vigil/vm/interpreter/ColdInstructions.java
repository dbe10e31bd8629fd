package io.vigil.vm.interpreter;

import io.vigil.vm.Halt;
import io.vigil.vm.Opcodes;
import io.vigil.vm.state.Program;

/** Instructions that the loop leaves to methods, and the check before each instruction of a checked program. */
final class ColdInstructions {
    private static final int FULL_STACK = 1024;

    /** Checked instructions between two questions whether to go on; they are slow, so time must be looked at. */
    private static final int ASK_EVERY = 1 << 10;

    final CallInstructions calls;
    final CreateInstructions creations;
    private final Interpreter machine;
    private final StorageInstructions storage;
    private final EnvironmentInstructions environment;
    private final CopyInstructions copies;
    private int steps;

    ColdInstructions(Interpreter machine) {
        this.machine = machine;
        this.calls = new CallInstructions(machine);
        this.creations = new CreateInstructions(machine);
        this.storage = new StorageInstructions(machine);
        this.environment = new EnvironmentInstructions(machine);
        this.copies = new CopyInstructions(machine);
    }

    /** Checks and pays for the next instruction of a checked program, and tells the observer of it. */
    int step(Frame f) {
        if ((++steps & ASK_EVERY - 1) == 0 && machine.isCancelled()) {
            return Status.of(Halt.CANCELLED);
        }
        int op = f.code.instructionAt(f.codeAt);
        if (machine.observed) {
            machine.observer.step(new StepView(machine, f, op));
        }
        int height = (f.sp - f.stackBase) >> 2;
        int taken = Opcodes.pops(op);
        if (height < taken) {
            return Status.STACK_UNDERFLOW;
        }
        if (height - taken + Opcodes.pushes(op) > FULL_STACK) {
            return Status.STACK_OVERFLOW;
        }
        long left = f.gas - Opcodes.gas(op);
        if (left < 0) {
            return Status.OUT_OF_GAS;
        }
        f.gas = left;
        return Status.CONTINUE;
    }

    /** Runs an instruction whose fixed price is paid and whose operands are there. */
    int execute(int op, Frame f) {
        return switch (op) {
            case 0x0a -> environment.power(f);
            case 0x1e -> environment.leadingZeros(f);
            case 0x20 -> copies.keccak(f);
            case 0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3a, 0x3d -> environment.ofFrame(op, f);
            case 0x31, 0x3b, 0x3f -> environment.ofAccount(op, f);
            case 0x37 -> copies.callData(f);
            case 0x39 -> copies.code(f);
            case 0x3c -> copies.externalCode(f);
            case 0x3e -> copies.returnData(f);
            case 0x40 -> environment.blockHash(f);
            case 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x4a -> environment.ofBlock(op, f);
            case 0x49 -> environment.blobHash(f);
            case 0x53 -> copies.storeByte(f);
            case 0x54 -> storage.load(f);
            case 0x55 -> storage.store(f);
            case 0x5a -> environment.gas(f);
            case 0x5c -> storage.loadTransient(f);
            case 0x5d -> storage.storeTransient(f);
            case 0x5e -> copies.memory(f);
            case 0xa0, 0xa1, 0xa2, 0xa3, 0xa4 -> storage.log(op - 0xa0, f);
            case 0xf0 -> creations.create(CallKind.CREATE, f);
            case 0xf1 -> calls.call(CallKind.CALL, f);
            case 0xf2 -> calls.call(CallKind.CALLCODE, f);
            case 0xf3 -> copies.result(f, null);
            case 0xf4 -> calls.call(CallKind.DELEGATECALL, f);
            case 0xf5 -> creations.create(CallKind.CREATE2, f);
            case 0xfa -> calls.call(CallKind.STATICCALL, f);
            case 0xfd -> copies.result(f, Halt.REVERTED);
            case 0xff -> storage.selfDestruct(f);
            case Program.CHECKED_JUMP -> jump(f, 4);
            case Program.CHECKED_JUMPI -> jumpIf(f);
            default -> Status.INVALID_OPCODE;
        };
    }

    private int jumpIf(Frame f) {
        long[] s = machine.stack;
        int sp = f.sp;
        if ((s[sp - 8] | s[sp - 7] | s[sp - 6] | s[sp - 5]) != 0) {
            return jump(f, 8);
        }
        f.sp -= 8;
        return Status.CONTINUE;
    }

    private int jump(Frame f, int taken) {
        long[] s = machine.stack;
        int sp = f.sp;
        long target = s[sp - 4];
        if ((s[sp - 3] | s[sp - 2] | s[sp - 1]) != 0 || !f.code.isDestination(target)) {
            return Status.INVALID_JUMP;
        }
        f.sp -= taken;
        f.pc = f.program.entries()[(int) target];
        return Status.CONTINUE;
    }
}
