package io.vigil.node.chain;

import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.state.StateReader;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.transaction.BlockExecution;
import io.vigil.vm.transaction.BlockProcessor;
import java.util.function.LongFunction;

/** Begins a committed block once more, up to its first transaction. Everything is taken from its header: nothing is judged. */
public final class BlockReplay {
    private final long chainId;
    private final BlockProcessor processor;
    private final SystemParts parts;
    private final EpochRules epochs;

    public BlockReplay(long chainId, BlockProcessor processor, SystemParts parts, EpochRules epochs) {
        this.chainId = chainId;
        this.processor = processor;
        this.parts = parts;
        this.epochs = epochs;
    }

    /**
     * @param state before the block
     * @param hashes of the blocks below, for BLOCKHASH
     */
    public BlockExecution begin(Block block, Header parent, StateReader state, LongFunction<Hash> hashes) {
        BlockExecution execution = processor.begin(environment(chainId, block.header(), hashes), state);
        parts.begin(facts(block, parent, state), block.systemInputs(), execution.system())
                .ifPresent(why -> {
                    throw new IllegalStateException("committed block " + block.hash() + " is refused: " + why);
                });
        return execution;
    }

    private BlockFacts facts(Block block, Header parent, StateReader state) {
        Header header = block.header();
        ExtraData extra;
        EpochFacts epoch;
        try {
            extra = ExtraData.decode(header.extraData());
            epoch = epochOf(block, parent, state);
        } catch (MalformedException e) {
            throw new IllegalStateException("extraData or plan of committed block " + header.hash(), e);
        }
        return new BlockFacts(
                parent,
                header.number(),
                header.timestamp(),
                header.mixHash(),
                epoch.rules().version(),
                epoch.epoch(),
                extra.view(),
                extra.leader(),
                epoch.epochEnd(),
                epoch.set(),
                epoch.childSet());
    }

    private EpochFacts epochOf(Block block, Header parent, StateReader state) throws MalformedException {
        for (SystemInput input : block.systemInputs()) {
            if (input.type() == SystemInput.PLAN) {
                return epochs.planned(parent, state, input.data());
            }
        }
        return epochs.after(parent, state);
    }

    /** The environment that a finished header describes. */
    public static BlockEnvironment environment(long chainId, Header header, LongFunction<Hash> hashes) {
        return new BlockEnvironment(
                chainId,
                header.number(),
                header.timestamp(),
                header.gasLimit(),
                header.baseFeePerGas(),
                header.mixHash(),
                header.beneficiary(),
                header.parentBeaconBlockRoot(),
                header.parentHash(),
                header.excessBlobGas(),
                hashes::apply);
    }
}
