package io.vigil.node.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.p2p.Channel;
import io.vigil.node.sync.SyncMessage.BlockFound;
import io.vigil.node.sync.SyncMessage.BlockMissing;
import io.vigil.node.sync.SyncMessage.BlockRange;
import io.vigil.node.sync.SyncMessage.GetBlock;
import io.vigil.node.sync.SyncMessage.GetBlocks;
import io.vigil.node.sync.wire.SyncCodec;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BlockServerTest {
    /** A chain of 100 blocks of which 0 to 90 can be proved final. */
    private record Chain(int bodyBytes) implements BlockSource {
        @Override
        public Optional<BlockBytes> committed(long height) {
            return height < 100 ? Optional.of(SyncFixtures.block((int) height, bodyBytes)) : Optional.empty();
        }

        @Override
        public Optional<FinalityProof> finality(long height) {
            return height <= 90
                    ? Optional.of(new FinalityProof(
                            Bytes.ofLong(height), Collections.nCopies((int) (90 - height) % 3, Bytes.of(1))))
                    : Optional.empty();
        }

        @Override
        public Optional<BlockBytes> block(Hash hash) {
            BlockBytes known = SyncFixtures.block(5, bodyBytes);
            return Keccak.hash(known.header()).equals(hash) ? Optional.of(known) : Optional.empty();
        }
    }

    private final BlockServer server = new BlockServer(new Chain(100));

    @Test
    void answersWithTheAskedBlocksAndTheProofOfTheLast() {
        BlockRange range = range(server, new GetBlocks(3, 10, 64));

        assertThat(range.request()).isEqualTo(3);
        assertThat(range.blocks()).hasSize(64);
        assertThat(range.blocks().getFirst()).isEqualTo(SyncFixtures.block(10, 100));
        assertThat(range.finality().commitCertificate()).isEqualTo(Bytes.ofLong(73));
    }

    @Test
    void endsWhereFinalityCanBeProved() {
        assertThat(range(server, new GetBlocks(3, 80, 64)).blocks()).hasSize(11);
        assertThat(server.answer(new GetBlocks(4, 91, 5))).contains(new BlockMissing(4));
        assertThat(server.answer(new GetBlocks(5, 100, 5))).contains(new BlockMissing(5));
    }

    @Test
    void endsBeforeTheAnswerIsTooLarge() {
        BlockServer large = new BlockServer(new Chain(1 << 20));

        assertThat(range(large, new GetBlocks(1, 0, 64)).blocks()).hasSize(3);
    }

    @Test
    void sendsOneBlockWhateverItsSizeWithinAMessage() {
        BlockServer huge = new BlockServer(new Chain(BlockServer.MAX_ANSWER_BYTES + 1));

        BlockRange range = range(huge, new GetBlocks(1, 0, 64));
        assertThat(range.blocks()).hasSize(1);
        assertThat(SyncCodec.encode(range).size()).isLessThan(Channel.SYNC.maxMessageBytes());
    }

    @Test
    void findsABlockByItsHash() {
        Hash hash = Keccak.hash(SyncFixtures.block(5, 100).header());

        assertThat(server.answer(new GetBlock(8, hash))).contains(new BlockFound(8, SyncFixtures.block(5, 100)));
        assertThat(server.answer(new GetBlock(9, Hash.ZERO))).contains(new BlockMissing(9));
    }

    @Test
    void answersNothingToAnswers() {
        assertThat(server.answer(new BlockMissing(1))).isEmpty();
        assertThat(server.answer(new SyncMessage.Head(1, Hash.ZERO))).isEmpty();
    }

    private static BlockRange range(BlockServer server, GetBlocks question) {
        return (BlockRange) server.answer(question).orElseThrow();
    }
}
