package io.vigil.consensus.verification;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.ArrayList;
import java.util.List;

/**
 * That {@code signature} is the sum of signatures by all keys of each part over that part's message.
 *
 * <p>Claims of several messages may be checked together, but a check that only adds up signatures is not enough: two forgeries can cancel out.
 * Weigh them with random factors, or check each alone.
 */
public record SignatureClaim(List<Part> parts, Bytes signature) {
    public SignatureClaim {
        parts = List.copyOf(parts);
    }

    /** @param keys compressed public keys, each with a proven possession */
    public record Part(List<Bytes> keys, Hash message) {
        public Part {
            keys = List.copyOf(keys);
        }
    }

    public static SignatureClaim single(Bytes key, Hash message, Bytes signature) {
        return new SignatureClaim(List.of(new Part(List.of(key), message)), signature);
    }

    /** Identifies all that was claimed, so that what was verified once need not be again (A14). */
    public Hash id() {
        List<Bytes> fields = new ArrayList<>();
        fields.add(signature);
        for (Part part : parts) {
            fields.add(Bytes.ofLong(part.keys().size()));
            fields.addAll(part.keys());
            fields.add(part.message().bytes());
        }
        return Keccak.hash(Bytes.concat(fields.toArray(Bytes[]::new)));
    }
}
