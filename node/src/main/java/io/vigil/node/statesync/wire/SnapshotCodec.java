package io.vigil.node.statesync.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.vigil.node.p2p.wire.WireReader;
import io.vigil.node.statesync.messages.Offer;
import io.vigil.node.statesync.messages.SnapshotMessage;
import io.vigil.node.statesync.wire.v1.FilePart;
import io.vigil.node.statesync.wire.v1.GetOffers;
import io.vigil.node.statesync.wire.v1.GetPart;
import io.vigil.node.statesync.wire.v1.Offers;
import io.vigil.node.statesync.wire.v1.PartMissing;
import io.vigil.node.statesync.wire.v1.SnapshotFrame;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.List;

/** Messages of the snapshots channel to and from bytes. Files within them stay bytes. */
public final class SnapshotCodec {
    /** Sixteen offers have 1,400 bytes. */
    private static final int MAX_SMALL_BYTES = 4 << 10;

    private static final int PART_TAG = SnapshotFrame.PART_FIELD_NUMBER << 3 | 2;
    private static final int REQUEST_TAG = FilePart.REQUEST_FIELD_NUMBER << 3;
    private static final int TOTAL_TAG = FilePart.TOTAL_BYTES_FIELD_NUMBER << 3;
    private static final int CONTENT_TAG = FilePart.CONTENT_FIELD_NUMBER << 3 | 2;

    private SnapshotCodec() {}

    public static Bytes encode(SnapshotMessage message) {
        SnapshotFrame.Builder frame = SnapshotFrame.newBuilder();
        switch (message) {
            case SnapshotMessage.GetOffers(long request) ->
                frame.setGetOffers(GetOffers.newBuilder().setRequest(request));
            case SnapshotMessage.Offers(long request, List<Offer> offers) ->
                frame.setOffers(Offers.newBuilder()
                        .setRequest(request)
                        .addAllOffers(offers.stream().map(SnapshotCodec::offer).toList()));
            case SnapshotMessage.GetPart(long request, Hash files, int file, int offset) ->
                frame.setGetPart(GetPart.newBuilder()
                        .setRequest(request)
                        .setFiles(wrap(files.bytes()))
                        .setFile(file)
                        .setOffset(offset));
            case SnapshotMessage.Part(long request, int totalBytes, Bytes content) ->
                frame.setPart(FilePart.newBuilder()
                        .setRequest(request)
                        .setTotalBytes(totalBytes)
                        .setContent(wrap(content)));
            case SnapshotMessage.PartMissing(long request) ->
                frame.setPartMissing(PartMissing.newBuilder().setRequest(request));
        }
        return Bytes.wrap(frame.build().toByteArray());
    }

    public static SnapshotMessage decode(Bytes bytes) throws MalformedException {
        WireReader reader = WireReader.of(bytes.shared());
        try {
            return !bytes.isEmpty() && reader.tag() == PART_TAG ? part(reader) : small(bytes);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("snapshot message: " + e.getMessage(), e);
        }
    }

    private static SnapshotMessage part(WireReader frame) throws MalformedException {
        WireReader reader = frame.message();
        if (frame.hasMore()) {
            throw new MalformedException("something after a part of a snapshot");
        }
        long request = 0;
        int totalBytes = 0;
        Bytes content = Bytes.EMPTY;
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case REQUEST_TAG -> request = reader.number();
                case TOTAL_TAG -> totalBytes = reader.smallNumber();
                case CONTENT_TAG -> content = reader.bytes();
                default -> throw WireReader.unexpected("part of a snapshot", tag);
            }
        }
        return new SnapshotMessage.Part(request, totalBytes, content);
    }

    private static SnapshotMessage small(Bytes bytes) throws MalformedException {
        if (bytes.size() > MAX_SMALL_BYTES) {
            throw new MalformedException("a snapshot message of " + bytes.size() + " bytes that holds no part");
        }
        try {
            return message(SnapshotFrame.parseFrom(UnsafeByteOperations.unsafeWrap(bytes.shared())));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("not a snapshot message: " + e.getMessage(), e);
        }
    }

    private static SnapshotMessage message(SnapshotFrame frame) throws MalformedException {
        return switch (frame.getKindCase()) {
            case GET_OFFERS ->
                new SnapshotMessage.GetOffers(frame.getGetOffers().getRequest());
            case OFFERS -> offers(frame.getOffers());
            case GET_PART -> {
                GetPart part = frame.getGetPart();
                yield new SnapshotMessage.GetPart(
                        part.getRequest(), hash(part.getFiles()), part.getFile(), part.getOffset());
            }
            case PART_MISSING ->
                new SnapshotMessage.PartMissing(frame.getPartMissing().getRequest());
            case PART, KIND_NOT_SET -> throw new MalformedException("a snapshot message of no known kind");
        };
    }

    private static SnapshotMessage offers(Offers message) throws MalformedException {
        if (message.getOffersCount() > SnapshotMessage.MAX_OFFERS) {
            throw new MalformedException(message.getOffersCount() + " snapshots offered");
        }
        List<Offer> offers = new ArrayList<>(message.getOffersCount());
        for (io.vigil.node.statesync.wire.v1.Offer offer : message.getOffersList()) {
            if (offer.getHeight() < 0 || offer.getLogicalBytes() < 0) {
                throw new MalformedException("a snapshot beyond any chain");
            }
            offers.add(
                    new Offer(hash(offer.getId()), hash(offer.getFiles()), offer.getHeight(), offer.getLogicalBytes()));
        }
        return new SnapshotMessage.Offers(message.getRequest(), offers);
    }

    private static io.vigil.node.statesync.wire.v1.Offer offer(Offer offer) {
        return io.vigil.node.statesync.wire.v1.Offer.newBuilder()
                .setId(wrap(offer.id().bytes()))
                .setFiles(wrap(offer.files().bytes()))
                .setHeight(offer.height())
                .setLogicalBytes(offer.logicalBytes())
                .build();
    }

    private static Hash hash(ByteString bytes) throws MalformedException {
        if (bytes.size() != Hash.SIZE) {
            throw new MalformedException("a hash of " + bytes.size() + " bytes");
        }
        return new Hash(Bytes.wrap(bytes.toByteArray()));
    }

    private static ByteString wrap(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.shared());
    }
}
