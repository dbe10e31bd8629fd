package io.vigil.storage.trie;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;

/** Where a trie finds the rows of its nodes. */
@FunctionalInterface
public interface NodeSource {
    /**
     * @param path from the root, one nibble per byte
     * @return an encoding whose keccak is {@code hash}
     * @throws io.vigil.storage.StorageException DAMAGED if the row is missing or another
     */
    Bytes node(Bytes path, Hash hash);
}
