package io.vigil.node.chain;

import io.vigil.node.quarantine.Bundle;
import io.vigil.node.quarantine.Scene;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Transaction;
import io.vigil.types.state.StateReader;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.transaction.BlockExecution;
import io.vigil.vm.transaction.BlockProcessor;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Makes bundles of transactions that failed: runs their block once more up to them, on the state it stood on, and takes
 * down what they read there.
 */
public final class Reproductions {
    private final long chainId;
    private final Bundle.Chain chain;
    private final BlockProcessor processor;
    private final BlockReplay replay;

    public Reproductions(long chainId, Hash genesis, BlockProcessor processor, SystemParts parts, EpochRules epochs) {
        this.chainId = chainId;
        this.chain = new Bundle.Chain(
                genesis, new java.util.TreeSet<>(parts.contracts().contracts().keySet()));
        this.processor = processor;
        this.replay = new BlockReplay(chainId, processor, parts, epochs);
    }

    /** @param block whose last transaction threw */
    Bundle ofThrown(String what, Block block, ExecutedBlock parent, LongFunction<Hash> ancestors) {
        Transaction transaction = block.transactions().getLast();
        return Bundle.ofThrown(
                chain,
                what,
                transaction,
                transaction.sender().orElseThrow(),
                environment(block, ancestors),
                block.encode(),
                processor,
                before(block, parent, ancestors));
    }

    /** What ended the process is not run, only what stood before it. */
    Bundle ofDeath(Scene scene, ExecutedBlock parent, LongFunction<Hash> ancestors) {
        return Bundle.ofDeath(
                chain,
                scene,
                scene.transaction().sender().orElseThrow(),
                environment(scene.block(), ancestors),
                before(scene.block(), parent, ancestors));
    }

    /** The state on which the last transaction of {@code block} runs. */
    private StateReader before(Block block, ExecutedBlock parent, LongFunction<Hash> ancestors) {
        BlockExecution execution = replay.begin(block, parent.block().header(), parent.state(), ancestors);
        List<Transaction> all = block.transactions();
        for (Transaction earlier : all.subList(0, all.size() - 1)) {
            execution.execute(earlier, earlier.sender().orElseThrow());
        }
        return parent.state().apply(execution.finish().changes());
    }

    private BlockEnvironment environment(Block block, LongFunction<Hash> ancestors) {
        return BlockReplay.environment(chainId, block.header(), ancestors);
    }
}
