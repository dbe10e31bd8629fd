package io.vigil.types.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsBatch.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import supranational.blst.P2;
import supranational.blst.P2_Affine;

/** The batch says of any mixture of signers and messages what single checks say. */
class BlsBatchTest {
    private static final long SEED = 20_260_101;

    private final Random random = new Random(SEED);
    private final LongSupplier factors = random::nextLong;

    @Test
    void agreesWithSingleChecksOnAnyMixture() {
        for (int round = 0; round < 60; round++) {
            List<Claim> claims = new ArrayList<>();
            boolean expected = true;
            int size = 1 + random.nextInt(5);
            for (int i = 0; i < size; i++) {
                int signer = random.nextInt(3);
                int message = random.nextInt(3);
                boolean isForged = random.nextInt(12) == 0;
                BlsSignature signature = key(signer).sign(message(isForged ? message + 9 : message));
                claims.add(new Claim(List.of(key(signer).publicKey()), message(message), signature));
                expected &= !isForged;
            }
            assertThat(BlsBatch.holds(claims, factors))
                    .as("round %d of seed %d", round, SEED)
                    .isEqualTo(expected);
        }
    }

    @Test
    void sumsOfSeveralSignersStandBesideSingleOnes() {
        BlsSignature sum = BlsSignature.aggregate(List.of(key(0).sign(message(1)), key(1).sign(message(1))));
        List<BlsPublicKey> both = List.of(key(0).publicKey(), key(1).publicKey());
        Claim certificate = new Claim(both, message(1), sum);
        assertThat(BlsBatch.holds(List.of(certificate, claim(2, 1), claim(2, 2)), factors))
                .isTrue();
        assertThat(BlsBatch.holds(List.of(certificate, new Claim(both, message(2), sum)), factors))
                .isFalse();
    }

    /** Two conspirators, in any place, of one message or of one signer each: the sum of what they send is right and neither is. */
    @Test
    void forgeriesThatCancelEachOtherOutDoNotPass() throws MalformedException {
        for (List<Claim> honest : List.of(
                List.of(claim(0, 1), claim(1, 1)),
                List.of(claim(0, 1), claim(0, 2)),
                List.of(claim(2, 3), claim(0, 1), claim(1, 2)))) {
            List<Claim> forged = new ArrayList<>(honest);
            int last = forged.size() - 1;
            forged.set(last - 1, shifted(honest.get(last - 1), false));
            forged.set(last, shifted(honest.get(last), true));
            assertThat(BlsBatch.holds(honest, factors)).isTrue();
            assertThat(BlsBatch.holds(forged, factors)).isFalse();
        }
    }

    @Test
    void nothingAndNobodyDoNotHold() {
        assertThat(BlsBatch.holds(List.of(), factors)).isFalse();
        Claim nobody = new Claim(List.of(), message(1), key(0).sign(message(1)));
        assertThat(BlsBatch.holds(List.of(claim(0, 1), nobody), factors)).isFalse();
    }

    @Test
    void aHashedMessageIsSignedLikeItsBytes() {
        assertThat(key(0).sign(message(1))).isEqualTo(key(0).sign(message(1).bytes()));
    }

    /** The signature and a point of the subgroup, or less it. */
    private static Claim shifted(Claim claim, boolean isLess) throws MalformedException {
        P2 shift = P2.generator();
        P2 sum = claim.signature().point().to_jacobian().add(isLess ? shift.neg() : shift);
        P2_Affine point = sum.to_affine();
        return new Claim(claim.keys(), claim.message(), BlsSignature.parse(Bytes.wrap(point.compress())));
    }

    private static Claim claim(int signer, int message) {
        return new Claim(
                List.of(key(signer).publicKey()), message(message), key(signer).sign(message(message)));
    }

    private static BlsSecretKey key(int signer) {
        return BlsSecretKey.generate(Keccak.hash(Bytes.of(signer)).bytes());
    }

    private static BlsMessage message(int number) {
        return BlsMessage.of(Keccak.hash(Bytes.ofLong(number)).bytes());
    }
}
