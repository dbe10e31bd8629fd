package io.vigil.node.p2p.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.vigil.node.config.Endpoint;
import io.vigil.node.p2p.AddressRecord;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.OutgoingQueue;
import io.vigil.node.p2p.Role;
import io.vigil.node.p2p.wire.v1.Addresses;
import io.vigil.node.p2p.wire.v1.Goodbye;
import io.vigil.node.p2p.wire.v1.Hello;
import io.vigil.node.p2p.wire.v1.Part;
import io.vigil.node.p2p.wire.v1.Ping;
import io.vigil.node.p2p.wire.v1.Pong;
import io.vigil.node.p2p.wire.v1.SignedAddress;
import io.vigil.node.p2p.wire.v1.Validator;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Frames to and from bytes. Whatever decodes is within its limits; whether it is true is judged elsewhere. */
public final class FrameCodec {
    /** DESIGN §2 Peers. A frame of ours is a piece at most, so this leaves room for other choices. */
    public static final int MAX_FRAME_BYTES = 4 << 20;

    /** A HELLO with everything in it has about 700 bytes; a stranger gets no more memory than this. */
    public static final int MAX_HELLO_BYTES = 4 << 10;

    /** The frame's length, big-endian, before it. */
    public static final int LENGTH_BYTES = 4;

    /** Frames that are no pieces are small: 64 addresses have 30 KiB. */
    private static final int MAX_SMALL_BYTES = 64 << 10;

    private static final int PART_TAG = io.vigil.node.p2p.wire.v1.Frame.PART_FIELD_NUMBER << 3 | 2;
    private static final int CHANNEL_TAG = Part.CHANNEL_FIELD_NUMBER << 3;
    private static final int TOTAL_TAG = Part.TOTAL_BYTES_FIELD_NUMBER << 3;
    private static final int CONTENT_TAG = Part.CONTENT_FIELD_NUMBER << 3 | 2;

    private static final int MAX_CLIENT_CHARS = 64;
    private static final Channel[] CHANNELS = Channel.values();

    private FrameCodec() {}

    /** The frame with its length before it. */
    public static byte[] encode(Frame frame) {
        return withLength(message(frame));
    }

    /** A piece as a frame, with its length before it; the message's bytes are copied once. */
    public static byte[] encode(OutgoingQueue.Piece piece) {
        Part.Builder part = Part.newBuilder()
                .setChannel(piece.channel().ordinal())
                .setContent(UnsafeByteOperations.unsafeWrap(piece.message().shared(), piece.offset(), piece.length()));
        if (piece.isFirst()) {
            part.setTotalBytes(piece.message().size());
        }
        return withLength(newFrame().setPart(part).build());
    }

