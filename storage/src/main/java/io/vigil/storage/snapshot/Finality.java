package io.vigil.storage.snapshot;

import io.vigil.types.Bytes;
import io.vigil.types.chain.Header;
import java.util.Optional;

/** Whether a header is of a block that its chain has made final. Answered by whoever knows consensus. */
@FunctionalInterface
public interface Finality {
    /**
     * @param finality the lowest commit certificate at or above the header and the headers that link to it
     * @param epochProof what leads from genesis to the set that certified
     * @return why not; empty if the header is final. Every byte of both proofs must matter to the answer.
     */
    Optional<String> fault(Header header, Bytes finality, Bytes epochProof);
}
