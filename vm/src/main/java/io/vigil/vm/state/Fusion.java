package io.vigil.vm.state;

import io.vigil.vm.instruction.Arithmetic;
import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * The instructions of one block while they are put together: each one added may join with those before it. What a block
 * costs and asks of the stack is counted before, so here only the result must stay the same.
 */
final class Fusion {
    private static final int ADD = 0x01;
    private static final int MUL = 0x02;
    private static final int SUB = 0x03;
    private static final int LT = 0x10;
    private static final int GT = 0x11;
    private static final int SLT = 0x12;
    private static final int SGT = 0x13;
    private static final int EQ = 0x14;
    private static final int ISZERO = 0x15;
    private static final int AND = 0x16;
    private static final int OR = 0x17;
    private static final int XOR = 0x18;
    private static final int SHL = 0x1b;
    private static final int SHR = 0x1c;
    private static final int POP = 0x50;
    private static final int MLOAD = 0x51;
    private static final int MSTORE = 0x52;
    private static final int JUMP = 0x56;
    private static final int JUMPI = 0x57;

    private static final int NONE = -1;
    private static final long MAX_SMALL = (1 << 24) - 1;
    /** Two operands of 12 bits share a word. */
    private static final int HALF = 12;

    private int[] ops = new int[64];
    private int[] operands = new int[64];
    private long[] limbs = new long[256];
    private int count;
    /** A small stack to compute constants on. */
    private final long[] scratch = new long[8];

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    int op(int i) {
        return ops[i];
    }

    int operand(int i) {
        return operands[i];
    }

    /** Of the constant of a PUSH or AND_WORD, 0 for the lowest. */
    long limb(int i, int limb) {
        return limbs[4 * i + limb];
    }

    /** Whether the constant fits in an operand. */
    boolean isSmall(int i) {
        return (limbs[4 * i + 1] | limbs[4 * i + 2] | limbs[4 * i + 3]) == 0
                && limbs[4 * i] >= 0
                && limbs[4 * i] <= MAX_SMALL;
    }

    void push(long v3, long v2, long v1, long v0) {
        add(Program.PUSH, 0);
        int at = 4 * (count - 1);
        limbs[at] = v0;
        limbs[at + 1] = v1;
        limbs[at + 2] = v2;
        limbs[at + 3] = v3;
    }

    private void add(int op, int operand) {
        if (count == ops.length) {
            ops = Arrays.copyOf(ops, 2 * count);
            operands = Arrays.copyOf(operands, 2 * count);
            limbs = Arrays.copyOf(limbs, 8 * count);
        }
        ops[count] = op;
        operands[count] = operand;
        count++;
    }

    /** Adds an instruction of the EVM that is no push. */
    void append(int op, LongPredicate isDestination) {
        if (op >= 0x80 && op <= 0x8f) {
            add(Program.DUP, 4 * (op - 0x7f));
        } else if (op >= 0x90 && op <= 0x9f) {
            add(Program.SWAP, 4 * (op - 0x8e));
        } else if (op == POP) {
            pop();
        } else if (op == JUMP || op == JUMPI) {
            jump(op, isDestination);
        } else if (!foldConstants(op) && !joinSwap(op) && !joinConstant(op) && !joinDup(op)) {
            add(op, 0);
        }
    }

    private int last(int back) {
        return count > back ? ops[count - 1 - back] : NONE;
    }

    /** Lets the last instruction be another with the same operand. */
    private boolean become(int op) {
        ops[count - 1] = op;
        return true;
    }

    private void pop() {
        if (last(0) == POP) {
            operands[count - 1] += 4;
        } else if (last(0) == Program.SWAP) {
            become(Program.SWAP_POP);
        } else {
            add(POP, 4);
        }
    }

    private void jump(int op, LongPredicate isDestination) {
        int constant = count - 1;
        if (last(0) != Program.PUSH || !isSmall(constant) || !isDestination.test(limb(constant, 0))) {
            add(op, 0);
            return;
        }
        int target = (int) limb(constant, 0);
        count--;
        if (op == JUMP) {
            add(Program.JUMP_TO, target);
            return;
        }
        boolean unless = last(0) == ISZERO;
        if (unless) {
            count--;
        }
        int jump = switch (last(0)) {
            case LT -> Program.JUMP_IF_LESS;
            case GT -> Program.JUMP_IF_GREATER;
            case EQ -> Program.JUMP_IF_EQUAL;
            default -> Program.JUMP_IF;
        };
        if (jump != Program.JUMP_IF) {
            count--;
        }
        add(jump, unless ? target | Program.UNLESS : target);
    }

