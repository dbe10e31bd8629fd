package io.vigil.vm.state;

import io.vigil.vm.Eip;
import io.vigil.vm.Fork;
import java.util.Arrays;

/** Which bytes are instructions under one fork. */
public final class Instructions {
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

    public boolean isKnown(int op) {
        return known[op];
    }
}
