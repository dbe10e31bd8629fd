package io.vigil.node.rpc.eth;

import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import java.security.SecureRandom;

/** Names of filters and subscriptions: 128 random bits, which nobody guesses, so that nobody ends another's. */
final class Identifiers {
    private static final int SIZE = 16;

    private final SecureRandom random = new SecureRandom();

    String next() {
        byte[] bytes = new byte[SIZE];
        random.nextBytes(bytes);
        return UInt256.of(Bytes.wrap(bytes)).toQuantity();
    }
}
