package io.vigil.vm.transaction;

import io.vigil.types.UInt256;
import io.vigil.vm.BlobSchedule;
import java.math.BigInteger;

/**
 * How the base fee follows demand (EIP-1559): data of a chain's rules.
 *
 * @param denominator how slowly it moves
 * @param elasticity gas limit by target
 * @param minimum wei; the fee never falls below
 */
public record FeeMarket(long denominator, long elasticity, UInt256 minimum) {
    public static final FeeMarket ETHEREUM = new FeeMarket(8, 2, UInt256.ZERO);

    public FeeMarket {
        if (denominator <= 0 || elasticity <= 0) {
            throw new IllegalArgumentException("fee market " + denominator + ", " + elasticity);
        }
    }

    /** The base fee of a block whose parent is given. */
    public UInt256 next(UInt256 baseFee, long gasUsed, long gasLimit) {
        long target = gasLimit / elasticity;
        if (gasUsed == target || target == 0) {
            return baseFee.max(minimum);
        }
        BigInteger difference = BigInteger.valueOf(Math.abs(gasUsed - target));
        BigInteger delta = baseFee.toBigInteger()
                .multiply(difference)
                .divide(BigInteger.valueOf(target))
                .divide(BigInteger.valueOf(denominator));
        BigInteger fee = gasUsed > target
                ? baseFee.toBigInteger().add(delta.max(BigInteger.ONE))
                : baseFee.toBigInteger().subtract(delta);
        return UInt256.of(fee).max(minimum);
    }

    /** The price of blob gas: e^(excess / fraction) in integers (EIP-4844, fake_exponential). */
    public static UInt256 blobBaseFee(long excessBlobGas, BlobSchedule blobs) {
        BigInteger numerator = BigInteger.valueOf(excessBlobGas);
        BigInteger denominator = BigInteger.valueOf(blobs.updateFraction());
        BigInteger output = BigInteger.ZERO;
        BigInteger term = denominator;
        for (long i = 1; term.signum() > 0; i++) {
            output = output.add(term);
            term = term.multiply(numerator).divide(denominator.multiply(BigInteger.valueOf(i)));
            if (output.bitLength() > 400) {
                return UInt256.MAX;
            }
        }
        BigInteger fee = output.divide(denominator);
        return fee.bitLength() > 256 ? UInt256.MAX : UInt256.of(fee);
    }

    /** The excess of a block whose parent is given (EIP-4844, EIP-7918). */
    public static long nextExcessBlobGas(
            long excess, long used, UInt256 parentBaseFee, BlobSchedule blobs, boolean isReserved) {
        long target = blobs.target() * BlobSchedule.GAS_PER_BLOB;
        if (excess + used < target) {
            return 0;
        }
        if (isReserved) {
            BigInteger execution = parentBaseFee.toBigInteger().multiply(BigInteger.valueOf(BlobSchedule.BASE_COST));
            BigInteger blob =
                    blobBaseFee(excess, blobs).toBigInteger().multiply(BigInteger.valueOf(BlobSchedule.GAS_PER_BLOB));
            if (execution.compareTo(blob) > 0) {
                return excess + used * (blobs.max() - blobs.target()) / blobs.max();
            }
        }
        return excess + used - target;
    }
}
