package io.vigil.timesync.roughtime;

import io.vigil.types.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** All integers of the protocol are little-endian and unsigned. */
final class LittleEndian {
    private static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    static int int32(byte[] array, int offset) {
        return (int) INT32.get(array, offset);
    }

    static void putInt32(byte[] array, int offset, int value) {
        INT32.set(array, offset, value);
    }

    static byte[] bytes32(int value) {
        byte[] array = new byte[4];
        INT32.set(array, 0, value);
        return array;
    }

    static Bytes of32(int value) {
        return Bytes.wrap(bytes32(value));
    }

    static Bytes of64(long value) {
        byte[] array = new byte[8];
        INT64.set(array, 0, value);
        return Bytes.wrap(array);
    }

    static int int32(Bytes value) {
        return int32(value.shared(), 0);
    }

    static long int64(Bytes value) {
        return (long) INT64.get(value.shared(), 0);
    }

    static Bytes of32s(java.util.List<Integer> values) {
        byte[] array = new byte[4 * values.size()];
        for (int i = 0; i < values.size(); i++) {
            INT32.set(array, 4 * i, values.get(i).intValue());
        }
        return Bytes.wrap(array);
    }
}
