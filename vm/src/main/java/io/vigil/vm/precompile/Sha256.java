package io.vigil.vm.precompile;

import io.vigil.types.Bytes;
import io.vigil.vm.VmException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** 0x02. */
final class Sha256 implements Precompile {
    @Override
    public long gas(byte[] input, int offset, int length) {
        return 60 + 12 * Words.count(length);
    }

    @Override
    public Bytes run(byte[] input, int offset, int length) {
        return Bytes.wrap(digest(input, offset, length));
    }

    static byte[] digest(byte[] input, int offset, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(input, offset, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new VmException("this Java has no SHA-256", e);
        }
    }
}
