package io.vigil.vm.interpreter;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;

/** What can be seen before an instruction runs. */
public final class StepView {
    private final Interpreter machine;
    private final Frame frame;
    private final int op;

    StepView(Interpreter machine, Frame frame, int op) {
        this.machine = machine;
        this.frame = frame;
        this.op = op;
    }

    /** 0 for the transaction's own frame. */
    public int depth() {
        return frame.depth;
    }

    public int pc() {
        return frame.codeAt;
    }

    /** The byte of code; INVALID (0xfe) for any that is no instruction. */
    public int op() {
        return op;
    }

    public long gas() {
        return frame.gas;
    }

    public long refund() {
        return machine.world.refund();
    }

    public Address self() {
        return frame.self().address();
    }

    public int stackSize() {
        return (frame.sp - frame.stackBase) / 4;
    }

    /** @param index 0 for the lowest word */
    public UInt256 stackWord(int index) {
        int at = frame.stackBase + 4 * index;
        long[] s = machine.stack;
        return new UInt256(s[at + 3], s[at + 2], s[at + 1], s[at]);
    }

    public int memorySize() {
        return frame.memorySize;
    }

    public Bytes memory() {
        return Bytes.copyOf(machine.memory, frame.memoryBase, frame.memorySize);
    }

    public Bytes returnData() {
        return Bytes.copyOf(frame.returnData, 0, frame.returnLength);
    }
}
