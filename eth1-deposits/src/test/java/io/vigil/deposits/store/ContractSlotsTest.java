package io.vigil.deposits.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.deposits.DepositTree;
import io.vigil.deposits.contract.DepositContract;
import io.vigil.storage.MemoryStore;
import io.vigil.storage.trie.MerklePatriciaTrie;
import io.vigil.storage.trie.NodeCache;
import io.vigil.storage.trie.TrieChanges;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ContractSlotsTest {
    private static final Address CONTRACT = Address.ofInt(99);

    private record Proved(ContractSlots slots, Hash blockHash) {}

    /** R4.5: the way in from the contract's storage, for each count, and on to the same root. */
    @Test
    void slotsGiveTheTreeAndContinueIt() throws MalformedException {
        for (int count : List.of(0, 1, 2, 3, 33)) {
            Proved proved = proved(count, DepositContract.ours().codeHash());

            Start start = proved.slots().prove(proved.blockHash(), CONTRACT);

            assertThat(start.frontier()).isEqualTo(Deposits.tree(count).frontier());
            MemoryStore rows = new MemoryStore();
            TreeStore store = TreeStore.open(rows, start).store();
            store.apply(new Advance(
                    store.head(), Deposits.deposits(count, 40), List.of(Deposits.point(40)), Deposits.block(40)));
            assertThat(store.tree().root()).isEqualTo(Deposits.tree(40).root());
            assertThat(TreeStore.open(rows, start).report().isSound()).isTrue();
        }
    }

    @Test
    void otherCodeOtherBlocksAndMissingSlotsAreRefused() throws MalformedException {
        Proved official = proved(3, DepositContract.OFFICIAL_CODE_HASH);
        assertThat(official.slots()
                        .prove(official.blockHash(), CONTRACT)
                        .frontier()
                        .count())
                .isEqualTo(3);
        Proved other = proved(3, Hash.ZERO);
        assertThatThrownBy(() -> other.slots().prove(other.blockHash(), CONTRACT))
                .hasMessageContaining("code");
        assertThatThrownBy(() -> official.slots().prove(Hash.ZERO, CONTRACT)).hasMessageContaining("final is");
        List<List<Bytes>> swapped = new ArrayList<>(official.slots().slots());
        swapped.set(0, swapped.get(1));
        ContractSlots wrong =
                new ContractSlots(official.slots().header(), official.slots().account(), swapped);
        assertThatThrownBy(() -> wrong.prove(official.blockHash(), CONTRACT)).isInstanceOf(MalformedException.class);
        ContractSlots few =
                new ContractSlots(official.slots().header(), official.slots().account(), swapped.subList(0, 32));
        assertThatThrownBy(() -> few.prove(official.blockHash(), CONTRACT)).hasMessageContaining("32 slots");
    }

    private static Proved proved(int count, Hash codeHash) {
        DepositTree tree = Deposits.tree(count);
        Map<Bytes, Bytes> slots = new TreeMap<>();
        for (int height = 0; height < 32; height++) {
            if (tree.frontier().has(height)) {
                slots.put(
                        slotKey(height),
                        rlp(UInt256.of(tree.frontier().subtree(height).bytes())));
            }
        }
        if (count > 0) {
            slots.put(slotKey(32), rlp(UInt256.of(count)));
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
        Header header =
                Header.builder().number(count).stateRoot(trie(accounts).root()).build();
        return new Proved(new ContractSlots(header.encode(), accountProof, proofs), header.hash());
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
