package io.vigil.node.sync.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.vigil.node.p2p.wire.WireReader;
import io.vigil.node.sync.BlockBytes;
import io.vigil.node.sync.FinalityProof;
import io.vigil.node.sync.SyncMessage;
import io.vigil.node.sync.wire.v1.BlockFound;
import io.vigil.node.sync.wire.v1.BlockMissing;
import io.vigil.node.sync.wire.v1.BlockRange;
import io.vigil.node.sync.wire.v1.Finality;
import io.vigil.node.sync.wire.v1.GetBlock;
import io.vigil.node.sync.wire.v1.GetBlocks;
import io.vigil.node.sync.wire.v1.Head;
import io.vigil.node.sync.wire.v1.SyncFrame;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.List;

/** Messages of the sync channel to and from bytes. Blocks within them stay bytes. */
public final class SyncCodec {
    /** Messages without blocks are numbers and a hash. */
    private static final int MAX_SMALL_BYTES = 1 << 10;

    private static final int RANGE_TAG = SyncFrame.BLOCK_RANGE_FIELD_NUMBER << 3 | 2;
    private static final int FOUND_TAG = SyncFrame.BLOCK_FOUND_FIELD_NUMBER << 3 | 2;
    private static final int HEADER_TAG = io.vigil.node.sync.wire.v1.BlockBytes.HEADER_FIELD_NUMBER << 3 | 2;
    private static final int BODY_TAG = io.vigil.node.sync.wire.v1.BlockBytes.BODY_FIELD_NUMBER << 3 | 2;
    private static final int SYSTEM_INPUTS_TAG =
            io.vigil.node.sync.wire.v1.BlockBytes.SYSTEM_INPUTS_FIELD_NUMBER << 3 | 2;

    private SyncCodec() {}

    public static Bytes encode(SyncMessage message) {
        SyncFrame.Builder frame = SyncFrame.newBuilder();
        switch (message) {
            case SyncMessage.Head(long height, Hash hash) ->
                frame.setHead(Head.newBuilder().setHeight(height).setHash(wrap(hash.bytes())));
            case SyncMessage.GetBlocks(long request, long from, int count) ->
                frame.setGetBlocks(
                        GetBlocks.newBuilder().setRequest(request).setFrom(from).setCount(count));
            case SyncMessage.BlockRange(long request, List<BlockBytes> blocks, FinalityProof finality) ->
                frame.setBlockRange(BlockRange.newBuilder()
                        .setRequest(request)
                        .addAllBlocks(blocks.stream().map(SyncCodec::block).toList())
                        .setFinality(finality(finality)));
            case SyncMessage.GetBlock(long request, Hash hash) ->
                frame.setGetBlock(GetBlock.newBuilder().setRequest(request).setHash(wrap(hash.bytes())));
            case SyncMessage.BlockFound(long request, BlockBytes block) ->
                frame.setBlockFound(BlockFound.newBuilder().setRequest(request).setBlock(block(block)));
            case SyncMessage.BlockMissing(long request) ->
                frame.setBlockMissing(BlockMissing.newBuilder().setRequest(request));
        }
        return Bytes.wrap(frame.build().toByteArray());
    }

    public static SyncMessage decode(Bytes bytes) throws MalformedException {
        WireReader reader = WireReader.of(bytes.shared());
        try {
            return switch (bytes.isEmpty() ? 0 : reader.tag()) {
                case RANGE_TAG -> range(alone(reader));
                case FOUND_TAG -> found(alone(reader));
                default -> small(bytes);
            };
        } catch (IllegalArgumentException e) {
            throw new MalformedException("sync message: " + e.getMessage(), e);
        }
    }

    private static WireReader alone(WireReader frame) throws MalformedException {
        WireReader message = frame.message();
        if (frame.hasMore()) {
            throw new MalformedException("something after a sync message");
        }
        return message;
    }

    private static SyncMessage small(Bytes bytes) throws MalformedException {
        if (bytes.size() > MAX_SMALL_BYTES) {
            throw new MalformedException("a sync message of " + bytes.size() + " bytes that holds no block");
        }
        try {
            return message(SyncFrame.parseFrom(UnsafeByteOperations.unsafeWrap(bytes.shared())));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("not a sync message: " + e.getMessage(), e);
        }
    }

