package io.vigil.timesync.roughtime;

import io.vigil.types.Bytes;

/**
 * One question and its answer in a chain.
 *
 * @param rand 32 random bytes that went into the nonce; empty in the first link
 * @param publicKey the long-term key that was asked
 * @param request the datagram sent
 * @param response the datagram received
 */
public record ChainLink(Bytes rand, Bytes publicKey, Bytes request, Bytes response) {
    public static final int RAND_BYTES = 32;

    /**
     * The nonce of the question after this answer: it could not have been asked earlier (draft -19, section 6). Servers
     * of other libraries' chains derive it otherwise, so reports are not interchangeable.
     */
    public Bytes nextNonce(Bytes nextRand, int bytes) {
        return Sha512.first(bytes, response, nextRand);
    }
}
