package io.vigil.vm.precompile;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.Secp256k1;
import java.util.Optional;

/** 0x01: the address that signed a hash; nothing if none did. */
final class EcRecover implements Precompile {
    private static final int INPUT = 128;

    @Override
    public long gas(byte[] input, int offset, int length) {
        return 3_000;
    }

    @Override
    public Bytes run(byte[] input, int offset, int length) {
        byte[] data = Words.padded(input, offset, length, 0, INPUT);
        int v = data[63];
        if (!Words.isZero(data, 32, 63) || (v != 27 && v != 28)) {
            return Bytes.EMPTY;
        }
        Optional<Address> signer = Secp256k1.recoverAddress(
                new Hash(Bytes.copyOf(data, 0, 32)),
                UInt256.of(Bytes.copyOf(data, 64, 32)),
                UInt256.of(Bytes.copyOf(data, 96, 32)),
                v - 27);
        return signer.map(address -> Bytes.concat(Bytes.wrap(new byte[12]), address.bytes()))
                .orElse(Bytes.EMPTY);
    }
}
