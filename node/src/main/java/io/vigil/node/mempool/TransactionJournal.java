package io.vigil.node.mempool;

import io.vigil.types.Bytes;
import java.util.List;

/** Where transactions that clients rely on outlive the process. Records are in network form. Not thread-safe. */
public interface TransactionJournal {
    /** All records, in the order of {@link #append}; what a crash cut off at the end is left out. */
    List<Bytes> read();

    /** Returns when the record outlives the process; it may not outlive a power cut before the next {@link #rewrite}. */
    void append(Bytes record);

    /** Puts {@code records} in the place of all there are, or leaves those if it fails. */
    void rewrite(List<Bytes> records);
}
