package io.vigil.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.testing.Seeds;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every operation against {@link BigInteger}. */
class UInt256Test {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

    @Test
    void calculatesAsBigIntegerDoes() {
        Seeds.forEach(5_000, random -> {
            UInt256 a = random.uint256();
            UInt256 b = random.oneIn(8) ? a : random.uint256();
            BigInteger x = a.toBigInteger();
            BigInteger y = b.toBigInteger();

            assertThat(UInt256.of(x)).isEqualTo(a);
            assertThat(a.addWrapping(b).toBigInteger()).isEqualTo(x.add(y).mod(MODULUS));
            assertThat(a.subtractWrapping(b).toBigInteger())
                    .isEqualTo(x.subtract(y).mod(MODULUS));
            checked(x.add(y), () -> a.add(b));
            checked(x.subtract(y), () -> a.subtract(b));
            checked(x.multiply(y), () -> a.multiply(b));
            if (!b.isZero()) {
                checked(x.divide(y), () -> a.divide(b));
                checked(x.mod(y), () -> a.remainder(b));
            }
            assertThat(a.compareTo(b)).isEqualTo(x.compareTo(y));
            assertThat(a.min(b).toBigInteger()).isEqualTo(x.min(y));
            assertThat(a.max(b).toBigInteger()).isEqualTo(x.max(y));
            assertThat(a.bitLength()).isEqualTo(x.bitLength());
            assertThat(a.toString()).isEqualTo(x.toString());
        });
    }

    @Test
    void everyFormReadsBack() {
        Seeds.forEach(1_000, random -> {
            UInt256 value = random.uint256();

            assertThat(UInt256.parseQuantity(value.toQuantity())).isEqualTo(value);
            assertThat(UInt256.of(value.toBytes32())).isEqualTo(value);
            assertThat(UInt256.of(value.toMinimalBytes())).isEqualTo(value);
            assertThat(value.toMinimalBytes().size()).isEqualTo((value.bitLength() + 7) / 8);
            assertThat(value.toLongSaturated())
                    .isEqualTo(value.toBigInteger()
                            .min(BigInteger.valueOf(Long.MAX_VALUE))
                            .longValue());
        });
    }

    @Test
    void refusesWhatIsNoQuantity() {
        for (String text : List.of("", "0x", "0x00", "0x01", "1", "0xg", "0x-1", "0x" + "1".repeat(65), "0x١")) {
            assertThatThrownBy(() -> UInt256.parseQuantity(text)).isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> UInt256.of(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UInt256.of(Bytes.wrap(new byte[33]))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UInt256.MAX.toLong()).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> UInt256.ONE.divide(UInt256.ZERO)).isInstanceOf(ArithmeticException.class);
    }

    private interface Operation {
        UInt256 run();
    }

    private static void checked(BigInteger expected, Operation operation) {
        if (expected.signum() < 0 || expected.bitLength() > 256) {
            assertThatThrownBy(operation::run).isInstanceOf(ArithmeticException.class);
        } else {
            assertThat(operation.run().toBigInteger()).isEqualTo(expected);
        }
    }
}
