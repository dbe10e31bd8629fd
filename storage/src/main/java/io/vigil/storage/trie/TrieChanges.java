package io.vigil.storage.trie;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a commit of a trie does to its rows; paths have one nibble per byte.
 *
 * @param written path to encoding
 * @param removed paths that had a row and have none now
 */
public record TrieChanges(Hash root, SortedMap<Bytes, Bytes> written, SortedSet<Bytes> removed) {
    public TrieChanges {
        written = Collections.unmodifiableSortedMap(new TreeMap<>(written));
        removed = Collections.unmodifiableSortedSet(new TreeSet<>(removed));
    }
}
