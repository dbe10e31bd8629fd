package io.vigil.node;

import io.vigil.consensus.certificates.Aggregation;
import io.vigil.node.agreement.SignaturePoints;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsSignature;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds up signatures that were verified before.
 *
 * @param points knows those that were verified lately
 */
record Aggregations(SignaturePoints points) implements Aggregation {
    @Override
    public Bytes aggregate(List<Bytes> signatures) {
        List<BlsSignature> parsed = new ArrayList<>();
        for (Bytes signature : signatures) {
            try {
                parsed.add(points.point(signature));
            } catch (MalformedException e) {
                throw new IllegalStateException("a signature that was verified before: " + e.getMessage(), e);
            }
        }
        return BlsSignature.aggregate(parsed).bytes();
    }
}
