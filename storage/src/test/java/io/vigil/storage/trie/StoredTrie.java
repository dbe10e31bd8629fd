package io.vigil.storage.trie;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A trie whose rows lie in a sorted map; one working copy per change set, as a block makes it. */
final class StoredTrie {
    final SortedMap<Bytes, Bytes> rows = new TreeMap<>();
    private final NodeCache cache;
    private MerklePatriciaTrie trie;
    private Hash root = MerklePatriciaTrie.EMPTY_ROOT;

    StoredTrie(long cacheBytes) {
        this.cache = new NodeCache(cacheBytes);
        this.trie = fresh();
    }

    MerklePatriciaTrie trie() {
        return trie;
    }

    void set(Bytes key, Optional<Bytes> value) {
        if (value.isPresent()) {
            trie.put(key, value.get());
        } else {
            trie.remove(key);
        }
    }

    Hash commit() {
        TrieChanges changes = trie.commit();
        changes.removed().forEach(path -> {
            if (rows.remove(path) == null) {
                throw new AssertionError("no row at " + path);
            }
        });
        rows.putAll(changes.written());
        root = changes.root();
        trie = fresh();
        return root;
    }

    private MerklePatriciaTrie fresh() {
        return new MerklePatriciaTrie(root, this::row, cache);
    }

    private Bytes row(Bytes path, Hash hash) {
        Bytes row = Optional.ofNullable(rows.get(path)).orElseThrow(() -> new AssertionError("no row at " + path));
        if (!Keccak.hash(row).equals(hash)) {
            throw new AssertionError("row at " + path + " is not " + hash);
        }
        return row;
    }
}
