package io.vigil.vm.interpreter;

import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.vm.GasSchedule;
import io.vigil.vm.Halt;
import io.vigil.vm.state.AccountEntry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What moves ranges of bytes: copies to memory, hashes of it, results from it. */
final class CopyInstructions {
    private final Interpreter machine;
    private final long[] sponge = new long[Keccak.STATE];

    CopyInstructions(Interpreter machine) {
        this.machine = machine;
    }

    int keccak(Frame f) {
        long length = length(f.sp - 8);
        f.gas -= GasSchedule.KECCAK_WORD * words(length);
        if (f.gas < 0 || !reserve(f, f.sp - 4, length)) {
            return Status.OUT_OF_GAS;
        }
        long[] s = machine.stack;
        int from = length == 0 ? 0 : f.memoryBase + (int) s[f.sp - 4];
        Keccak.digest(machine.memory, from, (int) length, sponge);
        f.sp -= 4;
        for (int i = 0; i < 4; i++) {
            s[f.sp - 1 - i] = Long.reverseBytes(sponge[i]);
        }
        return Status.CONTINUE;
    }

    /** MSTORE8. */
    int storeByte(Frame f) {
        if (!reserve(f, f.sp - 4, 1)) {
            return Status.OUT_OF_GAS;
        }
        long[] s = machine.stack;
        machine.memory[f.memoryBase + (int) s[f.sp - 4]] = (byte) s[f.sp - 8];
        f.sp -= 8;
        return Status.CONTINUE;
    }

    int callData(Frame f) {
        return copy(f, f.sp - 4, f.input, f.inputOffset, f.inputLength, 12);
    }

    int code(Frame f) {
        return copy(f, f.sp - 4, f.code.bytes().shared(), 0, f.code.size(), 12);
    }

    int externalCode(Frame f) {
        long[] s = machine.stack;
        int sp = f.sp;
        AccountEntry entry = machine.world.account(s[sp - 2], s[sp - 3], s[sp - 4]);
        f.gas -= machine.world.warm(entry) ? GasSchedule.COLD_ACCOUNT : GasSchedule.WARM;
        if (f.gas < 0) {
            return Status.OUT_OF_GAS;
        }
        Bytes code = machine.world.code(entry).bytes();
        return copy(f, sp - 8, code.shared(), 0, code.size(), 16);
    }

    int returnData(Frame f) {
        long from = length(f.sp - 8);
        long length = length(f.sp - 12);
        if (from + length > f.returnLength || from + length < 0) {
            return Status.of(Halt.RETURN_DATA_OUT_OF_BOUNDS);
        }
        return copy(f, f.sp - 4, f.returnData, 0, f.returnLength, 12);
    }

    /** MCOPY. */
    int memory(Frame f) {
        long[] s = machine.stack;
        int sp = f.sp;
        long length = length(sp - 12);
        f.gas -= GasSchedule.COPY_WORD * words(length);
        if (f.gas < 0 || !reserve(f, sp - 4, length) || !reserve(f, sp - 8, length)) {
            return Status.OUT_OF_GAS;
        }
        if (length > 0) {
            byte[] m = machine.memory;
            System.arraycopy(m, f.memoryBase + (int) s[sp - 8], m, f.memoryBase + (int) s[sp - 4], (int) length);
        }
        f.sp -= 12;
        return Status.CONTINUE;
    }

    /** RETURN and REVERT: the range of memory becomes the output. */
    int result(Frame f, @Nullable Halt halt) {
        long length = length(f.sp - 8);
        if (!reserve(f, f.sp - 4, length)) {
            return Status.OUT_OF_GAS;
        }
        f.outputAt = length == 0 ? f.memoryBase : f.memoryBase + (int) machine.stack[f.sp - 4];
        f.outputLength = (int) length;
        f.halt = halt;
        return Status.DONE;
    }

    /** Copies to memory; the words at {@code at} and below are place in memory, place in source, length. */
    private int copy(Frame f, int at, byte[] source, int sourceOffset, int sourceLength, int taken) {
        long[] s = machine.stack;
        long length = length(at - 8);
        f.gas -= GasSchedule.COPY_WORD * words(length);
        if (f.gas < 0 || !reserve(f, at, length)) {
            return Status.OUT_OF_GAS;
        }
        if (length > 0) {
            int to = f.memoryBase + (int) s[at];
            long from = Math.min(length(at - 4), sourceLength);
            int available = (int) Math.min(length, sourceLength - from);
            System.arraycopy(source, sourceOffset + (int) from, machine.memory, to, available);
            Arrays.fill(machine.memory, to + available, to + (int) length, (byte) 0);
        }
        f.sp -= taken;
        return Status.CONTINUE;
    }

    /** The word at {@code at}, or 2^40 if it is more: beyond any memory or data. */
    long length(int at) {
        return boundedWord(machine.stack, at);
    }

    static long boundedWord(long[] s, int at) {
        long low = s[at];
        return (s[at + 1] | s[at + 2] | s[at + 3] | low >>> 40) != 0 ? 1L << 40 : low;
    }

    static long words(long bytes) {
        return (bytes + 31) >>> 5;
    }

    /** Grows memory to hold {@code length} bytes from the place that the word at {@code at} names. */
    boolean reserve(Frame f, int at, long length) {
        if (length == 0) {
            return true;
        }
        f.gas = machine.expand(f, boundedWord(machine.stack, at) + length, f.gas);
        return f.gas >= 0;
    }
}
