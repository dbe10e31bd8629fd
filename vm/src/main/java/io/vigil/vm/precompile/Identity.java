package io.vigil.vm.precompile;

import io.vigil.types.Bytes;

/** 0x04: the input itself. */
final class Identity implements Precompile {
    @Override
    public long gas(byte[] input, int offset, int length) {
        return 15 + 3 * Words.count(length);
    }

    @Override
    public Bytes run(byte[] input, int offset, int length) {
        return Bytes.copyOf(input, offset, length);
    }
}
