package io.vigil.vm.precompile;

import io.vigil.vm.Eip;
import io.vigil.vm.Fork;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The precompiles of one fork by number. */
public final class Precompiles {
    /** P256VERIFY's number (EIP-7951). */
    public static final int P256 = 0x100;

    private final @Nullable Precompile[] byNumber = new Precompile[P256 + 1];
    private final int last;

    public Precompiles(Fork fork) {
        byNumber[1] = new EcRecover();
        byNumber[2] = new Sha256();
        byNumber[3] = new Ripemd160();
        byNumber[4] = new Identity();
        byNumber[5] = new ModExp(fork);
        byNumber[9] = new Blake2F();
        this.last = fork.has(Eip.EIP_2537) ? 0x11 : fork.has(Eip.EIP_4844) ? 0x0a : 9;
    }

    public @Nullable Precompile at(int number) {
        return number <= P256 ? byNumber[number] : null;
    }

    /** Precompiles from 1 to this number are there. */
    public int last() {
        return last;
    }

    public boolean hasP256() {
        return byNumber[P256] != null;
    }

    /** How many there are. */
    public int count() {
        return (int) Arrays.stream(byNumber).filter(entry -> entry != null).count();
    }
}
