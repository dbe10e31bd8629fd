package io.vigil.node.chain;

import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.node.mempool.Candidates;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Header;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The first block of an epoch as its first member would make it, to be thrown away: what a plan or an upgrade would come to. Its leader, view and reveal are
 * the same for whoever asks, so that two operators can compare state roots (G49).
 */
public final class FirstBlocks {
    private static final int REVEAL_BYTES = 96;

    private FirstBlocks() {}

    /** Nobody's reveals: blocks made with them are no blocks of a chain. */
    public static final class Reveals implements BlockExecutor.Reveals {
        @Override
        public Bytes message(long epoch, long view) {
            return Bytes.EMPTY;
        }

        @Override
        public Bytes own(long epoch, long view) {
            return Bytes.wrap(new byte[REVEAL_BYTES]);
        }

        @Override
        public int ownIndex(long epoch, ValidatorSet set) {
            return 0;
        }
    }

    /**
     * @param on the block that the epoch begins upon
     * @param committed headers up to the head
     * @throws IllegalStateException if the epoch cannot begin there, with the reason
     */
    public static ExecutedBlock make(
            BlockExecutor executor,
            ExecutedBlock on,
            long epoch,
            Candidates candidates,
            LongFunction<Optional<Header>> committed) {
        return executor.build(
                        on,
                        epoch,
                        on.ref().view() + 1,
                        false,
                        candidates,
                        (from, height) ->
                                committed.apply(height).map(Header::hash).orElse(Hash.ZERO))
                .block();
    }

    /** The fee of a block upon {@code on}, by the rules there are. */
    public static UInt256 baseFee(BlockExecutor executor, ExecutedBlock on) {
        return executor.nextBaseFee(on);
    }
}
