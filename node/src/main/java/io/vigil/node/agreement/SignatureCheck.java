package io.vigil.node.agreement;

import io.vigil.consensus.verification.SignatureClaim;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsPublicKey;
import io.vigil.types.crypto.BlsSignature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks signature claims and remembers, by all that was claimed (A14), those it has checked. One thread's.
 */
public final class SignatureCheck {
    /** Certificates come with many messages; a few views' worth are remembered. 64 bytes each. */
    static final int MAX_REMEMBERED = 4_096;

    /** Keys of one set, and of the next. */
    private static final int MAX_KEYS = 1_024;

    private final Map<Hash, Boolean> checked = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Boolean> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };
    private final Map<Bytes, BlsPublicKey> keys = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, BlsPublicKey> eldest) {
            return size() > MAX_KEYS;
        }
    };

    public boolean holds(List<SignatureClaim> claims) {
        for (SignatureClaim claim : claims) {
            Hash id = claim.id();
            if (!checked.containsKey(id)) {
                if (!verify(claim)) {
                    return false;
                }
                checked.put(id, true);
            }
        }
        return true;
    }

    private boolean verify(SignatureClaim claim) {
        try {
            BlsSignature signature = BlsSignature.parse(claim.signature());
            if (claim.parts().size() == 1) {
                SignatureClaim.Part part = claim.parts().getFirst();
                return signature.fastAggregateVerify(
                        parse(part.keys()), part.message().bytes());
            }
            List<BlsPublicKey> all = new ArrayList<>();
            List<Bytes> messages = new ArrayList<>();
            for (SignatureClaim.Part part : claim.parts()) {
                for (BlsPublicKey key : parse(part.keys())) {
                    all.add(key);
                    messages.add(part.message().bytes());
                }
            }
            return signature.aggregateVerify(all, messages);
        } catch (MalformedException e) {
            return false;
        }
    }

    private List<BlsPublicKey> parse(List<Bytes> compressed) throws MalformedException {
        List<BlsPublicKey> parsed = new ArrayList<>();
        for (Bytes bytes : compressed) {
            BlsPublicKey key = keys.get(bytes);
            if (key == null) {
                key = BlsPublicKey.parse(bytes);
                keys.put(bytes, key);
            }
            parsed.add(key);
        }
        return parsed;
    }
}
