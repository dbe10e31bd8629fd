package io.vigil.vm.interpreter;

import io.vigil.types.UInt256;
import io.vigil.vm.Halt;
import io.vigil.vm.state.AccountEntry;
import io.vigil.vm.state.Code;
import io.vigil.vm.state.Program;
import org.jspecify.annotations.Nullable;

/**
 * One running call. Frames are made once per depth and used again. Places in the stack and in memory are absolute
 * places in the arrays that all frames share.
 */
final class Frame {
    private static final byte[] NOTHING = new byte[0];

    final int depth;

    Code code = Code.EMPTY;
    Program program = Code.EMPTY.program();

    /** Whether every instruction is checked and paid on its own: for observers, and where a block fails. */
    boolean isChecked;

    @Nullable
    AccountEntry selfEntry;

    @Nullable
    AccountEntry callerEntry;

    UInt256 value = UInt256.ZERO;

    byte[] input = NOTHING;
    int inputOffset;
    int inputLength;

    boolean isStatic;
    boolean isCreation;

    /** The next word of the program. */
    int pc;
    /** The place in the code of the instruction at hand; known in a checked program only. */
    int codeAt;

    int sp;
    int stackBase;
    long gas;
    long gasLimit;

    int memoryBase;
    int memorySize;
    /** What the memory has cost so far. */
    long memoryCost;

    /** What the last call of this frame returned. */
    byte[] returnData = NOTHING;

    int returnLength;

    /** Where the result of this frame goes in the caller's memory. */
    int resultOffset;

    int resultLength;

    int checkpoint;
    long refundBefore;
    int logsBefore;

    /** How this frame ended, null for success; its output lies in memory from {@code outputAt}. */
    @Nullable
    Halt halt;

    int outputAt;
    int outputLength;

    Frame(int depth) {
        this.depth = depth;
    }

    AccountEntry self() {
        AccountEntry entry = selfEntry;
        if (entry == null) {
            throw new IllegalStateException("frame " + depth + " was not entered");
        }
        return entry;
    }

    AccountEntry caller() {
        AccountEntry entry = callerEntry;
        if (entry == null) {
            throw new IllegalStateException("frame " + depth + " was not entered");
        }
        return entry;
    }

    void setReturnData(byte[] source, int offset, int length) {
        if (returnData.length < length) {
            returnData = new byte[Math.max(length, Math.min(2 * returnData.length, 1 << 16))];
        }
        System.arraycopy(source, offset, returnData, 0, length);
        returnLength = length;
    }

    /** Forgets what would keep large arrays alive. */
    void release() {
        input = NOTHING;
        program = Code.EMPTY.program();
        code = Code.EMPTY;
        selfEntry = null;
        callerEntry = null;
    }
}
