package io.vigil.vm.state;

import io.vigil.vm.Opcodes;
import java.util.Arrays;

/** Turns bytes of code into a {@link Program}; used once. */
final class Translation {
    private static final int JUMP = 0x56;
    private static final int JUMPI = 0x57;
    private static final int PC = 0x58;
    private static final int GAS = 0x5a;
    static final int JUMPDEST = 0x5b;
    private static final int PUSH0 = 0x5f;
    private static final int INVALID = 0xfe;
    private static final int SSTORE = 0x55;

    /** A block is ended when its gas goes beyond this, so that a slice of gas pays for any block. */
    private static final int MAX_BLOCK_GAS = 1 << 16;
    /** JUMPDESTs in a row that are one block. */
    private static final int MAX_ROW = 1 << 12;

    /** A block that asks for more than any stack has: more than 1,024 words. */
    private static final int TOO_MUCH = 1025;

    private final byte[] code;
    private final Instructions instructions;
    private final Fusion fusion = new Fusion();
    /** One bit per byte of code that is a JUMPDEST. */
    private final long[] destinations;

    private final int[] entries;
    private int[] words;
    private int size = 1;
    private long[] constants = new long[16];
    private int constantsSize;

    Translation(byte[] code, Instructions instructions) {
        if (code.length > Program.MAX_CODE_BYTES) {
            throw new IllegalArgumentException(
                    "code of " + code.length + " bytes; the longest has " + Program.MAX_CODE_BYTES);
        }
        this.code = code;
        this.instructions = instructions;
        this.entries = new int[code.length];
        this.destinations = new long[(code.length >> 6) + 1];
        this.words = new int[code.length + code.length / 2 + 16];
    }

    /** In blocks, with frequent sequences as one instruction. */
    Program fused() {
        findDestinations();
        int at = 0;
        while (at <= code.length) {
            at = block(at);
        }
        resolveJumps();
        return program();
    }

    /** With a check before each instruction. */
    Program checked() {
        int at = 0;
        while (at <= code.length) {
            if (at < code.length) {
                entries[at] = size;
            }
            emit(Program.STEP, at);
            int op = opAt(at);
            fusion.clear();
            int length = push(at, op);
            if (length > 0) {
                encode();
            } else {
                length = 1;
                switch (op) {
                    case JUMP -> emit(Program.CHECKED_JUMP, 0);
                    case JUMPI -> emit(Program.CHECKED_JUMPI, 0);
                    case JUMPDEST -> {}
                    default -> {
                        fusion.append(op, target -> false);
                        encode();
                    }
                }
            }
            at += length;
        }
        return program();
    }

    private Program program() {
        return new Program(Arrays.copyOf(words, size), Arrays.copyOf(constants, constantsSize), entries);
    }

    private int opAt(int at) {
        if (at >= code.length) {
            return 0;
        }
        int op = code[at] & 0xff;
        return instructions.isKnown(op) ? op : INVALID;
    }

    /** Appends what pushes a constant; returns how many bytes of code it takes, 0 if it is something else. */
    private int push(int at, int op) {
        if (op == PC) {
            fusion.push(0, 0, 0, at);
            return 1;
        }
        if (op < PUSH0 || op > PUSH0 + 32) {
            return 0;
        }
        int bytes = op - PUSH0;
        long v3 = 0;
        long v2 = 0;
        long v1 = 0;
        long v0 = 0;
        for (int i = at + 1; i <= at + bytes; i++) {
            v3 = v3 << 8 | v2 >>> 56;
            v2 = v2 << 8 | v1 >>> 56;
            v1 = v1 << 8 | v0 >>> 56;
            v0 = v0 << 8 | (i < code.length ? code[i] & 0xffL : 0);
        }
        fusion.push(v3, v2, v1, v0);
        return Math.min(bytes + 1, code.length - at);
    }

