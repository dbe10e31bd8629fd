package io.vigil.storage.trie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MerklePatriciaTrieTest {
    @Test
    void holdsExactlyTheRowsAndTheRootOfItsLeavesWhateverTheHistory() {
        Seeds.forEach(60, random -> {
            StoredTrie stored = new StoredTrie(random.pick(List.of(0, 2000, 1 << 20)));
            SortedMap<Bytes, Bytes> model = new TreeMap<>();
            for (int round = 0; round < 12; round++) {
                for (int i = random.nextInt(30); i >= 0; i--) {
                    change(random, stored.trie(), model);
                }
                Hash root = stored.commit();
                SortedMap<Bytes, Bytes> rows = new TreeMap<>();
                StackTrie rebuilt = new StackTrie(rows::put);
                model.forEach(rebuilt::add);

                assertThat(root).isEqualTo(rebuilt.finish());
                assertThat(stored.rows).isEqualTo(rows);
            }
        });
    }

    /** Short keys of equal length, so that paths are shared; short values, so that nodes lie inside others. */
    private static void change(Seeds random, MerklePatriciaTrie trie, SortedMap<Bytes, Bytes> model) {
        Bytes key = Bytes.of(random.nextInt(3) * 16, random.nextInt(4) * 17, random.nextInt(6), 1);
        Optional<Bytes> before = Optional.ofNullable(model.get(key));
        assertThat(trie.get(key)).isEqualTo(before);
        if (random.oneIn(3)) {
            model.remove(key);
            assertThat(trie.remove(key)).isEqualTo(before);
        } else {
            Bytes value = random.oneIn(2) ? Bytes.of(random.nextInt(3) + 1) : random.bytes(random.between(1, 40));
            model.put(key, value);
            assertThat(trie.put(key, value)).isEqualTo(before);
        }
    }

    @Test
    void provesWhatItHoldsAndWhatItDoesNot() {
        Seeds.forEach(30, random -> {
            StoredTrie stored = new StoredTrie(1 << 20);
            SortedMap<Bytes, Bytes> model = new TreeMap<>();
            for (int i = random.nextInt(40); i > 0; i--) {
                change(random, stored.trie(), model);
            }
            Hash root = stored.commit();
            for (int i = 0; i < 30; i++) {
                Bytes key = Bytes.of(random.nextInt(4) * 16, random.nextInt(4) * 17, random.nextInt(8), 1);
                List<Bytes> proof = stored.trie().prove(key);

                assertThat(Proof.verify(root, key, proof)).isEqualTo(Optional.ofNullable(model.get(key)));
                refusesEveryDamage(random, root, key, proof);
            }
        });
    }

    private static void refusesEveryDamage(Seeds random, Hash root, Bytes key, List<Bytes> proof) {
        List<Bytes> longer = new ArrayList<>(proof);
        longer.add(random.bytes(40));
        assertThatThrownBy(() -> Proof.verify(root, key, longer)).isInstanceOf(MalformedException.class);
        if (proof.isEmpty()) {
            return;
        }
        assertThatThrownBy(() -> Proof.verify(root, key, proof.subList(0, proof.size() - 1)))
                .isInstanceOf(MalformedException.class);
        int at = random.nextInt(proof.size());
        Bytes damaged = random.damage(proof.get(at));
        if (!damaged.equals(proof.get(at))) {
            List<Bytes> changed = new ArrayList<>(proof);
            changed.set(at, damaged);
            assertThatThrownBy(() -> Proof.verify(root, key, changed)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void anUnchangedTrieWritesNothing() {
        StoredTrie stored = new StoredTrie(0);
        stored.set(Bytes.of(1, 2), Optional.of(Bytes.of(9)));
        stored.set(Bytes.of(1, 3), Optional.of(Bytes.of(9)));
        stored.commit();
        stored.set(Bytes.of(1, 3), Optional.of(Bytes.of(9)));
        stored.set(Bytes.of(7, 7), Optional.empty());
        TrieChanges changes = stored.trie().commit();

        assertThat(changes.written()).isEmpty();
        assertThat(changes.removed()).isEmpty();
    }

    @Test
    void theCacheStaysWithinItsBound() {
        NodeCache cache = new NodeCache(100_000);
        MerklePatriciaTrie trie =
                new MerklePatriciaTrie(MerklePatriciaTrie.EMPTY_ROOT, (path, hash) -> Bytes.EMPTY, cache);
        Seeds random = Seeds.of(1);
        for (int i = 0; i < 2000; i++) {
            trie.put(random.bytes(32), random.bytes(40));
        }
        trie.commit();

        assertThat(cache.sizeBytes()).isBetween(1L, 101_000L);
    }
}
