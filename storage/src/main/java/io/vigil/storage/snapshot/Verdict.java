package io.vigil.storage.snapshot;

import io.vigil.types.Hash;

/** What became of a check or a restore. */
public sealed interface Verdict {
    /** All that the level asks for holds. */
    record Sound(Hash id, long height, long records, long logicalBytes) implements Verdict {}

    /**
     * @param chunk where, from 0; -1 if it is not in one chunk
     * @param offset of the byte in the chunk's records; -1 if it is not at one
     */
    record Faulty(Fault fault, int chunk, long offset, String what) implements Verdict {
        @Override
        public String toString() {
            return fault + (chunk < 0 ? "" : " in chunk " + chunk) + (offset < 0 ? "" : " at byte " + offset) + ": "
                    + what;
        }
    }
}
