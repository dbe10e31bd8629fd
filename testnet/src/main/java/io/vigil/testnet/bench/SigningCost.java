package io.vigil.testnet.bench;

import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.types.crypto.BlsSecretKey;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What one BLS signature costs on this machine, in processor time, which other work does not stretch. */
final class SigningCost {
    private static final int WARM_UP = 50;
    private static final int COUNTED = 200;

    private SigningCost() {}

    static double nanos() {
        BlsSecretKey key = BlsSecretKey.generate(Keccak.hash(Bytes.of(1)).bytes());
        sign(key, WARM_UP);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long began = threads.getCurrentThreadCpuTime();
        sign(key, COUNTED);
        return (double) (threads.getCurrentThreadCpuTime() - began) / COUNTED;
    }

    private static void sign(BlsSecretKey key, int count) {
        for (int i = 0; i < count; i++) {
            key.sign(Keccak.hash(Bytes.ofLong(i)).bytes());
        }
    }
}
