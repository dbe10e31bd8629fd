package io.vigil.timesync.roughtime;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A question for the time.
 *
 * @param packet the whole datagram
 * @param versions the version words offered, as sent; empty on Google's wire
 * @param server the hash of the key that is expected to answer; empty when not named
 * @param type the value of TYPE; empty when absent
 */
public record RoughtimeRequest(Bytes packet, List<Integer> versions, Bytes nonce, Bytes server, Bytes type) {
    /** Replies are never larger, so a forged sender gains nothing; 12 bytes of frame come on top when we ask. */
    public static final int MIN_BYTES = 1024;

    static final int MAX_VERSIONS = 32;

    private static final int SERVER_PREFIX = 0xff;
    private static final int SERVER_BYTES = 32;
    private static final int TAG_BYTES = 8;

    public RoughtimeRequest {
        versions = List.copyOf(versions);
    }

    /**
     * A request that offers {@code dialects}; {@link Dialect#GOOGLE} can only stand alone.
     *
     * @param nonce {@code hashBytes} of the dialect in length: random, or derived from the reply before
     */
    public static RoughtimeRequest ask(List<Dialect> dialects, Bytes publicKey, Bytes nonce) {
        if (dialects.equals(List.of(Dialect.GOOGLE))) {
            return google(nonce);
        }
        List<Integer> versions = dialects.stream()
                .map(Dialect::version)
                .sorted(Integer::compareUnsigned)
                .toList();
        if (dialects.contains(Dialect.GOOGLE) || versions.isEmpty() || nonce.size() != 32) {
            throw new IllegalArgumentException("cannot offer " + dialects + " with a nonce of " + nonce.size());
        }
        Map<Integer, Bytes> values = new HashMap<>();
        values.put(Tag.VER, LittleEndian.of32s(versions));
        values.put(Tag.NONC, nonce);
        if (dialects.stream().anyMatch(Dialect::hasServerTag)) {
            values.put(Tag.SRV, server(publicKey));
        }
        if (dialects.stream().anyMatch(Dialect::coversRequest)) {
            values.put(Tag.TYPE, LittleEndian.of32(0));
        }
        Bytes packet = Packet.frame(padded(values, Tag.ZZZZ));
        return new RoughtimeRequest(
                packet,
                versions,
                nonce,
                values.getOrDefault(Tag.SRV, Bytes.EMPTY),
                values.getOrDefault(Tag.TYPE, Bytes.EMPTY));
    }

    private static RoughtimeRequest google(Bytes nonce) {
        if (nonce.size() != Dialect.GOOGLE.hashBytes()) {
            throw new IllegalArgumentException("a nonce of " + nonce.size() + " bytes");
        }
        Map<Integer, Bytes> values = new HashMap<>(Map.of(Tag.NONC, nonce));
        return new RoughtimeRequest(padded(values, Tag.PAD), List.of(), nonce, Bytes.EMPTY, Bytes.EMPTY);
    }

    private static Bytes padded(Map<Integer, Bytes> values, int tag) {
        int size = TAG_BYTES * (values.size() + 1)
                + values.values().stream().mapToInt(Bytes::size).sum();
        values.put(tag, Bytes.wrap(new byte[MIN_BYTES - size]));
        return RoughtimeMessage.of(values).encode();
    }

    /** How a request names the key that is to answer: the first half of SHA-512(0xff ‖ key). */
    public static Bytes server(Bytes publicKey) {
        return Sha512.first(SERVER_BYTES, SERVER_PREFIX, publicKey);
    }

    /** @throws MalformedException if this is no request at all; what a server demands beyond that is its own matter */
    public static RoughtimeRequest parse(Bytes packet) throws MalformedException {
        boolean framed = Packet.isFramed(packet);
        RoughtimeMessage message = RoughtimeMessage.decode(framed ? Packet.unframe(packet) : packet);
        Bytes nonce = message.value(Tag.NONC).orElseThrow(() -> new MalformedException("a request without a nonce"));
        int expected = framed ? 32 : Dialect.GOOGLE.hashBytes();
        if (nonce.size() != expected) {
            throw new MalformedException("a nonce of " + nonce.size() + " bytes, not " + expected);
        }
        List<Integer> versions = framed ? message.words(Tag.VER) : List.of();
        if (framed && (versions.isEmpty() || versions.size() > MAX_VERSIONS)) {
            throw new MalformedException("a request that offers " + versions.size() + " versions");
        }
        return new RoughtimeRequest(
                packet,
                versions,
                nonce,
                message.value(Tag.SRV).orElse(Bytes.EMPTY),
                message.value(Tag.TYPE).orElse(Bytes.EMPTY));
    }

    boolean isFramed() {
        return Packet.isFramed(packet);
    }
}