    /** Translates the block that begins at {@code start}; returns where the next one begins. */
    private int block(int start) {
        int at = start;
        int heads = 0;
        int firstHead = size;
        while (opAt(at) == JUMPDEST && heads < MAX_ROW) {
            entries[at] = head(at);
            heads++;
            at++;
        }
        if (heads == 0) {
            head(start);
            heads = 1;
        }
        int body = size;
        int ownGas = at > start ? 1 : 0;
        fusion.clear();
        int gas = 0;
        int height = 0;
        int needed = 0;
        int highest = 0;
        boolean open = true;
        while (open) {
            int op = opAt(at);
            if (op == JUMPDEST) {
                break;
            }
            gas += Opcodes.gas(op);
            needed = Math.max(needed, Opcodes.pops(op) - height);
            height += Opcodes.pushes(op) - Opcodes.pops(op);
            highest = Math.max(highest, height);
            int length = push(at, op);
            if (length == 0) {
                length = 1;
                fusion.append(op, this::isDestination);
            }
            at += length;
            open = at <= code.length && gas < MAX_BLOCK_GAS && !endsBlock(op);
        }
        encode();
        int bounds = 4 * Math.min(needed, TOO_MUCH) | 4 * Math.min(highest, TOO_MUCH) << 16;
        for (int i = 0; i < heads; i++) {
            int head = firstHead + 4 * i;
            words[head] = Program.BLOCK | gas + (heads - i) * ownGas << 8;
            words[head + 1] = bounds;
            words[head + 2] = body;
        }
        return at;
    }

    private int head(int at) {
        int head = size;
        emit(Program.BLOCK, 0);
        emit(0, 0);
        emit(0, 0);
        reserve();
        words[size++] = at;
        return head;
    }

    private static boolean endsBlock(int op) {
        return switch (op) {
            case 0x00, JUMP, JUMPI, GAS, SSTORE, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xfa, 0xfd, INVALID, 0xff -> true;
            default -> false;
        };
    }

    private void findDestinations() {
        for (int at = 0; at < code.length; at++) {
            int op = code[at] & 0xff;
            if (op == JUMPDEST) {
                destinations[at >> 6] |= 1L << at;
            } else if (op > PUSH0 && op <= PUSH0 + 32) {
                at += op - PUSH0;
            }
        }
    }

    private boolean isDestination(long target) {
        return target >= 0 && target < code.length && (destinations[(int) target >> 6] & 1L << target) != 0;
    }

    /** Puts the addresses of blocks in place of addresses in the code. */
    private void resolveJumps() {
        int at = 1;
        while (at < size) {
            int word = words[at];
            int op = word & 0xff;
            if (op == Program.BLOCK) {
                at += 4;
                continue;
            }
            boolean jumps = op == Program.JUMP_TO
                    || op == Program.JUMP_IF
                    || op >= Program.JUMP_IF_LESS && op <= Program.JUMP_IF_EQUAL;
            if (jumps) {
                int operand = word >>> 8;
                words[at] = op | (entries[operand & Program.MAX_TARGET] | operand & Program.UNLESS) << 8;
            }
            at++;
        }
    }

    // ---- words

    private void encode() {
        fusion.pairUp();
        for (int i = 0; i < fusion.count(); i++) {
            int op = fusion.op(i);
            if (op == Program.PUSH) {
                encodePush(i);
            } else if (op == Program.AND_WORD) {
                emit(op, constant(i));
            } else {
                emit(op, fusion.operand(i));
            }
        }
    }

    private void encodePush(int i) {
        if (fusion.isSmall(i)) {
            emit(Program.PUSH, (int) fusion.limb(i, 0));
        } else if ((fusion.limb(i, 1) | fusion.limb(i, 2) | fusion.limb(i, 3)) == 0) {
            reserveConstants();
            constants[constantsSize] = fusion.limb(i, 0);
            emit(Program.PUSH_LONG, constantsSize++);
        } else {
            emit(Program.PUSH_WORD, constant(i));
        }
    }

    private int constant(int i) {
        reserveConstants();
        int index = constantsSize;
        for (int limb = 0; limb < 4; limb++) {
            constants[constantsSize++] = fusion.limb(i, limb);
        }
        return index;
    }

    private void reserveConstants() {
        if (constantsSize + 4 > constants.length) {
            constants = Arrays.copyOf(constants, constants.length * 2);
        }
    }

    private void emit(int op, int operand) {
        reserve();
        words[size++] = op | operand << 8;
    }

    private void reserve() {
        if (size == words.length) {
            words = Arrays.copyOf(words, words.length * 2);
        }
    }
}
