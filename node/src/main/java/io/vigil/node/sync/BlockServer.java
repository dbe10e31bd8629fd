package io.vigil.node.sync;

import io.vigil.node.sync.SyncMessage.BlockFound;
import io.vigil.node.sync.SyncMessage.BlockMissing;
import io.vigil.node.sync.SyncMessage.BlockRange;
import io.vigil.node.sync.SyncMessage.GetBlock;
import io.vigil.node.sync.SyncMessage.GetBlocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers peers that ask for blocks. Each answer is bounded, and a range always ends with the proof that it is final (A19). */
public final class BlockServer {
    /** Blocks of one answer; the first is sent whatever its size. With the proof it stays below what a message may have. */
    public static final int MAX_ANSWER_BYTES = 4 << 20;

    private final BlockSource source;

    public BlockServer(BlockSource source) {
        this.source = source;
    }

    /** The answer to {@code message}, or nothing if that is no question. */
    public Optional<SyncMessage> answer(SyncMessage message) {
        return switch (message) {
            case GetBlocks question -> Optional.of(range(question));
            case GetBlock question ->
                Optional.of(source.block(question.hash())
                        .<SyncMessage>map(block -> new BlockFound(question.request(), block))
                        .orElse(new BlockMissing(question.request())));
            case SyncMessage.Head head -> Optional.empty();
            case BlockRange answer -> Optional.empty();
            case BlockFound answer -> Optional.empty();
            case BlockMissing answer -> Optional.empty();
        };
    }

    private SyncMessage range(GetBlocks question) {
        List<BlockBytes> blocks = new ArrayList<>();
        int size = 0;
        for (long height = question.from(); blocks.size() < question.count(); height++) {
            Optional<BlockBytes> block = source.committed(height);
            if (block.isEmpty() || (!blocks.isEmpty() && size + block.get().sizeBytes() > MAX_ANSWER_BYTES)) {
                break;
            }
            blocks.add(block.get());
            size += block.get().sizeBytes();
        }
        return prove(question, blocks);
    }

    /** The last blocks of the chain may not be certified yet: then the range ends below them. */
    private SyncMessage prove(GetBlocks question, List<BlockBytes> blocks) {
        while (!blocks.isEmpty()) {
            Optional<FinalityProof> finality = source.finality(question.from() + blocks.size() - 1);
            if (finality.isPresent()) {
                return new BlockRange(question.request(), blocks, finality.get());
            }
            blocks.removeLast();
        }
        return new BlockMissing(question.request());
    }
}
