package io.vigil.vm.state;

import io.vigil.vm.Eip;
import io.vigil.vm.Fork;
import java.util.Arrays;

/**
 * Which bytes are instructions under one fork, and how code is prepared: unknown bytes become INVALID, and pairs that
 * compilers emit often become one internal instruction at the first one's place. The second byte stays, so that
 * addresses do not move; no jump can land on it.
 */
public final class Instructions {
    /** Zeros after the code, enough for the longest push and one STOP. */
    private static final int PADDING = 36;

    /** PUSH2 and JUMP to a destination that exists. */
    public static final int PUSH_JUMP = 0x0c;
    /** PUSH2 and JUMPI to a destination that exists. */
    public static final int PUSH_JUMPI = 0x0d;
    /** ISZERO, PUSH2 and JUMPI to a destination that exists. */
    public static final int ISZERO_PUSH_JUMPI = 0x0e;
    /** PUSH1 and ADD. */
    public static final int PUSH1_ADD = 0x0f;
    /** Calls the tracer, then runs what stands in the original code. */
    public static final int TRACE = 0x21;
    /** SWAP1 and POP. */
    public static final int SWAP1_POP = 0x22;
    /** SWAP2 and POP. */
    public static final int SWAP2_POP = 0x23;
    /** PUSH1 and SHL. */
    public static final int PUSH1_SHL = 0x24;
    /** PUSH1 and SHR. */
    public static final int PUSH1_SHR = 0x25;
    /** PUSH1 and MLOAD. */
    public static final int PUSH1_MLOAD = 0x26;
    /** PUSH1 and MSTORE. */
    public static final int PUSH1_MSTORE = 0x27;
    /** JUMP that leaves the JUMPDEST to be seen and paid on its own. */
    public static final int TRACED_JUMP = 0x28;
    /** JUMPI that leaves the JUMPDEST to be seen and paid on its own. */
    public static final int TRACED_JUMPI = 0x29;

    private static final int PUSH1 = 0x60;
    private static final int PUSH2 = 0x61;
    private static final int JUMP = 0x56;
    private static final int JUMPI = 0x57;
    private static final int JUMPDEST = 0x5b;
    private static final int INVALID = 0xfe;

    private final boolean[] known;

    private Instructions(boolean[] known) {
        this.known = known;
    }

    public static Instructions of(Fork fork) {
        boolean[] known = new boolean[256];
        range(known, 0x00, 0x0b);
        range(known, 0x10, 0x1d);
        known[0x1e] = fork.has(Eip.EIP_7939);
        known[0x20] = true;
        range(known, 0x30, 0x47);
        known[0x48] = fork.has(Eip.EIP_3198);
        known[0x49] = fork.has(Eip.EIP_4844);
        known[0x4a] = fork.has(Eip.EIP_7516);
        range(known, 0x50, 0x5b);
        known[0x5c] = fork.has(Eip.EIP_1153);
        known[0x5d] = fork.has(Eip.EIP_1153);
        known[0x5e] = fork.has(Eip.EIP_5656);
        known[0x5f] = fork.has(Eip.EIP_3855);
        range(known, 0x60, 0xa4);
        range(known, 0xf0, 0xf5);
        known[0xfa] = true;
        known[0xfd] = true;
        known[0xff] = true;
        return new Instructions(known);
    }

    private static void range(boolean[] known, int from, int to) {
        Arrays.fill(known, from, to + 1, true);
    }

    /** Fills {@code destinations} and returns what the loop runs. */
    byte[] prepare(byte[] code, long[] destinations) {
        byte[] program = Arrays.copyOf(code, code.length + PADDING);
        int at = 0;
        while (at < code.length) {
            int op = code[at] & 0xff;
            if (op == JUMPDEST) {
                destinations[at >> 6] |= 1L << at;
            } else if (!known[op]) {
                program[at] = (byte) INVALID;
            } else if (op >= PUSH1 && op < PUSH1 + 32) {
                at += op - PUSH1 + 1;
            }
            at++;
        }
        fuse(program, code.length, destinations);
        return program;
    }

    private static void fuse(byte[] program, int end, long[] destinations) {
        int at = 0;
        while (at < end) {
            int op = program[at] & 0xff;
            int fused = fusion(program, at, op, destinations);
            if (fused >= 0) {
                program[at] = (byte) fused;
            }
            // The parts of a fused instruction are walked too: they are fused for nobody, since nothing lands there.
            at += op >= PUSH1 && op < PUSH1 + 32 ? op - PUSH1 + 2 : 1;
        }
    }

    private static int fusion(byte[] program, int at, int op, long[] destinations) {
        int next = program[at + 1] & 0xff;
        switch (op) {
            case PUSH2 -> {
                int after = program[at + 3] & 0xff;
                if ((after == JUMP || after == JUMPI) && isDestination(program, at, destinations)) {
                    return after == JUMP ? PUSH_JUMP : PUSH_JUMPI;
                }
            }
            case 0x15 -> {
                if (next == PUSH2
                        && (program[at + 4] & 0xff) == JUMPI
                        && isDestination(program, at + 1, destinations)) {
                    return ISZERO_PUSH_JUMPI;
                }
            }
            case PUSH1 -> {
                switch (program[at + 2] & 0xff) {
                    case 0x01 -> {
                        return PUSH1_ADD;
                    }
                    case 0x1b -> {
                        return PUSH1_SHL;
                    }
                    case 0x1c -> {
                        return PUSH1_SHR;
                    }
                    case 0x51 -> {
                        return PUSH1_MLOAD;
                    }
                    case 0x52 -> {
                        return PUSH1_MSTORE;
                    }
                    default -> {}
                }
            }
            case 0x90 -> {
                if (next == 0x50) {
                    return SWAP1_POP;
                }
            }
            case 0x91 -> {
                if (next == 0x50) {
                    return SWAP2_POP;
                }
            }
            default -> {}
        }
        return -1;
    }

    /** Whether the constant of the PUSH2 at {@code at} is a destination. */
    private static boolean isDestination(byte[] program, int at, long[] destinations) {
        int target = (program[at + 1] & 0xff) << 8 | program[at + 2] & 0xff;
        return (target >> 6) < destinations.length && (destinations[target >> 6] & 1L << target) != 0;
    }

    /** The program without internal instructions, for tracing. */
    byte[] plain(byte[] code) {
        byte[] program = Arrays.copyOf(code, code.length + PADDING);
        for (int at = 0; at < code.length; at++) {
            int op = code[at] & 0xff;
            if (!known[op]) {
                program[at] = (byte) INVALID;
            } else if (op >= PUSH1 && op < PUSH1 + 32) {
                at += op - PUSH1 + 1;
            }
        }
        return program;
    }

    /** As long as {@code plain}, with {@link #TRACE} for every instruction. */
    public static byte[] traced(byte[] plain) {
        byte[] program = plain.clone();
        for (int at = 0; at < program.length; at++) {
            int op = program[at] & 0xff;
            program[at] = TRACE;
            if (op >= PUSH1 && op < PUSH1 + 32) {
                at += op - PUSH1 + 1;
            }
        }
        return program;
    }

    public boolean isKnown(int op) {
        return known[op];
    }
}