    private static SyncMessage message(SyncFrame frame) throws MalformedException {
        return switch (frame.getKindCase()) {
            case HEAD ->
                new SyncMessage.Head(
                        height(frame.getHead().getHeight()),
                        hash(frame.getHead().getHash()));
            case GET_BLOCKS ->
                new SyncMessage.GetBlocks(
                        frame.getGetBlocks().getRequest(),
                        height(frame.getGetBlocks().getFrom()),
                        frame.getGetBlocks().getCount());
            case GET_BLOCK ->
                new SyncMessage.GetBlock(
                        frame.getGetBlock().getRequest(),
                        hash(frame.getGetBlock().getHash()));
            case BLOCK_MISSING ->
                new SyncMessage.BlockMissing(frame.getBlockMissing().getRequest());
            case BLOCK_RANGE, BLOCK_FOUND, KIND_NOT_SET ->
                throw new MalformedException("a sync message of no known kind");
        };
    }

    private static SyncMessage range(WireReader reader) throws MalformedException {
        long request = 0;
        List<BlockBytes> blocks = new ArrayList<>();
        FinalityProof finality = new FinalityProof(Bytes.EMPTY, List.of());
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case BlockRange.REQUEST_FIELD_NUMBER << 3 -> request = reader.number();
                case BlockRange.BLOCKS_FIELD_NUMBER << 3 | 2 -> {
                    limit("blocks", blocks.size(), SyncMessage.MAX_BLOCKS);
                    blocks.add(block(reader.message()));
                }
                case BlockRange.FINALITY_FIELD_NUMBER << 3 | 2 -> finality = finality(reader.message());
                default -> throw WireReader.unexpected("range", tag);
            }
        }
        return new SyncMessage.BlockRange(request, blocks, finality);
    }

    private static SyncMessage found(WireReader reader) throws MalformedException {
        long request = 0;
        BlockBytes block = new BlockBytes(Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY);
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case BlockFound.REQUEST_FIELD_NUMBER << 3 -> request = reader.number();
                case BlockFound.BLOCK_FIELD_NUMBER << 3 | 2 -> block = block(reader.message());
                default -> throw WireReader.unexpected("block found", tag);
            }
        }
        return new SyncMessage.BlockFound(request, block);
    }

    private static BlockBytes block(WireReader reader) throws MalformedException {
        Bytes header = Bytes.EMPTY;
        Bytes body = Bytes.EMPTY;
        Bytes systemInputs = Bytes.EMPTY;
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case HEADER_TAG -> header = reader.bytes();
                case BODY_TAG -> body = reader.bytes();
                case SYSTEM_INPUTS_TAG -> systemInputs = reader.bytes();
                default -> throw WireReader.unexpected("block", tag);
            }
        }
        return new BlockBytes(header, body, systemInputs);
    }

    private static FinalityProof finality(WireReader reader) throws MalformedException {
        Bytes certificate = Bytes.EMPTY;
        List<Bytes> headers = new ArrayList<>();
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case Finality.COMMIT_CERTIFICATE_FIELD_NUMBER << 3 | 2 -> certificate = reader.bytes();
                case Finality.HEADERS_FIELD_NUMBER << 3 | 2 -> {
                    limit("headers", headers.size(), FinalityProof.MAX_HEADERS);
                    headers.add(reader.bytes());
                }
                default -> throw WireReader.unexpected("finality", tag);
            }
        }
        return new FinalityProof(certificate, headers);
    }

    private static void limit(String what, int present, int most) throws MalformedException {
        if (present >= most) {
            throw new MalformedException("more than " + most + " " + what);
        }
    }

    private static io.vigil.node.sync.wire.v1.BlockBytes block(BlockBytes block) {
        return io.vigil.node.sync.wire.v1.BlockBytes.newBuilder()
                .setHeader(wrap(block.header()))
                .setBody(wrap(block.body()))
                .setSystemInputs(wrap(block.systemInputs()))
                .build();
    }

    private static Finality finality(FinalityProof proof) {
        return Finality.newBuilder()
                .setCommitCertificate(wrap(proof.commitCertificate()))
                .addAllHeaders(proof.headers().stream().map(SyncCodec::wrap).toList())
                .build();
    }

    private static long height(long height) throws MalformedException {
        if (height < 0) {
            throw new MalformedException("height " + Long.toUnsignedString(height) + " is beyond any chain");
        }
        return height;
    }

    private static Hash hash(ByteString bytes) throws MalformedException {
        if (bytes.size() != Hash.SIZE) {
            throw new MalformedException("a hash of " + bytes.size() + " bytes");
        }
        return new Hash(unwrap(bytes));
    }

    private static Bytes unwrap(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }

    private static ByteString wrap(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.shared());
    }
}
