package io.vigil.vm.instruction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.UInt256;
import io.vigil.types.testing.Seeds;
import io.vigil.types.testing.Vectors;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every operation against BigInteger, on numbers of all lengths and on boundaries. */
class ArithmeticTest {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);
    private static final int SEEDS = 20_000;

    private final Division division = new Division();

    /** A stack operation: changes the array in place, knowing where the stack ends. */
    private interface Operation {
        void apply(long[] stack, int sp);
    }

    /** What it must come to; the first operand is the top word. */
    private interface Reference {
        BigInteger apply(BigInteger a, BigInteger b, BigInteger c);
    }

    @Test
    void multiplies() {
        check(2, (s, sp) -> Arithmetic.multiply(s, sp - 8, sp - 4), (a, b, c) -> a.multiply(b));
    }

    @Test
    void divides() {
        check(2, division::divide, (a, b, c) -> b.signum() == 0 ? b : a.divide(b));
        check(2, division::remainder, (a, b, c) -> b.signum() == 0 ? b : a.mod(b));
    }

    @Test
    void dividesNumbersWithSign() {
        check(
                2,
                division::divideSigned,
                (a, b, c) -> b.signum() == 0 ? b : signed(a).divide(signed(b)));
        check(
                2,
                division::remainderSigned,
                (a, b, c) -> b.signum() == 0 ? b : signed(a).remainder(signed(b)));
    }

    @Test
    void addsAndMultipliesModulo() {
        check(
                3,
                division::addModulo,
                (a, b, c) -> c.signum() == 0 ? c : a.add(b).mod(c));
        check(
                3,
                division::multiplyModulo,
                (a, b, c) -> c.signum() == 0 ? c : a.multiply(b).mod(c));
    }

    @Test
    void compares() {
        check(2, (s, sp) -> answer(s, sp, Arithmetic.less(s, sp - 4, sp - 8)), (a, b, c) -> bit(a.compareTo(b) < 0));
        check(2, (s, sp) -> answer(s, sp, Arithmetic.less(s, sp - 8, sp - 4)), (a, b, c) -> bit(a.compareTo(b) > 0));
        check(
                2,
                (s, sp) -> answer(s, sp, Arithmetic.lessSigned(s, sp - 4, sp - 8)),
                (a, b, c) -> bit(signed(a).compareTo(signed(b)) < 0));
        check(
                2,
                (s, sp) -> answer(s, sp, Arithmetic.lessSigned(s, sp - 8, sp - 4)),
                (a, b, c) -> bit(signed(a).compareTo(signed(b)) > 0));
    }

    @Test
    void shifts() {
        check(2, Arithmetic::shiftLeft, (a, b, c) -> isShift(a) ? b.shiftLeft(a.intValue()) : BigInteger.ZERO);
        check(2, Arithmetic::shiftRight, (a, b, c) -> isShift(a) ? b.shiftRight(a.intValue()) : BigInteger.ZERO);
        check(2, Arithmetic::shiftRightSigned, (a, b, c) -> signed(b).shiftRight(isShift(a) ? a.intValue() : 256));
    }

    @Test
    void takesBytesApart() {
        check(2, Arithmetic::byteAt, (a, b, c) -> {
            boolean inside = a.compareTo(BigInteger.valueOf(32)) < 0;
            return inside ? b.shiftRight(8 * (31 - a.intValue())).and(BigInteger.valueOf(255)) : BigInteger.ZERO;
        });
        check(2, Arithmetic::signExtend, (a, b, c) -> {
            if (a.compareTo(BigInteger.valueOf(31)) >= 0) {
                return b;
            }
            int bits = 8 * (a.intValue() + 1);
            BigInteger low = b.mod(BigInteger.ONE.shiftLeft(bits));
            return low.testBit(bits - 1) ? low.subtract(BigInteger.ONE.shiftLeft(bits)) : low;
        });
        check(1, Arithmetic::leadingZeros, (a, b, c) -> BigInteger.valueOf(256 - a.bitLength()));
    }

    @Test
    void raisesToPowers() {
        check(2, Arithmetic::power, (a, b, c) -> a.modPow(b, MODULUS));
    }

    @Test
    void passesTheOpcodeVectorsOfGeth() {
        TreeMap<String, Operation> operations = new TreeMap<>();
        operations.put("add", (s, sp) -> put(s, sp, word(s, sp - 4).add(word(s, sp - 8))));
        operations.put("sub", (s, sp) -> put(s, sp, word(s, sp - 4).subtract(word(s, sp - 8))));
        operations.put("and", (s, sp) -> put(s, sp, word(s, sp - 4).and(word(s, sp - 8))));
        operations.put("or", (s, sp) -> put(s, sp, word(s, sp - 4).or(word(s, sp - 8))));
        operations.put("xor", (s, sp) -> put(s, sp, word(s, sp - 4).xor(word(s, sp - 8))));
        operations.put("eq", (s, sp) -> answer(s, sp, word(s, sp - 4).equals(word(s, sp - 8))));
        operations.put("mul", (s, sp) -> Arithmetic.multiply(s, sp - 8, sp - 4));
        operations.put("div", division::divide);
        operations.put("sdiv", division::divideSigned);
        operations.put("mod", division::remainder);
        operations.put("smod", division::remainderSigned);
        operations.put("exp", Arithmetic::power);
        operations.put("signext", Arithmetic::signExtend);
        operations.put("lt", (s, sp) -> answer(s, sp, Arithmetic.less(s, sp - 4, sp - 8)));
        operations.put("gt", (s, sp) -> answer(s, sp, Arithmetic.less(s, sp - 8, sp - 4)));
        operations.put("slt", (s, sp) -> answer(s, sp, Arithmetic.lessSigned(s, sp - 4, sp - 8)));
        operations.put("sgt", (s, sp) -> answer(s, sp, Arithmetic.lessSigned(s, sp - 8, sp - 4)));
        operations.put("byte", Arithmetic::byteAt);
        operations.put("shl", Arithmetic::shiftLeft);
        operations.put("shr", Arithmetic::shiftRight);
        operations.put("sar", Arithmetic::shiftRightSigned);
        int run = 0;
        List<Path> files = Vectors.filesAt("evm/opcodes-geth", ".json");
        for (Path file : files) {
            String name =
                    file.getFileName().toString().replace("testcases_", "").replace(".json", "");
            for (JsonNode test : Vectors.json(file)) {
                long[] stack = new long[64];
                put(stack, 16, new BigInteger(test.path("X").asText(), 16));
                put(stack, 20, new BigInteger(test.path("Y").asText(), 16)); // the top word
                Objects.requireNonNull(operations.get(name), name).apply(stack, 16);
                assertThat(word(stack, 8))
                        .as(name + " " + test)
                        .isEqualTo(new BigInteger(test.path("Expected").asText(), 16));
                run++;
            }
        }
        System.out.println("opcodes-geth: " + run + " passed");
        assertThat(run).isEqualTo(21 * 81);
    }

    /** Where a quotient digit is 2^64 - 1 because the highest limbs of rest and modulus are equal. */
    @Test
    void multipliesModuloNumbersWithEqualUpperHalves() {
        BigInteger upper = MODULUS.subtract(BigInteger.ONE).shiftRight(128).shiftLeft(128);
        Seeds.forEach(SEEDS, random -> {
            BigInteger half =
                    random.oneIn(2) ? upper : random.uint256().toBigInteger().and(upper);
            long[] stack = new long[64];
            BigInteger[] words = new BigInteger[3];
            for (int i = 0; i < 3; i++) {
                BigInteger lower = random.uint256().toBigInteger().shiftRight(random.oneIn(3) ? 254 : 128);
                words[i] = (i == 2 || random.oneIn(2) ? half : upper).or(lower);
                put(stack, 24 - 4 * i, words[i]);
            }
            division.multiplyModulo(stack, 20);
            assertThat(word(stack, 8))
                    .as(List.of(words).toString())
                    .isEqualTo(words[0].multiply(words[1]).mod(words[2].max(BigInteger.ONE)));
        });
    }

    private static void check(int operands, Operation operation, Reference reference) {
        Seeds.forEach(SEEDS, random -> {
            long[] stack = new long[64];
            BigInteger[] words = new BigInteger[3];
            int sp = 4 * operands + 8;
            for (int i = 0; i < 3; i++) {
                BigInteger value = random.oneIn(3)
                        ? BigInteger.valueOf(random.nextInt(260))
                        : random.uint256().toBigInteger();
                words[i] = i > 0 && random.oneIn(6) ? words[i - 1] : random.oneIn(8) ? near(value) : value;
                if (i < operands) {
                    put(stack, sp - 4 * i + 4, words[i]);
                }
            }
            operation.apply(stack, sp);
            BigInteger expected = reference.apply(words[0], words[1], words[2]).mod(MODULUS);
            assertThat(word(stack, sp - 4 * operands))
                    .as(List.of(words).toString())
                    .isEqualTo(expected);
        });
    }

    /** Limbs of all ones, where quotient digits are estimated worst. */
    private static BigInteger near(BigInteger value) {
        return value.or(BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE).shiftLeft(64))
                .mod(MODULUS);
    }

    private static void answer(long[] s, int sp, boolean yes) {
        put(s, sp, bit(yes));
    }

    private static BigInteger bit(boolean yes) {
        return yes ? BigInteger.ONE : BigInteger.ZERO;
    }

    private static boolean isShift(BigInteger a) {
        return a.compareTo(BigInteger.valueOf(256)) < 0;
    }

    private static BigInteger signed(BigInteger value) {
        return value.testBit(255) ? value.subtract(MODULUS) : value;
    }

    /** Writes to where the result of two operands goes. */
    private static void put(long[] s, int sp, BigInteger value) {
        UInt256 word = UInt256.of(value.mod(MODULUS));
        s[sp - 8] = word.limb0();
        s[sp - 7] = word.limb1();
        s[sp - 6] = word.limb2();
        s[sp - 5] = word.limb3();
    }

    private static BigInteger word(long[] s, int at) {
        return new UInt256(s[at + 3], s[at + 2], s[at + 1], s[at]).toBigInteger();
    }
}