    /** Reads a frame without its length. */
    public static Frame decode(byte[] bytes) throws MalformedException {
        WireReader reader = WireReader.of(bytes);
        if (bytes.length > 0 && reader.peekTag() == PART_TAG) {
            return part(reader);
        }
        if (bytes.length > MAX_SMALL_BYTES) {
            throw new MalformedException("a frame of " + bytes.length + " bytes that is no piece of a message");
        }
        try {
            return frame(io.vigil.node.p2p.wire.v1.Frame.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("not a frame: " + e.getMessage(), e);
        }
    }

    /** Nearly all that is ever received, and all that is large. */
    private static Frame part(WireReader frame) throws MalformedException {
        frame.tag();
        WireReader part = frame.message();
        int channel = 0;
        int totalBytes = 0;
        Bytes content = Bytes.EMPTY;
        while (part.hasMore()) {
            int tag = part.tag();
            switch (tag) {
                case CHANNEL_TAG -> channel = part.smallNumber();
                case TOTAL_TAG -> totalBytes = part.smallNumber();
                case CONTENT_TAG -> content = part.bytes();
                default -> throw WireReader.unexpected("part", tag);
            }
        }
        if (frame.hasMore() || channel >= CHANNELS.length) {
            throw new MalformedException(
                    frame.hasMore() ? "something after a part" : "no channel has number " + channel);
        }
        return new Frame.Part(CHANNELS[channel], totalBytes, content);
    }

    private static Frame frame(io.vigil.node.p2p.wire.v1.Frame message) throws MalformedException {
        return switch (message.getKindCase()) {
            case HELLO -> hello(message.getHello());
            case PING -> new Frame.Ping(message.getPing().getNonce());
            case PONG ->
                new Frame.Pong(message.getPong().getNonce(), message.getPong().getUnixMillis());
            case PART -> throw new MalformedException("a part within another frame");
            case ADDRESSES -> new Frame.Addresses(records(message.getAddresses().getAddressesList()));
            case GOODBYE ->
                new Frame.Goodbye(text("goodbye", message.getGoodbye().getReason(), Frame.MAX_REASON_CHARS));
            case KIND_NOT_SET -> throw new MalformedException("a frame of no known kind");
        };
    }

    private static Frame hello(Hello hello) throws MalformedException {
        return new Frame.Hello(
                versions(hello),
                text("client", hello.getClient(), MAX_CLIENT_CHARS),
                hello.getChainId(),
                new Hash(bytes("genesis", hello.getGenesis(), Hash.SIZE)),
                hello.getInstance(),
                port(hello.getListenPort()),
                hello.hasAddress() ? List.of(address(hello.getAddress())) : List.of(),
                hello.hasValidator() ? validator(hello.getValidator()) : new Role.Observer(),
                hello.getUnixMillis());
    }

    private static Frame.Versions versions(Hello hello) throws MalformedException {
        int newest = hello.getProtocol();
        int oldest = hello.getOldestProtocol() == 0 ? newest : hello.getOldestProtocol();
        if (Integer.compareUnsigned(oldest, newest) > 0) {
            throw new MalformedException("a HELLO with protocols " + Integer.toUnsignedString(oldest) + " to "
                    + Integer.toUnsignedString(newest));
        }
        return new Frame.Versions(oldest, newest);
    }

    private static List<AddressRecord> records(List<SignedAddress> addresses) throws MalformedException {
        if (addresses.size() > Frame.MAX_ADDRESSES) {
            throw new MalformedException(addresses.size() + " addresses, more than " + Frame.MAX_ADDRESSES);
        }
        List<AddressRecord> records = new ArrayList<>(addresses.size());
        for (SignedAddress address : addresses) {
            records.add(address(address));
        }
        return records;
    }

    private static AddressRecord address(SignedAddress address) throws MalformedException {
        return new AddressRecord(
                new NodeId(bytes("node id", address.getNode(), NodeId.SIZE)),
                endpoint(address.getHost(), address.getPort()),
                address.getSequence(),
                address.hasValidator() ? validator(address.getValidator()) : new Role.Observer(),
                bytes("address signature", address.getSignature(), AddressRecord.SIGNATURE_BYTES));
    }

    private static Role validator(Validator validator) throws MalformedException {
        return new Role.Validator(
                bytes("BLS key", validator.getBlsKey(), Role.Validator.KEY_BYTES),
                bytes("BLS signature", validator.getSignature(), Role.Validator.SIGNATURE_BYTES));
    }

    private static Endpoint endpoint(String host, int port) throws MalformedException {
        if (!host.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '@' && c != '[' && c != ']')) {
            throw new MalformedException("not the name of a host: " + text("host", host, Integer.MAX_VALUE));
        }
        try {
            return new Endpoint(host, port(port));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("not an endpoint: " + e.getMessage(), e);
        }
    }

    private static int port(int port) throws MalformedException {
        if (port < 0 || port > 0xffff) {
            throw new MalformedException("no port has number " + Integer.toUnsignedString(port));
        }
        return port;
    }

