package io.vigil.vm.precompile;

import io.vigil.vm.Eip;
import io.vigil.vm.Fork;
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
        byNumber[6] = new Bn254.Add();
        byNumber[7] = new Bn254.Multiply();
        byNumber[8] = new Bn254.Pairing();
        byNumber[9] = new Blake2F();
        if (fork.has(Eip.EIP_4844)) {
            byNumber[0x0a] = new PointEvaluation();
        }
        if (fork.has(Eip.EIP_2537)) {
            byNumber[0x0b] = Bls12381.Add.first();
            byNumber[0x0c] = Bls12381.MultiScalar.first();
            byNumber[0x0d] = Bls12381.Add.second();
            byNumber[0x0e] = Bls12381.MultiScalar.second();
            byNumber[0x0f] = new Bls12381.Pairing();
            byNumber[0x10] = Bls12381.Map.first();
            byNumber[0x11] = Bls12381.Map.second();
        }
        if (fork.has(Eip.EIP_7951)) {
            byNumber[P256] = new P256Verify();
        }
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
}
