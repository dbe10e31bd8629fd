package io.vigil.timesync.roughtime;

import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers requests of one dialect with one delegated key: a tree over the batch, one signature for all. */
public final class ReplySigner {
    /** So that a path has at most six nodes, and a reply stays far below the smallest request. */
    public static final int MAX_BATCH = 64;

    private final Dialect dialect;
    private final Bytes onlineSeed;
    private final Bytes certificate;

    ReplySigner(Dialect dialect, Bytes onlineSeed, Bytes certificate) {
        this.dialect = dialect;
        this.onlineSeed = onlineSeed;
        this.certificate = certificate;
    }

    /**
     * The replies, in the order of {@code requests}.
     *
     * @param midpoint the time, in units of the dialect; {@code radius} how wrong it may be, never 0
     * @param supported versions to advertise, where the dialect does that
     */
    public List<Bytes> sign(List<RoughtimeRequest> requests, long midpoint, long radius, List<Dialect> supported) {
        if (requests.isEmpty() || requests.size() > MAX_BATCH) {
            throw new IllegalArgumentException("a batch of " + requests.size());
        }
        MerkleTree tree = new MerkleTree(requests.stream().map(this::leaf).toList(), dialect.hashBytes());
        Bytes signed = signedPart(tree.root(), midpoint, radius, supported);
        Bytes signature = Ed25519.sign(onlineSeed, dialect.responseContext(), signed);
        List<Bytes> replies = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            replies.add(reply(requests.get(i), signature, signed, tree.path(i), i));
        }
        return replies;
    }

    private Bytes leaf(RoughtimeRequest request) {
        return MerkleTree.leaf(dialect.hashBytes(), dialect.coversRequest() ? request.packet() : request.nonce());
    }

    private Bytes signedPart(Bytes root, long midpoint, long radius, List<Dialect> supported) {
        Map<Integer, Bytes> values = new HashMap<>();
        values.put(Tag.RADI, LittleEndian.of32(Math.toIntExact(radius)));
        values.put(Tag.MIDP, LittleEndian.of64(midpoint));
        values.put(Tag.ROOT, root);
        if (dialect.coversRequest()) {
            List<Integer> versions = supported.stream()
                    .map(Dialect::version)
                    .sorted(Integer::compareUnsigned)
                    .toList();
            values.put(Tag.VER, LittleEndian.of32(dialect.version()));
            values.put(Tag.VERS, LittleEndian.of32s(versions));
        }
        return RoughtimeMessage.of(values).encode();
    }

    private Bytes reply(RoughtimeRequest request, Bytes signature, Bytes signed, Bytes path, int index) {
        Map<Integer, Bytes> values = new HashMap<>();
        values.put(Tag.SIG, signature);
        values.put(Tag.NONC, request.nonce());
        values.put(Tag.PATH, path);
        values.put(Tag.SREP, signed);
        values.put(Tag.CERT, certificate);
        values.put(Tag.INDX, LittleEndian.of32(index));
        if (dialect.coversRequest()) {
            values.put(Tag.TYPE, LittleEndian.of32(1));
        } else if (dialect.isFramed()) {
            values.put(Tag.VER, LittleEndian.of32(dialect.version()));
        }
        Bytes message = RoughtimeMessage.of(values).encode();
        return dialect.isFramed() ? Packet.frame(message) : message;
    }
}