    /** Text of a stranger ends in logs: without control characters. */
    private static String text(String what, String text, int maxChars) throws MalformedException {
        if (text.length() > maxChars) {
            throw new MalformedException(what + " of " + text.length() + " characters, more than " + maxChars);
        }
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
    }

    private static Bytes bytes(String what, ByteString value, int size) throws MalformedException {
        if (value.size() != size) {
            throw new MalformedException(what + " of " + value.size() + " bytes instead of " + size);
        }
        return Bytes.wrap(value.toByteArray());
    }

    private static io.vigil.node.p2p.wire.v1.Frame message(Frame frame) {
        io.vigil.node.p2p.wire.v1.Frame.Builder message = newFrame();
        switch (frame) {
            case Frame.Hello hello -> message.setHello(hello(hello));
            case Frame.Ping(long nonce) -> message.setPing(Ping.newBuilder().setNonce(nonce));
            case Frame.Pong(long nonce, long unixMillis) ->
                message.setPong(Pong.newBuilder().setNonce(nonce).setUnixMillis(unixMillis));
            case Frame.Part(Channel channel, int totalBytes, Bytes content) ->
                message.setPart(Part.newBuilder()
                        .setChannel(channel.ordinal())
                        .setTotalBytes(totalBytes)
                        .setContent(wrap(content)));
            case Frame.Addresses(List<AddressRecord> records) ->
                message.setAddresses(Addresses.newBuilder()
                        .addAllAddresses(
                                records.stream().map(FrameCodec::address).toList()));
            case Frame.Goodbye(String reason) ->
                message.setGoodbye(Goodbye.newBuilder()
                        .setReason(reason.substring(0, Math.min(reason.length(), Frame.MAX_REASON_CHARS))));
        }
        return message.build();
    }

    private static Hello hello(Frame.Hello hello) {
        Hello.Builder message = Hello.newBuilder()
                .setProtocol(hello.versions().newest())
                .setClient(hello.client())
                .setChainId(hello.chainId())
                .setGenesis(wrap(hello.genesis().bytes()))
                .setInstance(hello.instance())
                .setListenPort(hello.listenPort())
                .setUnixMillis(hello.unixMillis());
        if (hello.versions().oldest() != hello.versions().newest()) {
            message.setOldestProtocol(hello.versions().oldest());
        }
        hello.address().ifPresent(address -> message.setAddress(address(address)));
        if (hello.role() instanceof Role.Validator validator) {
            message.setValidator(validator(validator));
        }
        return message.build();
    }

    private static SignedAddress address(AddressRecord address) {
        SignedAddress.Builder message = SignedAddress.newBuilder()
                .setNode(wrap(address.id().bytes()))
                .setHost(address.endpoint().host())
                .setPort(address.endpoint().port())
                .setSequence(address.sequence())
                .setSignature(wrap(address.signature()));
        if (address.role() instanceof Role.Validator validator) {
            message.setValidator(validator(validator));
        }
        return message.build();
    }

    private static Validator validator(Role.Validator validator) {
        return Validator.newBuilder()
                .setBlsKey(wrap(validator.blsKey()))
                .setSignature(wrap(validator.signature()))
                .build();
    }

    private static ByteString wrap(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.shared());
    }

    private static io.vigil.node.p2p.wire.v1.Frame.Builder newFrame() {
        return io.vigil.node.p2p.wire.v1.Frame.newBuilder();
    }

    private static byte[] withLength(io.vigil.node.p2p.wire.v1.Frame frame) {
        int size = frame.getSerializedSize();
        byte[] array = new byte[LENGTH_BYTES + size];
        for (int i = 0; i < LENGTH_BYTES; i++) {
            array[i] = (byte) (size >>> (24 - 8 * i));
        }
        try {
            frame.writeTo(CodedOutputStream.newInstance(array, LENGTH_BYTES, size));
        } catch (IOException e) {
            throw new IllegalStateException("writing an array cannot fail", e);
        }
        return array;
    }
}
