package io.vigil.node.quarantine;

import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Transaction;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Where a process died.
 *
 * @param block as far as it was run: its last transaction is the one that ran
 * @param reads the accounts that the block had read of its parent's state, and of each the slots
 */
public record Scene(Block block, SortedMap<Address, SortedSet<UInt256>> reads) {
    public Scene {
        reads = Collections.unmodifiableSortedMap(new TreeMap<>(reads));
    }

    public Transaction transaction() {
        return block.transactions().getLast();
    }
}
