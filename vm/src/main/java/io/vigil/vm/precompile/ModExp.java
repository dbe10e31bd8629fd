package io.vigil.vm.precompile;

import io.vigil.types.Bytes;
import io.vigil.vm.Eip;
import io.vigil.vm.Fork;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** 0x05: b^e mod m on numbers of any size (EIP-198), priced by EIP-2565 or EIP-7883, bounded by EIP-7823. */
final class ModExp implements Precompile {
    private static final int HEAD = 96;
    /** EIP-7823, bytes. */
    private static final int MAX_OPERAND = 1_024;

    private final boolean isOsaka;
    private final boolean bounded;

    ModExp(Fork fork) {
        this.isOsaka = fork.has(Eip.EIP_7883);
        this.bounded = fork.has(Eip.EIP_7823);
    }

    @Override
    public long gas(byte[] input, int offset, int length) {
        BigInteger baseLength = size(input, offset, length, 0);
        BigInteger exponentLength = size(input, offset, length, 32);
        BigInteger modulusLength = size(input, offset, length, 64);
        BigInteger longest = baseLength.max(modulusLength);
        BigInteger cost = complexity(longest)
                .multiply(iterations(input, offset, length, baseLength, exponentLength))
                .divide(BigInteger.valueOf(isOsaka ? 1 : 3));
        long least = isOsaka ? 500 : 200;
        return cost.bitLength() > 62 ? Long.MAX_VALUE : Math.max(least, cost.longValueExact());
    }

    private BigInteger complexity(BigInteger longest) {
        BigInteger words = longest.add(BigInteger.valueOf(7)).shiftRight(3);
        BigInteger square = words.multiply(words);
        if (!isOsaka) {
            return square;
        }
        return longest.compareTo(BigInteger.valueOf(32)) <= 0 ? BigInteger.valueOf(16) : square.shiftLeft(1);
    }

    private BigInteger iterations(
            byte[] input, int offset, int length, BigInteger baseLength, BigInteger exponentLength) {
        BigInteger head = BigInteger.ZERO;
        if (baseLength.bitLength() <= 31 && baseLength.intValue() <= Math.max(0, length - HEAD)) {
            int headLength = exponentLength.min(BigInteger.valueOf(32)).intValue();
            head = new BigInteger(1, Words.padded(input, offset, length, HEAD + baseLength.intValue(), headLength));
        }
        long headBits = Math.max(0, head.bitLength() - 1);
        BigInteger beyond = exponentLength.subtract(BigInteger.valueOf(32)).max(BigInteger.ZERO);
        return beyond.multiply(BigInteger.valueOf(isOsaka ? 16 : 8))
                .add(BigInteger.valueOf(headBits))
                .max(BigInteger.ONE);
    }

    private static BigInteger size(byte[] input, int offset, int length, int from) {
        return new BigInteger(1, Words.padded(input, offset, length, from, 32));
    }

    @Override
    public @Nullable Bytes run(byte[] input, int offset, int length) {
        BigInteger baseSize = size(input, offset, length, 0);
        BigInteger exponentSize = size(input, offset, length, 32);
        BigInteger modulusSize = size(input, offset, length, 64);
        BigInteger most = BigInteger.valueOf(MAX_OPERAND);
        if (bounded && baseSize.max(exponentSize).max(modulusSize).compareTo(most) > 0) {
            return null;
        }
        if (baseSize.signum() == 0 && modulusSize.signum() == 0) {
            return Bytes.EMPTY;
        }
        // The price bounds what follows: sizes that do not fit an int cost more than any gas.
        int baseLength = baseSize.intValueExact();
        int modulusLength = modulusSize.intValueExact();
        if (modulusLength == 0) {
            return Bytes.EMPTY;
        }
        int exponentLength = exponentSize.bitLength() > 31 ? Integer.MAX_VALUE : exponentSize.intValue();
        byte[] modulus = Words.padded(input, offset, length, HEAD + baseLength + exponentLength, modulusLength);
        byte[] out = new byte[modulusLength];
        BigInteger m = new BigInteger(1, modulus);
        if (m.compareTo(BigInteger.ONE) > 0) {
            BigInteger base = new BigInteger(1, Words.padded(input, offset, length, HEAD, baseLength));
            BigInteger exponent =
                    new BigInteger(1, Words.padded(input, offset, length, HEAD + baseLength, exponentLength));
            byte[] result = base.modPow(exponent, m).toByteArray();
            int start = result[0] == 0 ? 1 : 0;
            System.arraycopy(result, start, out, modulusLength - (result.length - start), result.length - start);
        }
        return Bytes.wrap(out);
    }
}
