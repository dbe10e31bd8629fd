package io.vigil.vm.precompile;

import io.vigil.types.Bytes;
import org.jspecify.annotations.Nullable;

/** A contract of the protocol itself. Inputs are ranges of arrays that must not be written to. */
public interface Precompile {
    /** The price of this input, at most {@link Long#MAX_VALUE}. */
    long gas(byte[] input, int offset, int length);

    /** The output, or null if the input is refused, which takes all gas. */
    @Nullable
    Bytes run(byte[] input, int offset, int length);
}
