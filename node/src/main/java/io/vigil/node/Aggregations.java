package io.vigil.node;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsSignature;
import java.util.ArrayList;
import java.util.List;

/** Adds up signatures that were verified before. */
final class Aggregations {
    private Aggregations() {}

    static Bytes bls(List<Bytes> signatures) {
        List<BlsSignature> parsed = new ArrayList<>();
        for (Bytes signature : signatures) {
            try {
                parsed.add(BlsSignature.parse(signature));
            } catch (MalformedException e) {
                throw new IllegalStateException("a signature that was verified before: " + e.getMessage(), e);
            }
        }
        return BlsSignature.aggregate(parsed).bytes();
    }
}
