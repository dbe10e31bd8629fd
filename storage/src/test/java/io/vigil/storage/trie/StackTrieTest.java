package io.vigil.storage.trie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.Bytes;
import io.vigil.types.RlpWriter;
import io.vigil.types.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StackTrieTest {
    @Test
    void theOrderedRootIsThatOfTheTrieOfIndexes() {
        Seeds random = Seeds.of(3);
        for (int size : new int[] {0, 1, 2, 3, 16, 17, 127, 128, 129, 130, 255, 256, 257, 700}) {
            List<Bytes> values = new ArrayList<>();
            StoredTrie trie = new StoredTrie(0);
            for (int i = 0; i < size; i++) {
                values.add(random.bytes(random.between(1, 60)));
                trie.trie().put(new RlpWriter().number(i).toBytes(), values.get(i));
            }

            assertThat(StackTrie.orderedRoot(values)).as(size + " values").isEqualTo(trie.commit());
        }
    }

    @Test
    void refusesKeysOutOfOrder() {
        StackTrie trie = new StackTrie((path, encoded) -> {});
        trie.add(Bytes.of(5), Bytes.of(1));

        assertThatThrownBy(() -> trie.add(Bytes.of(5), Bytes.of(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> trie.add(Bytes.of(4), Bytes.of(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> trie.add(Bytes.of(5, 1), Bytes.of(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> trie.add(Bytes.of(6), Bytes.EMPTY)).isInstanceOf(IllegalArgumentException.class);
    }
}