    /** Two constants and an operation are a constant. */
    private boolean foldConstants(int op) {
        if (last(0) != Program.PUSH || last(1) != Program.PUSH) {
            return false;
        }
        int top = 4 * (count - 1);
        System.arraycopy(limbs, top - 4, scratch, 0, 4);
        System.arraycopy(limbs, top, scratch, 4, 4);
        switch (op) {
            case ADD -> Arithmetic.add(scratch, 0, 4);
            case SUB -> Arithmetic.subtract(scratch, 0, 4, 0);
            case MUL -> Arithmetic.multiply(scratch, 0, 4);
            case SHL -> Arithmetic.shiftLeft(scratch, 8);
            case SHR -> Arithmetic.shiftRight(scratch, 8);
            default -> {
                return false;
            }
        }
        count--;
        System.arraycopy(scratch, 0, limbs, top - 4, 4);
        return true;
    }

    /** SWAP1 before an operation that has a twin with its operands the other way round. */
    private boolean joinSwap(int op) {
        if (last(0) != Program.SWAP || operands[count - 1] != 8) {
            return false;
        }
        int twin = switch (op) {
            case ADD, MUL, EQ, AND, OR, XOR -> op;
            case LT -> GT;
            case GT -> LT;
            case SLT -> SGT;
            case SGT -> SLT;
            case SUB -> Program.SUBTRACT_FROM;
            case MSTORE -> Program.STORE_UNDER;
            default -> NONE;
        };
        if (twin == NONE) {
            return false;
        }
        count--;
        if (twin == Program.SUBTRACT_FROM && last(0) == Program.PUSH && isSmall(count - 1)) {
            operands[count - 1] = (int) limb(count - 1, 0);
            return become(Program.SUBTRACT_CONSTANT);
        }
        if (twin == Program.SUBTRACT_FROM || twin == Program.STORE_UNDER) {
            add(twin, 0);
        } else {
            append(twin, target -> false);
        }
        return true;
    }

    private boolean joinConstant(int op) {
        if (last(0) != Program.PUSH) {
            return false;
        }
        if (op == AND && !isSmall(count - 1)) {
            return become(Program.AND_WORD);
        }
        int joined = switch (op) {
            case ADD -> Program.ADD_CONSTANT;
            case AND -> Program.AND_CONSTANT;
            case SHL -> Program.SHIFT_LEFT;
            case SHR -> Program.SHIFT_RIGHT;
            case EQ -> Program.EQUALS_CONSTANT;
            case MLOAD -> Program.LOAD_AT;
            case MSTORE -> Program.STORE_AT;
            default -> NONE;
        };
        boolean isShift = op == SHL || op == SHR;
        if (joined == NONE || !isSmall(count - 1) || isShift && limb(count - 1, 0) > 255) {
            return false;
        }
        operands[count - 1] = (int) limb(count - 1, 0);
        return become(joined);
    }

    private boolean joinDup(int op) {
        if (last(0) != Program.DUP) {
            return false;
        }
        int joined = switch (op) {
            case ADD -> Program.DUP_ADD;
            case MUL -> Program.DUP_MULTIPLY;
            case AND -> Program.DUP_AND;
            case XOR -> Program.DUP_XOR;
            case LT -> Program.DUP_LESS;
            case GT -> Program.DUP_GREATER;
            case MLOAD -> Program.DUP_LOAD;
            case MSTORE -> Program.DUP_STORE;
            default -> NONE;
        };
        return joined != NONE && become(joined);
    }

    /** Joins moves on the stack that are left, two by two, when the block is complete. */
    void pairUp() {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int pair = i + 1 < count ? pair(i) : NONE;
            limbsTo(kept, i);
            if (pair == NONE) {
                ops[kept] = ops[i];
                operands[kept] = operands[i];
            } else {
                int first = operands[i];
                ops[kept] = pair;
                operands[kept] = pair == Program.POP_DUP ? operands[i + 1] + 4 : first | operands[i + 1] << HALF;
                i++;
            }
            kept++;
        }
        count = kept;
    }

    private void limbsTo(int to, int from) {
        if (to != from) {
            System.arraycopy(limbs, 4 * from, limbs, 4 * to, 4);
        }
    }

    private int pair(int i) {
        int second = ops[i + 1];
        return switch (ops[i]) {
            case Program.DUP -> second == Program.DUP ? Program.DUP_DUP : NONE;
            case Program.SWAP -> second == Program.SWAP ? Program.SWAP_SWAP : NONE;
            case POP -> second == Program.DUP && operands[i] == 4 ? Program.POP_DUP : NONE;
            default -> NONE;
        };
    }
}
