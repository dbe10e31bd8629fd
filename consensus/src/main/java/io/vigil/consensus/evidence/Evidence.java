package io.vigil.consensus.evidence;

import io.vigil.types.Bytes;
import java.util.List;

/**
 * Two signatures of one validator that no honest node makes both; whoever knows the set of {@code epoch} can check it. An instance has the form
 * of its offence; that the signatures hold, and for E4 what the headers say, is for {@code EvidenceCheck} to ask.
 *
 * @param signer index in the set of {@code epoch}
 * @param headers RLP of the voted block's and its parent's header for E4, none otherwise
 */
public record Evidence(
        Offence offence, long epoch, int signer, Testimony first, Testimony second, List<Bytes> headers) {
    /** A header is well below this. */
    public static final int MAX_HEADER_BYTES = 4096;

    public Evidence {
        headers = List.copyOf(headers);
        int needed = offence == Offence.VOTE_DENIED ? 2 : 0;
        if (epoch < 0 || signer < 0 || headers.size() != needed || !offence.fits(first, second)) {
            throw new IllegalArgumentException("no " + offence + " of " + signer + " in epoch " + epoch + ": " + first
                    + ", " + second + ", " + headers.size() + " headers");
        }
        for (Bytes header : headers) {
            if (header.size() > MAX_HEADER_BYTES) {
                throw new IllegalArgumentException("header of " + header.size() + " bytes");
            }
        }
    }

    /** What is punished once: stores, gossip and blocks hold one evidence per key, whichever came first. */
    public record Key(long epoch, int signer, Offence offence) {}

    public Key key() {
        return new Key(epoch, signer, offence);
    }
}
