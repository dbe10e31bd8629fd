package io.vigil.vm.interpreter;

import io.vigil.vm.Halt;

/** What an instruction tells the loop, as a number since it is told millions of times a second. */
final class Status {
    /** Go on with the next instruction. */
    static final int CONTINUE = 0;
    /** The frame has ended with success; its output is set. */
    static final int DONE = 1;
    /** A frame above this one has been made ready. */
    static final int ENTER = 2;

    /** The same frame goes on with another form of its program. */
    static final int AGAIN = 3;

    private static final int HALTS = 4;
    private static final Halt[] VALUES = Halt.values();

    static final int OUT_OF_GAS = of(Halt.OUT_OF_GAS);
    static final int STACK_UNDERFLOW = of(Halt.STACK_UNDERFLOW);
    static final int STACK_OVERFLOW = of(Halt.STACK_OVERFLOW);
    static final int INVALID_JUMP = of(Halt.INVALID_JUMP);
    static final int INVALID_OPCODE = of(Halt.INVALID_OPCODE);
    static final int WRITE_PROTECTION = of(Halt.WRITE_PROTECTION);

    private Status() {}

    static int of(Halt halt) {
        return HALTS + halt.ordinal();
    }

    static Halt halt(int status) {
        return VALUES[status - HALTS];
    }
}
