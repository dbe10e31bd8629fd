package io.vigil.vm.interpreter;

import io.vigil.types.Bytes;
import io.vigil.vm.Halt;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a call from outside ended: with success, or halted for a reason; with what gas left and what output. */
public final class Outcome {
    private final @Nullable Halt halt;
    private final long gasLeft;
    private final Bytes output;

    Outcome(@Nullable Halt halt, long gasLeft, Bytes output) {
        this.halt = halt;
        this.gasLeft = gasLeft;
        this.output = output;
    }

    /** Failed before anything ran, with all gas gone. */
    public static Outcome failed(Halt halt) {
        return new Outcome(halt, 0, Bytes.EMPTY);
    }

    public Optional<Halt> halt() {
        return Optional.ofNullable(halt);
    }

    public boolean isSuccess() {
        return halt == null;
    }

    public long gasLeft() {
        return gasLeft;
    }

    /** Returned or reverted with; empty for other faults. */
    public Bytes output() {
        return output;
    }
}
