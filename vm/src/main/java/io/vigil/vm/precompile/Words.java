package io.vigil.vm.precompile;

/** Inputs as precompiles read them: as if zeros followed without end. */
final class Words {
    private Words() {}

    /** The 32-byte words that {@code bytes} bytes fill, the last one perhaps in part. */
    static long count(int bytes) {
        return (bytes + 31L) >>> 5;
    }

    /** A copy of {@code length} bytes from {@code from} in the input, zeros past its end. */
    static byte[] padded(byte[] input, int offset, int inputLength, int from, int length) {
        byte[] out = new byte[length];
        int available = Math.min(length, inputLength - from);
        if (available > 0) {
            System.arraycopy(input, offset + from, out, 0, available);
        }
        return out;
    }

    static boolean isZero(byte[] array, int from, int to) {
        int any = 0;
        for (int i = from; i < to; i++) {
            any |= array[i];
        }
        return any == 0;
    }
}
