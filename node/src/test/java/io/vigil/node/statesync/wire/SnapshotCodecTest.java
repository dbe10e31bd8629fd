package io.vigil.node.statesync.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.statesync.messages.Offer;
import io.vigil.node.statesync.messages.SnapshotMessage;
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

class SnapshotCodecTest {
    private static final Hash HASH = Hash.fromHex("0x" + "ab".repeat(32));
    private static final Offer OFFER = new Offer(HASH, Hash.ZERO, 300, 1L << 40);

    static Stream<SnapshotMessage> messages() {
        return Stream.of(
                new SnapshotMessage.GetOffers(-1),
                new SnapshotMessage.Offers(0, List.of()),
                new SnapshotMessage.Offers(7, Collections.nCopies(SnapshotMessage.MAX_OFFERS, OFFER)),
                new SnapshotMessage.GetPart(Long.MAX_VALUE, HASH, 0, 0),
                new SnapshotMessage.GetPart(3, HASH, 70_000, 31 << 20),
                new SnapshotMessage.Part(5, 1, Bytes.of(9)),
                new SnapshotMessage.Part(5, 16 << 20, Bytes.wrap(new byte[SnapshotMessage.PART_BYTES])),
                new SnapshotMessage.PartMissing(2));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void readsWhatItWrote(SnapshotMessage message) throws MalformedException {
        assertThat(SnapshotCodec.decode(SnapshotCodec.encode(message))).isEqualTo(message);
    }

    @Test
    void hasGoldenBytes() {
        assertThat(SnapshotCodec.encode(new SnapshotMessage.GetPart(1, HASH, 2, 1 << 20))
                        .toHex())
                .isEqualTo("0x1a2a" + "0801" + "1220" + "ab".repeat(32) + "1802" + "20808040");
        assertThat(SnapshotCodec.encode(new SnapshotMessage.Part(5, 300, Bytes.of(1, 2)))
                        .toHex())
                .isEqualTo("0x2209" + "0805" + "10ac02" + "1a020102");
    }

    static Stream<Bytes> wrong() {
        return Stream.of(
                Bytes.EMPTY,
                Bytes.of(0),
                Bytes.fromHex("0x1a2a" + "0801" + "1220" + "ab".repeat(32) + "1802" + "20818040"), // offset 1 MiB + 1
                Bytes.fromHex("0x1a06" + "0801" + "1202abab"), // a hash of two bytes
                Bytes.fromHex("0x2207" + "0805" + "1001" + "1a00"), // an empty part
                Bytes.fromHex("0x2208" + "0805" + "1000" + "1a0101"), // more than the whole
                Bytes.fromHex("0x2204" + "0805" + "2001"), // an unknown field
                Bytes.concat(SnapshotCodec.encode(new SnapshotMessage.Part(5, 1, Bytes.of(9))), Bytes.of(0x08, 1)),
                Bytes.wrap(new byte[100_000]));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void refusesWhatIsNoMessage(Bytes bytes) {
        assertThatThrownBy(() -> SnapshotCodec.decode(bytes)).isInstanceOf(MalformedException.class);
    }

    @Test
    void takesNoMoreOffersThanANodeKeeps() {
        Bytes seventeen = Bytes.fromHex("0x1222" + "1200".repeat(17));

        assertThatThrownBy(() -> SnapshotCodec.decode(seventeen))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("17 snapshots");
    }

    @Test
    void takesNoLargerPartThanOneIsAskedFor() {
        byte[] large = new byte[SnapshotMessage.PART_BYTES + 1];
        // written by hand: request 1, 2 MiB in all, content
        Bytes content =
                Bytes.concat(Bytes.fromHex("0x0801" + "1080808001" + "1a"), varint(large.length), Bytes.wrap(large));
        Bytes frame = Bytes.concat(Bytes.of(0x22), varint(content.size()), content);

        assertThatThrownBy(() -> SnapshotCodec.decode(frame))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("a part of 1048577 bytes");
    }

    @Test
    void neverThrowsAnythingElseWhateverTheBytes() {
        List<Bytes> templates = messages()
                .map(SnapshotCodec::encode)
                .filter(bytes -> bytes.size() < 10_000)
                .toList();
        Seeds.forEach(20_000, random -> {
            byte[] bytes = templates.get(random.nextInt(templates.size())).toArray();
            for (int change = 1 + random.nextInt(3); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextLong();
            }
            try {
                SnapshotCodec.decode(Bytes.copyOf(bytes, 0, random.nextInt(bytes.length + 1)));
            } catch (MalformedException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        });
    }

    private static Bytes varint(int number) {
        return Bytes.of(
                (number & 0x7f) | 0x80, ((number >>> 7) & 0x7f) | 0x80, ((number >>> 14) & 0x7f) | 0x80, number >>> 21);
    }
}
