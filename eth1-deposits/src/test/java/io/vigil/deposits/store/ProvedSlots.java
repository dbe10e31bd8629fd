package io.vigil.deposits.store;

import io.vigil.deposits.Frontier;
import io.vigil.storage.trie.MerklePatriciaTrie;
import io.vigil.storage.trie.NodeCache;
import io.vigil.storage.trie.TrieChanges;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code eth_getProof} gives for a contract with that tree in its slots, on a chain of one account that matters. */
public record ProvedSlots(ContractSlots slots, Hash blockHash) {
    public static final Address CONTRACT = Address.ofInt(99);

    public static ProvedSlots of(Frontier tree, Hash codeHash) {
        Map<Bytes, Bytes> slots = new TreeMap<>();
        for (int height = 0; height < 32; height++) {
            if (tree.has(height)) {
                slots.put(slotKey(height), rlp(UInt256.of(tree.subtree(height).bytes())));
            }
        }
        if (tree.count() > 0) {
            slots.put(slotKey(32), rlp(UInt256.of(tree.count())));
        }
        Committed storage = trie(slots);
        Hash storageRoot = storage.root();
        Bytes account = RlpWriter.listOf(
                parts -> parts.number(1).number(UInt256.ZERO).hash(storageRoot).hash(codeHash));
        Map<Bytes, Bytes> accounts = new TreeMap<>();
        for (int i = 1; i < 20; i++) {
            accounts.put(Keccak.hash(Address.ofInt(i).bytes()).bytes(), account);
        }
        accounts.put(Keccak.hash(CONTRACT.bytes()).bytes(), account);
        List<List<Bytes>> proofs = new ArrayList<>();
        for (int slot = 0; slot <= 32; slot++) {
            proofs.add(trie(slots).trie().prove(slotKey(slot)));
        }
        List<Bytes> accountProof =
                trie(accounts).trie().prove(Keccak.hash(CONTRACT.bytes()).bytes());
        Header header = Header.builder()
                .number(tree.count())
                .stateRoot(trie(accounts).root())
                .build();
        return new ProvedSlots(new ContractSlots(header.encode(), accountProof, proofs), header.hash());
    }

    /** A trie that can prove. */
    private record Committed(Hash root, MerklePatriciaTrie trie) {}

    private static Committed trie(Map<Bytes, Bytes> values) {
        Map<Bytes, Bytes> rows = new TreeMap<>();
        MerklePatriciaTrie trie = at(MerklePatriciaTrie.EMPTY_ROOT, rows);
        values.forEach(trie::put);
        TrieChanges changes = trie.commit();
        rows.putAll(changes.written());
        return new Committed(changes.root(), at(changes.root(), rows));
    }

    private static MerklePatriciaTrie at(Hash root, Map<Bytes, Bytes> rows) {
        return new MerklePatriciaTrie(
                root, (path, hash) -> java.util.Objects.requireNonNull(rows.get(path)), new NodeCache(1 << 20));
    }

    private static Bytes slotKey(int slot) {
        return Keccak.hash(UInt256.of(slot).toBytes32()).bytes();
    }

    private static Bytes rlp(UInt256 value) {
        return new RlpWriter().number(value).toBytes();
    }
}
