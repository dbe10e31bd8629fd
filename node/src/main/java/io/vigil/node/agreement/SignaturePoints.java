package io.vigil.node.agreement;

import io.vigil.node.keys.HashedMessages;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsMessage;
import io.vigil.types.crypto.BlsSignature;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Signatures as points of the curve. To read one from its bytes takes a square root and a look at its subgroup, a fifth of a
 * check; what was read to be verified is read again to be added up to a certificate. Thread-safe.
 */
public final class SignaturePoints {
    /** Those of a few views of a large set, 600 bytes each. */
    static final int MAX = 1_024;

    private final Map<Bytes, BlsSignature> points = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, BlsSignature> eldest) {
            return size() > MAX;
        }
    };
    private final HashedMessages hashed;
    private long read;

    public SignaturePoints() {
        this(new HashedMessages());
    }

    /** @param hashed knows the messages that we sign ourselves */
    public SignaturePoints(HashedMessages hashed) {
        this.hashed = hashed;
    }

    /** The point that is signed. */
    BlsMessage message(Bytes bytes) {
        return hashed.message(bytes);
    }

    /** @throws MalformedException as {@link BlsSignature#parse} */
    public BlsSignature point(Bytes bytes) throws MalformedException {
        synchronized (this) {
            BlsSignature known = points.get(bytes);
            if (known != null) {
                return known;
            }
            read++;
        }
        BlsSignature point = BlsSignature.parse(bytes); // not under the lock: two threads may read one twice
        synchronized (this) {
            points.put(bytes, point);
        }
        return point;
    }

    /** How many were read from their bytes. */
    synchronized long read() {
        return read;
    }
}
