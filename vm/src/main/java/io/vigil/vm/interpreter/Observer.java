package io.vigil.vm.interpreter;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Log;
import io.vigil.vm.Halt;
import org.jspecify.annotations.Nullable;

/** Is told what an execution does, in order. Observing changes no result. */
public interface Observer {
    /** Nobody looks; the loop then runs as if there were no observers. */
    Observer NONE = new Observer() {};

    /** A call, creation or self-destruction begins, {@code depth} calls below the transaction's own. */
    default void enter(int depth, CallKind kind, Address from, Address to, UInt256 value, long gas, Bytes input) {}

    /** The call that was entered last and has not ended ends. */
    default void exit(int depth, Bytes output, long gasUsed, @Nullable Halt halt) {}

    /** The running contract leaves a log; if its call fails later, the log is undone with it. */
    default void log(Log log) {}

    /** An instruction is about to run. The view is valid during this call only. */
    default void step(StepView view) {}

    /** The instruction stepped to last ended its frame in order; a creation has not paid for its code yet. */
    default void done(StepView view) {}

    /** The instruction stepped to last ended its frame by a fault. */
    default void fault(StepView view, Halt halt) {}
}
