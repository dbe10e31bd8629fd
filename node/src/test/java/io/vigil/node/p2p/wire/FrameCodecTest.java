package io.vigil.node.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.config.Endpoint;
import io.vigil.node.p2p.AddressRecord;
import io.vigil.node.p2p.Budget;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.OutgoingQueue;
import io.vigil.node.p2p.Role;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.testing.Seeds;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameCodecTest {
    private static final Hash GENESIS = Hash.fromHex("0x" + "11".repeat(32));
    private static final Role VALIDATOR = new Role.Validator(zeros(48), zeros(96));
    private static final AddressRecord RECORD =
            new AddressRecord(new NodeId(zeros(32)), new Endpoint("node.example", 30303), 9, VALIDATOR, zeros(64));

    static Stream<Frame> frames() {
        return Stream.of(
                new Frame.Hello(
                        new Frame.Versions(1, 3),
                        "vigil/0.1",
                        -1,
                        GENESIS,
                        -7,
                        0xffff,
                        List.of(RECORD),
                        VALIDATOR,
                        1_600_000_000_000L),
                new Frame.Hello(Frame.SPOKEN, "", 0, GENESIS, 0, 0, List.of(), new Role.Observer(), -1),
                new Frame.Ping(Long.MIN_VALUE),
                new Frame.Pong(5, 6),
                new Frame.Part(Channel.CONSENSUS, 3, Bytes.of(1, 2, 3)),
                new Frame.Part(Channel.TRANSACTIONS, 0, zeros(100_000)),
                new Frame.Addresses(Collections.nCopies(Frame.MAX_ADDRESSES, RECORD)),
                new Frame.Goodbye("so long"));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void readsWhatItWrote(Frame frame) throws MalformedException {
        assertThat(FrameCodec.decode(body(FrameCodec.encode(frame)))).isEqualTo(frame);
    }

    @Test
    void hasGoldenBytes() {
        assertThat(hex(new Frame.Part(Channel.SYNC, 300, Bytes.of(0xaa, 0xbb))))
                .isEqualTo("0x0000000b" + "2209" + "0801" + "10ac02" + "1a02aabb");
        assertThat(hex(new Frame.Ping(1))).isEqualTo("0x00000004" + "12020801");
        assertThat(hex(new Frame.Goodbye("ab"))).isEqualTo("0x00000006" + "32040a026162");
    }

    @Test
    void writesAPieceAsAPart() throws MalformedException {
        OutgoingQueue queue = new OutgoingQueue(Budget.unlimited());
        queue.offer(Channel.SYNC, zeros(OutgoingQueue.PIECE_BYTES + 5));

        assertThat(FrameCodec.decode(body(FrameCodec.encode(queue.next().orElseThrow()))))
                .isEqualTo(
                        new Frame.Part(Channel.SYNC, OutgoingQueue.PIECE_BYTES + 5, zeros(OutgoingQueue.PIECE_BYTES)));
        assertThat(FrameCodec.decode(body(FrameCodec.encode(queue.next().orElseThrow()))))
                .isEqualTo(new Frame.Part(Channel.SYNC, 0, zeros(5)));
    }

    @Test
    void signsAddressesOverGoldenBytes() {
        assertThat(RECORD.message(GENESIS).slice(0, 20 + 32).toHex())
                .isEqualTo("0x" + hexOf("vigil/p2p/address/v1") + "11".repeat(32));
        assertThat(RECORD.message(GENESIS).slice(84, 36).toHex())
                .isEqualTo("0x" + "0000000000000009" + "000000000000765f" + "000000000000000c" + hexOf("node.example"));
    }

    static Stream<byte[]> wrong() {
        return Stream.of(
                new byte[0],
                new byte[] {(byte) 0xff},
                Bytes.fromHex("0x22020804").toArray(), // channel 4
                Bytes.fromHex("0x22020801" + "12020801").toArray(), // something after a part
                Bytes.fromHex("0x12020801" + "22020801").toArray(), // a part after something
                Bytes.fromHex("0x22022001").toArray(), // a field that no part has
                Bytes.fromHex("0x2206" + "10ffffffff0f").toArray(), // 2³² - 1 bytes
                Bytes.fromHex("0x0a020801").toArray(), // HELLO without a genesis
                Bytes.fromHex("0x2a00".repeat(1) + "2a8101" + "0a00".repeat(65) + "00")
                        .toArray(),
                new byte[70_000]);
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void refusesWhatIsNoFrame(byte[] bytes) {
        assertThatThrownBy(() -> FrameCodec.decode(bytes)).isInstanceOf(MalformedException.class);
    }

    @Test
    void takesNoControlCharactersIntoTheLog() throws MalformedException {
        Frame frame = FrameCodec.decode(body(FrameCodec.encode(new Frame.Goodbye("a\u001b[31m\nb\u202e"))));

        assertThat(frame).isEqualTo(new Frame.Goodbye("a?[31m?b?"));
    }

    @Test
    void neverThrowsAnythingElseWhateverTheBytes() {
        List<byte[]> templates =
                frames().map(frame -> body(FrameCodec.encode(frame))).toList();
        Seeds.forEach(20_000, random -> {
            byte[] bytes = random.pick(templates).clone();
            for (int change = 1 + random.nextInt(3); change > 0 && bytes.length > 0; change--) {
                bytes[random.nextInt(Math.min(bytes.length, 400))] = (byte) random.nextLong();
            }
            try {
                FrameCodec.decode(bytes);
            } catch (MalformedException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        });
    }

    private static byte[] body(byte[] frame) {
        return Arrays.copyOfRange(frame, FrameCodec.LENGTH_BYTES, frame.length);
    }

    private static String hex(Frame frame) {
        return Bytes.wrap(FrameCodec.encode(frame)).toHex();
    }

    private static String hexOf(String ascii) {
        return Bytes.wrap(ascii.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .toHex()
                .substring(2);
    }

    private static Bytes zeros(int size) {
        return Bytes.wrap(new byte[size]);
    }
}
