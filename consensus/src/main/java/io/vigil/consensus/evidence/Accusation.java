package io.vigil.consensus.evidence;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.List;

/**
 * What a core saw a validator do. It lacks only the headers that E4 is proved with, since a core knows blocks by their hashes.
 *
 * @param headers whose headers complete it, in this order: none, or for E4 the block voted for and its parent
 */
public record Accusation(
        Offence offence, long epoch, int signer, Testimony first, Testimony second, List<Hash> headers) {
    public Accusation {
        headers = List.copyOf(headers);
    }

    /** @param encoded RLP of the {@link #headers} */
    public Evidence with(List<Bytes> encoded) {
        return new Evidence(offence, epoch, signer, first, second, encoded);
    }
}
