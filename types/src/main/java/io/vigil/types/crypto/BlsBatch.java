package io.vigil.types.crypto;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2;
import supranational.blst.Pairing;

/**
 * Several signatures checked at once. Each but the first is weighed with a random factor of 63 bits, so that forgeries cannot
 * cancel each other out but by guessing; a plain sum would let two conspirators pass with signatures that verify only together.
 * Costs two short multiplications a signature and one pairing a message, or a signer if there are fewer of these, where single
 * checks cost two pairings a signature.
 */
public final class BlsBatch {
    private static final P1_Affine NEGATIVE_GENERATOR = P1.generator().neg().to_affine();

    private BlsBatch() {}

    /** That {@code signature} is the sum of signatures of all {@code keys} over {@code message}; possession is proven. */
    public record Claim(List<BlsPublicKey> keys, BlsMessage message, BlsSignature signature) {
        public Claim {
            keys = List.copyOf(keys);
        }

        private P1 key() {
            P1 sum = keys.getFirst().point().to_jacobian();
            for (BlsPublicKey other : keys.subList(1, keys.size())) {
                sum.add(other.point());
            }
            return sum;
        }
    }

    /**
     * Whether all {@code claims} hold. If not, who asks finds out which by asking for fewer.
     *
     * @param random unpredictable to whoever made the signatures
     */
    public static boolean holds(List<Claim> claims, LongSupplier random) {
        if (claims.isEmpty()
                || claims.stream()
                        .anyMatch(claim -> claim.keys().isEmpty() || claim.key().is_inf())) {
            return false;
        }
        List<BigInteger> factors = new ArrayList<>();
        P2 sum = new P2();
        for (Claim claim : claims) {
            BigInteger factor =
                    factors.isEmpty() ? BigInteger.ONE : BigInteger.valueOf((random.getAsLong() & Long.MAX_VALUE) | 1);
            factors.add(factor);
            sum.add(weighed(claim.signature().point().to_jacobian(), factor));
        }
        Pairing pairing = new Pairing(true, BlsSecretKey.SIGNATURE_DOMAIN);
        if (haveFewerSigners(claims)) {
            pairBySigner(claims, factors, pairing);
        } else if (!pairByMessage(claims, factors, pairing)) {
            return false;
        }
        if (sum.is_inf()) {
            return false;
        }
        // with the others, since pairings that are made together share their squarings
        pairing.raw_aggregate(sum.to_affine(), NEGATIVE_GENERATOR);
        pairing.commit();
        return pairing.finalverify();
    }

    private static boolean haveFewerSigners(List<Claim> claims) {
        Set<List<BlsPublicKey>> signers = new LinkedHashSet<>();
        Set<BlsMessage> messages = new LinkedHashSet<>();
        for (Claim claim : claims) {
            signers.add(claim.keys());
            messages.add(claim.message());
        }
        return signers.size() < messages.size();
    }

    private static void pairBySigner(List<Claim> claims, List<BigInteger> factors, Pairing pairing) {
        Map<List<BlsPublicKey>, P2> messages = new LinkedHashMap<>();
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            P2 message = weighed(claim.message().point().to_jacobian(), factors.get(i));
            messages.computeIfAbsent(claim.keys(), _ -> new P2()).add(message);
        }
        for (Claim claim : claims) {
            P2 message = messages.remove(claim.keys());
            if (message != null) {
                pairing.raw_aggregate(message.to_affine(), claim.key().to_affine());
            }
        }
    }

    /** @return false if the keys of one message cancel each other out */
    private static boolean pairByMessage(List<Claim> claims, List<BigInteger> factors, Pairing pairing) {
        Map<BlsMessage, P1> keys = new LinkedHashMap<>();
        for (int i = 0; i < claims.size(); i++) {
            P1 key = claims.get(i).key();
            P1 weighed = factors.get(i).equals(BigInteger.ONE) ? key : key.mult(factors.get(i));
            keys.computeIfAbsent(claims.get(i).message(), _ -> new P1()).add(weighed);
        }
        for (Map.Entry<BlsMessage, P1> entry : keys.entrySet()) {
            if (entry.getValue().is_inf()) {
                return false;
            }
            pairing.raw_aggregate(entry.getKey().point(), entry.getValue().to_affine());
        }
        return true;
    }

    private static P2 weighed(P2 point, BigInteger factor) {
        return factor.equals(BigInteger.ONE) ? point : point.mult(factor);
    }
}
