package io.vigil.vm.state;

/**
 * Code as the loop runs it: 32-bit words, each an instruction in its lowest byte and an operand in the 24 bits above.
 * An instruction is a byte of the EVM or one of the numbers here, which stand where the EVM has nothing.
 *
 * <p>A basic block begins with four words: {@link #BLOCK} with the gas of the whole block, what it asks of the stack,
 * where its first instruction stands, and where it begins in the original code. No instruction of it checks its fixed
 * price or the stack again. A block ends where control may go elsewhere, and before anything else may see how much gas
 * is left; so whether a block that cannot be paid fails at its head or in its middle makes no difference.
 *
 * <p>A checked program has no blocks: {@link #STEP}, with the place in the original code, stands before each instruction
 * and has it checked, paid and observed on its own.
 */
public final class Program {
    /**
     * The longest code that is translated to blocks, bytes: addresses have 23 bits, and a byte of code takes five words at
     * most. No contract has as much; what a caller of a simulation puts in place of one may, and runs checked.
     */
    static final int MAX_BLOCKS_BYTES = 1 << 20;

    /** The longest code that can be translated at all, bytes: operands have 24 bits. */
    static final int MAX_CODE_BYTES = 1 << 24;

    /** Operand: gas. Then: longs below the top that must be there, and above them (in the upper half) that must be free. */
    public static final int BLOCK = 0x5b;
    /** Operand: place in the original code. */
    public static final int STEP = 0x0c;
    /** Operand: the constant. */
    public static final int PUSH = 0x60;
    /** Operand: index of a constant of 64 bits. */
    public static final int PUSH_LONG = 0x61;
    /** Operand: index of a constant of four longs. */
    public static final int PUSH_WORD = 0x62;
    /** Operand: longs from the top of the stack down to the word. */
    public static final int DUP = 0x80;
    /** Operand: longs from the top of the stack down to the word. */
    public static final int SWAP = 0x90;
    /** DUP and DUP. Operand: longs down to the two words, 12 bits each, the first in the lower. */
    public static final int DUP_DUP = 0x81;
    /** SWAP and SWAP. Operand: as above. */
    public static final int SWAP_SWAP = 0x91;
    /** SWAP and POP. Operand: longs from the top of the stack down to the word. */
    public static final int SWAP_POP = 0x92;
    /** POP and DUP. Operand: longs down to the word, after the POP. */
    public static final int POP_DUP = 0x93;

    /** JUMP. Operand: the block. */
    public static final int JUMP_TO = 0x0d;
    /** JUMPI. Operand: the block in the lower 23 bits, above them whether to jump if it is not so; here and below. */
    public static final int JUMP_IF = 0x0e;

    public static final int JUMP_IF_LESS = 0x21;
    public static final int JUMP_IF_GREATER = 0x22;
    public static final int JUMP_IF_EQUAL = 0x23;

    public static final int MAX_TARGET = (1 << 23) - 1;
    /** In an operand, beside the block. */
    static final int UNLESS = 1 << 23;

    /** PUSH and ADD. Operand: the constant, here and below. */
    public static final int ADD_CONSTANT = 0x27;
    /** PUSH, SWAP1 and SUB. */
    public static final int SUBTRACT_CONSTANT = 0x28;

    public static final int AND_CONSTANT = 0x29;
    public static final int SHIFT_LEFT = 0x2a;
    public static final int SHIFT_RIGHT = 0x2b;
    public static final int EQUALS_CONSTANT = 0x2c;
    /** PUSH and MLOAD. */
    public static final int LOAD_AT = 0x2d;
    /** PUSH and MSTORE. */
    public static final int STORE_AT = 0x2e;
    /** PUSH and AND. Operand: index of a constant of four longs. */
    public static final int AND_WORD = 0x2f;

    /** DUP and ADD. Operand: longs from the top of the stack down to the word, here and below. */
    public static final int DUP_ADD = 0x4b;

    public static final int DUP_MULTIPLY = 0x4c;
    public static final int DUP_AND = 0x4d;
    public static final int DUP_XOR = 0x4e;
    public static final int DUP_LESS = 0x4f;
    public static final int DUP_GREATER = 0xa5;
    public static final int DUP_LOAD = 0xa6;
    public static final int DUP_STORE = 0xa7;
    /** SWAP1 and SUB. */
    public static final int SUBTRACT_FROM = 0xa8;
    /** SWAP1 and MSTORE. */
    public static final int STORE_UNDER = 0xa9;

    /** JUMP and JUMPI of a checked program. */
    public static final int CHECKED_JUMP = 0xaa;

    public static final int CHECKED_JUMPI = 0xab;

    private final int[] words;
    private final long[] constants;
    private final int[] entries;

    Program(int[] words, long[] constants, int[] entries) {
        this.words = words;
        this.constants = constants;
        this.entries = entries;
    }

    /** Not to be written to; the first word is at 1, the one at 0 is none. */
    public int[] words() {
        return words;
    }

    /** Not to be written to. */
    public long[] constants() {
        return constants;
    }

    /**
     * Where the words of each byte of the original code begin, 0 for what cannot be gone to: in a program of blocks all but
     * JUMPDEST, in a checked one all but instructions. Not to be written to.
     */
    public int[] entries() {
        return entries;
    }

    long weightBytes() {
        return 4L * words.length + 8L * constants.length + 4L * entries.length;
    }
}
