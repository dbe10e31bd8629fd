package io.vigil.node.keys;

import io.vigil.types.Bytes;
import io.vigil.types.crypto.BlsMessage;
import java.util.LinkedHashMap;
import java.util.Map;

/** Messages as points of the curve: what we sign others sign too, and theirs are verified a moment before or after. Thread-safe. */
public final class HashedMessages {
    /** Those of the last hundred views, 700 bytes each. */
    static final int MAX = 256;

    private final Map<Bytes, BlsMessage> hashed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, BlsMessage> eldest) {
            return size() > MAX;
        }
    };

    public BlsMessage message(Bytes bytes) {
        synchronized (this) {
            BlsMessage known = hashed.get(bytes);
            if (known != null) {
                return known;
            }
        }
        BlsMessage message = BlsMessage.of(bytes); // not under the lock: two threads may hash one twice
        synchronized (this) {
            hashed.put(bytes, message);
        }
        return message;
    }
}
