package io.vigil.storage.trie;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Bytes;
import io.vigil.types.RlpWriter;
import io.vigil.types.testing.Seeds;
import org.junit.jupiter.api.Test;

class NodeCodecTest {
    @Test
    void aLeafIsTheListOfItsPathAndItsValueWhateverTheirSizes() {
        Seeds random = Seeds.of(1);
        for (int nibbles = 0; nibbles <= 130; nibbles++) {
            for (int size :
                    new int[] {1, 2, 20, 33, 54, 55, 56, 57, 110, 200, 219, 220, 221, 254, 255, 256, 300, 70_000}) {
                int from = random.nextInt(nibbles + 1);
                byte[] path = new byte[nibbles];
                for (int i = 0; i < nibbles; i++) {
                    path[i] = (byte) random.nextInt(16);
                }
                Bytes value = random.bytes(size);
                Bytes rest = Bytes.wrap(Nibbles.toHexPrefix(Nibbles.from(path, from), true));

                assertThat(Bytes.wrap(NodeCodec.leaf(path, from, value.shared())))
                        .as("%d nibbles from %d, value of %d bytes", nibbles, from, size)
                        .isEqualTo(RlpWriter.listOf(leaf -> leaf.bytes(rest).bytes(value)));
            }
        }
    }
}
