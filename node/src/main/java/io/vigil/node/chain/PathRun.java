package io.vigil.node.chain;

import io.vigil.storage.state.WorldState;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.state.StateChanges;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** Runs blocks above the head without keeping anything, to see whether this node can: a signer of a plan asks (G45a). */
public final class PathRun {
    private PathRun() {}

    /** How far it went. */
    public sealed interface End {
        /** All of them ran. @param last the last of them, or the head if there were none */
        record Reached(ExecutedBlock last) implements End {}

        record Stuck(String why) implements End {}
    }

    /**
     * @param state after {@code head}
     * @param committed headers up to it
     * @param path blocks that follow it, ascending
     */
    public static End run(
            BlockExecutor executor,
            Block head,
            WorldState state,
            LongFunction<Optional<Header>> committed,
            List<Block> path) {
        TreeMap<Long, Hash> above = new TreeMap<>();
        ExecutedBlock at =
                new ExecutedBlock(BlockRefs.ofChecked(head.header()), head, List.of(), StateChanges.NONE, state);
        for (Block block : path) {
            BlockExecutor.Judgement judgement = executor.execute(
                    at,
                    block,
                    true,
                    (from, height) -> Optional.ofNullable(above.get(height))
                            .or(() -> committed.apply(height).map(Header::hash))
                            .orElse(Hash.ZERO));
            switch (judgement) {
                case BlockExecutor.Judgement.Good(ExecutedBlock good) -> at = good;
                case BlockExecutor.Judgement.Bad(String why) -> {
                    return new End.Stuck("block " + block.number() + " is invalid: " + why);
                }
                case BlockExecutor.Judgement.Early(long timestamp) ->
                    throw new IllegalStateException("a clock judged a certified block of " + timestamp);
                case BlockExecutor.Judgement.Failed(String why) -> {
                    return new End.Stuck("block " + block.number() + " cannot be run here: " + why);
                }
            }
            above.put(block.number(), block.hash());
        }
        return new End.Reached(at);
    }
}
