package io.vigil.storage.trie;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.testing.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ethereum's TrieTests, except nextprev, which asks for an iteration that nothing here needs. */
class TrieConformanceTest {
    private record Change(Bytes key, Optional<Bytes> value) {}

    @ParameterizedTest
    @CsvSource({
        "trietest.json, false, 5",
        "trietest_secureTrie.json, true, 3",
        "trieanyorder.json, false, 7",
        "trieanyorder_secureTrie.json, true, 7",
        "hex_encoded_securetrie_test.json, true, 3"
    })
    void meetsTheRootsOfEthereum(String file, boolean hashedKeys, int count) {
        JsonNode cases = Vectors.json(Vectors.at("evm/ethereum-tests/TrieTests/" + file));
        int run = 0;
        for (Map.Entry<String, JsonNode> test : cases.properties()) {
            List<Change> changes = changes(test.getValue().get("in"), hashedKeys);
            Hash root = Hash.fromHex(test.getValue().get("root").asText());

            assertThat(rootOf(changes, changes.size())).as(test.getKey()).isEqualTo(root);
            assertThat(rootOf(changes, 1)).as(test.getKey() + " in steps").isEqualTo(root);
            if (hashedKeys) {
                assertThat(stackRootOf(changes)).as(test.getKey() + " in order").isEqualTo(root);
            }
            run++;
        }
        System.out.println("TrieTests " + file + ": " + run + " passed");
        assertThat(run).isEqualTo(count);
    }

    private static Hash rootOf(List<Change> changes, int perCommit) {
        StoredTrie stored = new StoredTrie(0);
        Hash root = MerklePatriciaTrie.EMPTY_ROOT;
        int pending = 0;
        for (Change change : changes) {
            stored.set(change.key(), change.value());
            if (++pending == perCommit) {
                root = stored.commit();
                pending = 0;
            }
        }
        return root;
    }

    private static Hash stackRootOf(List<Change> changes) {
        Map<Bytes, Bytes> last = new TreeMap<>();
        for (Change change : changes) {
            change.value().ifPresentOrElse(value -> last.put(change.key(), value), () -> last.remove(change.key()));
        }
        StackTrie trie = new StackTrie((path, encoded) -> {});
        last.forEach(trie::add);
        return trie.finish();
    }

    private static List<Change> changes(JsonNode in, boolean hashedKeys) {
        List<Change> changes = new ArrayList<>();
        if (in.isArray()) {
            in.forEach(pair -> changes.add(change(pair.get(0).asText(), pair.get(1), hashedKeys)));
        } else {
            in.properties().forEach(pair -> changes.add(change(pair.getKey(), pair.getValue(), hashedKeys)));
        }
        return changes;
    }

    private static Change change(String key, JsonNode value, boolean hashedKeys) {
        Bytes raw = bytes(key);
        Bytes path = hashedKeys ? Keccak.hash(raw).bytes() : raw;
        return new Change(path, value.isNull() ? Optional.empty() : Optional.of(bytes(value.asText())));
    }

    private static Bytes bytes(String text) {
        return text.startsWith("0x") ? Bytes.fromHex(text) : Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
