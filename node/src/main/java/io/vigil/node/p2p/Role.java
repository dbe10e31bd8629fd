package io.vigil.node.p2p;

import io.vigil.types.Bytes;

/** What a node is on its chain, as far as it has proved it. Whether the key is in the present set is another question. */
public sealed interface Role {
    /** A node without a validator key. */
    record Observer() implements Role {}

    /**
     * A node that holds a validator key.
     *
     * @param blsKey the compressed public key, 48 bytes
     * @param signature by that key over {@link HelloClaim#message}, 96 bytes
     */
    record Validator(Bytes blsKey, Bytes signature) implements Role {
        public static final int KEY_BYTES = 48;
        public static final int SIGNATURE_BYTES = 96;

        public Validator {
            if (blsKey.size() != KEY_BYTES || signature.size() != SIGNATURE_BYTES) {
                throw new IllegalArgumentException("a validator proves itself with 48 and 96 bytes, not "
                        + blsKey.size() + " and " + signature.size());
            }
        }
    }
}
