package io.vigil.vm.precompile;

import io.vigil.types.Bytes;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;

/** 0x03. */
final class Ripemd160 implements Precompile {
    @Override
    public long gas(byte[] input, int offset, int length) {
        return 600 + 120 * Words.count(length);
    }

    @Override
    public Bytes run(byte[] input, int offset, int length) {
        RIPEMD160Digest digest = new RIPEMD160Digest();
        digest.update(input, offset, length);
        byte[] word = new byte[32];
        digest.doFinal(word, 12);
        return Bytes.wrap(word);
    }
}
