package io.vigil.node.sync.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.sync.BlockBytes;
import io.vigil.node.sync.FinalityProof;
import io.vigil.node.sync.SyncMessage;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.testing.Seeds;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SyncCodecTest {
    private static final Hash HASH = Hash.fromHex("0x" + "ab".repeat(32));
    private static final BlockBytes BLOCK = new BlockBytes(Bytes.of(1, 2), Bytes.of(3), Bytes.of(4, 5, 6));

    static Stream<SyncMessage> messages() {
        return Stream.of(
                new SyncMessage.Head(7, HASH),
                new SyncMessage.GetBlocks(-1, 0, 64),
                new SyncMessage.BlockRange(
                        300,
                        List.of(BLOCK, new BlockBytes(Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY)),
                        new FinalityProof(Bytes.of(9), List.of(Bytes.of(8), Bytes.EMPTY))),
                new SyncMessage.GetBlock(Long.MAX_VALUE, HASH),
                new SyncMessage.BlockFound(2, BLOCK),
                new SyncMessage.BlockMissing(0));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void readsWhatItWrote(SyncMessage message) throws MalformedException {
        assertThat(SyncCodec.decode(SyncCodec.encode(message))).isEqualTo(message);
    }

    @Test
    void hasGoldenBytes() {
        assertThat(SyncCodec.encode(new SyncMessage.GetBlocks(1, 300, 64)).toHex())
                .isEqualTo("0x12070801" + "10ac02" + "1840");
        assertThat(SyncCodec.encode(new SyncMessage.BlockFound(5, BLOCK)).toHex())
                .isEqualTo("0x2a10" + "0805" + "120c" + "0a020102" + "120103" + "1a03040506");
    }

    static Stream<Bytes> wrong() {
        return Stream.of(
                Bytes.EMPTY,
                Bytes.of(0),
                Bytes.of(0xff, 0xff, 0xff, 0xff),
                Bytes.fromHex("0x12020841"), // a block range of no known field
                SyncCodec.encode(new SyncMessage.GetBlock(1, HASH)).slice(0, 20),
                Bytes.fromHex("0x1206080110021841"), // 65 blocks
                Bytes.fromHex("0x120408011002"), // 0 blocks
                Bytes.fromHex("0x120b0801" + "10ffffffffffffffff7f" + "18"), // truncated
                Bytes.fromHex("0x1a020801"), // a range without blocks
                Bytes.concat(SyncCodec.encode(new SyncMessage.BlockFound(5, BLOCK)), Bytes.of(0x08, 1)),
                Bytes.wrap(new byte[100_000]));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void refusesWhatIsNoMessage(Bytes bytes) {
        assertThatThrownBy(() -> SyncCodec.decode(bytes)).isInstanceOf(MalformedException.class);
    }

    @Test
    void countsBlocksAndHeadersBeforeItKeepsThem() {
        Bytes manyBlocks = Bytes.fromHex("0x1a8201" + "1200".repeat(65));
        assertThatThrownBy(() -> SyncCodec.decode(manyBlocks))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("more than 64 blocks");
        Bytes manyHeaders = Bytes.fromHex("0x1a8510" + "1a8210" + "1200".repeat(FinalityProof.MAX_HEADERS + 1));
        assertThatThrownBy(() -> SyncCodec.decode(manyHeaders))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("more than 1024 headers");
    }

    @Test
    void neverThrowsAnythingElseWhateverTheBytes() {
        List<Bytes> templates = messages().map(SyncCodec::encode).toList();
        Seeds.forEach(20_000, random -> {
            byte[] bytes = templates.get(random.nextInt(templates.size())).toArray();
            for (int change = 1 + random.nextInt(3); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextLong();
            }
            try {
                SyncCodec.decode(Bytes.copyOf(bytes, 0, random.nextInt(bytes.length + 1)));
            } catch (MalformedException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        });
    }

    @Test
    void packsTransactionsIntoAsFewMessagesAsHoldThem() throws MalformedException {
        List<Bytes> transactions = Collections.nCopies(30, Bytes.wrap(new byte[100_000]));

        List<Bytes> messages = GossipCodec.encode(transactions);

        assertThat(messages).hasSize(3).allMatch(message -> message.size() <= 1 << 20);
        assertThat(GossipCodec.decode(messages.getFirst()).transactions()).hasSize(10);
        assertThat(GossipCodec.encode(List.of())).isEmpty();
        assertThat(GossipCodec.encode(List.of(Bytes.wrap(new byte[1 << 20])))).isEmpty();
        assertThat(GossipCodec.encode(Collections.nCopies(5_000, Bytes.of(1)))).hasSize(2);
    }

    @Test
    void refusesGossipOfTooManyTransactions() {
        Bytes message = Bytes.fromHex("0x" + "0a00".repeat(GossipCodec.MAX_TRANSACTIONS + 1));

        assertThatThrownBy(() -> GossipCodec.decode(message)).isInstanceOf(MalformedException.class);
    }
}
