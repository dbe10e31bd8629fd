package io.vigil.node.upkeep;

import io.vigil.node.chain.ChainStore;
import io.vigil.node.config.RefusedException;
import io.vigil.storage.Snapshot;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.state.StateHistory;
import io.vigil.storage.state.WorldStates;
import io.vigil.types.chain.Block;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/** Makes an earlier block the head again. The blocks above it are still final: a node that starts fetches them again. */
public final class Rollback {
    private Rollback() {}

    /**
     * @param signerFloor the commit floor of this home's validator, if it has one
     * @param passed told once per block taken back
     * @throws RefusedException if that block's state is gone, or it lies below the floor; nothing was changed then
     */
    public static void to(long height, RocksStore store, OptionalLong signerFloor, LongConsumer passed) {
        ChainStore rows = new ChainStore(store::get);
        long head = rows.head()
                .orElseThrow(() -> new RefusedException("the store has no head"))
                .height();
        long floor;
        try (Snapshot view = store.snapshot()) {
            floor = StateHistory.floor(view);
        }
        if (height > head || height < floor) {
            throw new RefusedException(
                    "the states of blocks " + floor + " to " + head + " are here, that of " + height + " is not");
        }
        if (signerFloor.isPresent() && height < signerFloor.getAsLong()) {
            throw new RefusedException("block " + height + " is below block " + signerFloor.getAsLong()
                    + ", which this validator knows to be committed: it would not vote until it has fetched that again;"
                    + " if you want that, say --below-floor");
        }
        if (rows.block(height).isEmpty()) {
            throw new RefusedException("block " + height + " has no body here; choose a later one");
        }
        StateHistory.rollback(store, WorldStates.onOneThread(), head, height, (batch, at) -> {
            Block block = rows.block(at).orElseThrow(() -> new IllegalStateException("no block " + at));
            ChainStore.takeBack(
                    batch,
                    block,
                    rows.header(at - 1).orElseThrow(() -> new IllegalStateException("no header " + (at - 1))));
            passed.accept(1);
        });
    }
}
