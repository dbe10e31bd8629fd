package io.vigil.node;

import io.vigil.node.chain.Bodies;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.sync.BlockBytes;
import io.vigil.node.sync.BlockSource;
import io.vigil.node.sync.FinalityProof;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The blocks that this node can give to others.
 *
 * @param head height of the last committed one
 */
record StoredBlocks(LongSupplier head, ChainStore store, Bodies held) implements BlockSource {
    @Override
    public Optional<BlockBytes> committed(long height) {
        Optional<Header> header = store.header(height);
        Optional<Bytes> body = store.body(height);
        if (header.isEmpty() || body.isEmpty()) {
            return Optional.empty();
        }
        try {
            RlpReader parts = RlpReader.ofList(body.get());
            return Optional.of(new BlockBytes(header.get().encode(), parts.encoded(), parts.encoded()));
        } catch (MalformedException e) {
            throw new IllegalStateException("stored body of height " + height + ": " + e.getMessage(), e);
        }
    }

    /** A19: the lowest certificate at or above {@code height}, and the headers that link it. */
    @Override
    public Optional<FinalityProof> finality(long height) {
        return store.certified(height, head.getAsLong(), FinalityProof.MAX_HEADERS)
                .map(proof -> new FinalityProof(
                        proof.certificate(),
                        proof.headers().stream().map(Header::encode).toList()));
    }

    @Override
    public Optional<BlockBytes> block(Hash hash) {
        return held.find(hash)
                .map(StoredBlocks::bytes)
                .or(() -> store.height(hash).flatMap(this::committed));
    }

    private static BlockBytes bytes(Block block) {
        return new BlockBytes(
                block.header().encode(),
                RlpWriter.listOf(list -> block.transactions().forEach(transaction -> transaction.write(list))),
                RlpWriter.listOf(list -> block.systemInputs().forEach(input -> input.write(list))));
    }

    /** What a peer gave, as a block. */
    static Block decode(BlockBytes bytes) throws MalformedException {
        return Block.decode(RlpWriter.listOf(list -> list.list(ethereum -> ethereum.encoded(bytes.header())
                        .encoded(bytes.body())
                        .encoded(Block.NO_ITEMS)
                        .encoded(Block.NO_ITEMS))
                .encoded(bytes.systemInputs())));
    }
}
