package io.vigil.vm.state;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.vm.Fork;
import org.jspecify.annotations.Nullable;

/** Bytecode prepared to run: the bytes and the program that the loop makes of them. */
public final class Code {
    public static final Code EMPTY = new Code(Bytes.EMPTY, Keccak.EMPTY_HASH, Instructions.of(Fork.BERLIN));

    /** EIP-7702. */
    private static final Bytes DELEGATION = Bytes.of(0xef, 0x01, 0x00);

    private final Bytes bytes;
    private final Hash hash;
    private final Instructions instructions;
    private final Program program;

    Code(Bytes bytes, Hash hash, Instructions instructions) {
        this.bytes = bytes;
        this.hash = hash;
        this.instructions = instructions;
        Translation translation = new Translation(bytes.shared(), instructions);
        this.program = isLong() ? translation.checked() : translation.fused();
    }

    public Bytes bytes() {
        return bytes;
    }

    public Hash hash() {
        return hash;
    }

    public int size() {
        return bytes.size();
    }

    /** Whether {@link #program} is a checked one already. */
    public boolean isLong() {
        return bytes.size() > Program.MAX_BLOCKS_BYTES;
    }

    /** What the loop runs. */
    public Program program() {
        return program;
    }

    /** The program with a check before each instruction, made anew: for observers, and to find why a block fails. */
    public Program checkedProgram() {
        return new Translation(bytes.shared(), instructions).checked();
    }

    /** The instruction at a place, STOP past the end, INVALID if the fork does not know it. */
    public int instructionAt(int at) {
        int op = at < bytes.size() ? bytes.get(at) & 0xff : 0;
        return instructions.isKnown(op) ? op : 0xfe;
    }

    public boolean isDestination(long target) {
        return target >= 0
                && target < bytes.size()
                && bytes.get((int) target) == Translation.JUMPDEST
                && program.entries()[(int) target] != 0;
    }

    /** Bytes of memory that this takes, about. */
    long weightBytes() {
        return 200 + bytes.size() + program.weightBytes();
    }

    public static boolean isDelegation(Bytes code) {
        return code.size() == 23 && code.startsWith(DELEGATION);
    }

    public static Bytes delegationTo(io.vigil.types.Address target) {
        return Bytes.concat(DELEGATION, target.bytes());
    }

    /** The account that runs in place of this code's own, or null (EIP-7702). */
    public @Nullable Bytes delegate() {
        return isDelegation(bytes) ? bytes.slice(3, 20) : null;
    }
}
