package io.vigil.types.crypto;

import io.vigil.types.Bytes;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import supranational.blst.BLST_ERROR;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2;
import supranational.blst.P2_Affine;
import supranational.blst.Pairing;

/**
 * Several signatures checked at once. Each but the first is weighed with a random factor of 63 bits, so that forgeries cannot
 * cancel each other out but by guessing; a plain sum would let two conspirators pass with signatures that verify only together.
 * Costs two short multiplications a signature and one pairing a message, where single checks cost two pairings a signature.
 */
public final class BlsBatch {
    private static final P2_Affine INFINITY = new P2_Affine();

    private BlsBatch() {}

    /** That {@code signature} is the sum of signatures of all {@code keys} over {@code message}; possession is proven. */
    public record Claim(List<BlsPublicKey> keys, Bytes message, BlsSignature signature) {
        public Claim {
            keys = List.copyOf(keys);
        }
    }

    /**
     * Whether all {@code claims} hold. If not, who asks finds out which by asking for fewer.
     *
     * @param random unpredictable to whoever made the signatures
     */
    public static boolean holds(List<Claim> claims, LongSupplier random) {
        Map<Bytes, P1> keysOfMessage = new LinkedHashMap<>();
        P2 sum = new P2();
        for (Claim claim : claims) {
            if (claim.keys().isEmpty()) {
                return false;
            }
            P1 key = claim.keys().getFirst().point().to_jacobian();
            for (BlsPublicKey other : claim.keys().subList(1, claim.keys().size())) {
                key.add(other.point());
            }
            if (key.is_inf()) {
                return false;
            }
            P2 signature = claim.signature().point().to_jacobian();
            if (!keysOfMessage.isEmpty()) { // a factor is needed for all but one
                BigInteger factor = BigInteger.valueOf((random.getAsLong() & Long.MAX_VALUE) | 1);
                key = key.mult(factor);
                signature = signature.mult(factor);
            }
            keysOfMessage.computeIfAbsent(claim.message(), _ -> new P1()).add(key);
            sum.add(signature);
        }
        return verifies(keysOfMessage, sum);
    }

    private static boolean verifies(Map<Bytes, P1> keysOfMessage, P2 sum) {
        if (keysOfMessage.isEmpty() || sum.is_inf()) {
            return false;
        }
        Pairing pairing = new Pairing(true, BlsSecretKey.SIGNATURE_DOMAIN);
        P2_Affine signature = sum.to_affine();
        for (Map.Entry<Bytes, P1> entry : keysOfMessage.entrySet()) {
            P1_Affine key = entry.getValue().to_affine();
            if (key.is_inf() || pairing.aggregate(key, signature, entry.getKey().shared()) != BLST_ERROR.BLST_SUCCESS) {
                return false;
            }
            signature = INFINITY; // goes in once; infinity adds nothing
        }
        pairing.commit();
        return pairing.finalverify();
    }
}
