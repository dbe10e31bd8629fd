package io.vigil.consensus.certificates;

import io.vigil.types.Bytes;
import java.util.List;

/** Adds up signatures that were each verified before. A pure function: BLS12-381 in a node, a stand-in in simulation. */
@FunctionalInterface
public interface Aggregation {
    /** @param signatures at least one, in ascending order of their signers */
    Bytes aggregate(List<Bytes> signatures);
}
