package io.vigil.node.sync;

import io.vigil.types.Bytes;
import java.util.List;

/**
 * What proves a committed block final (A19): blocks committed by rule B or as ancestors have no certificate of their own.
 *
 * @param commitCertificate the lowest one at or above the block
 * @param headers those after the block up to the certified one, ascending; empty if the block itself is certified
 */
public record FinalityProof(Bytes commitCertificate, List<Bytes> headers) {
    /** Blocks may go uncertified while commit votes are lost; more of them in a row than this are fetched with a later range. */
    public static final int MAX_HEADERS = 1_024;

    public FinalityProof {
        headers = List.copyOf(headers);
        if (headers.size() > MAX_HEADERS) {
            throw new IllegalArgumentException(
                    "a proof links at most " + MAX_HEADERS + " headers, not " + headers.size());
        }
    }
}
