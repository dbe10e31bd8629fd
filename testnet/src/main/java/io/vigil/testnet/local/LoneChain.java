package io.vigil.testnet.local;

import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.node.SponsorPart;
import io.vigil.node.chain.BlockExecutor;
import io.vigil.node.chain.Bodies;
import io.vigil.node.chain.Chain;
import io.vigil.node.chain.ChainListener;
import io.vigil.node.chain.EpochRules;
import io.vigil.node.chain.GenesisBlock;
import io.vigil.node.chain.Pool;
import io.vigil.node.chain.Reproductions;
import io.vigil.node.chain.SystemParts;
import io.vigil.node.chain.TransactionRuns;
import io.vigil.node.governance.GovernancePart;
import io.vigil.node.governance.GovernedEpochs;
import io.vigil.node.governance.PlannedEpochs;
import io.vigil.node.log.Journal;
import io.vigil.node.quarantine.Guard;
import io.vigil.storage.Snapshot;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.state.HistoryMode;
import io.vigil.storage.state.StateHistory;
import io.vigil.storage.state.WorldStates;
import io.vigil.types.Hash;
import io.vigil.types.genesis.Genesis;
import io.vigil.vm.Fork;
import io.vigil.vm.transaction.BlockProcessor;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** The chain of a node, with the node's own executor and store, and nothing else of a node. */
public final class LoneChain {
    private LoneChain() {}

    /**
     * What surrounds it.
     *
     * @param sets the members of the epochs that are known
     */
    public record Ports(
            LongFunction<Optional<ValidatorSet>> sets,
            BlockExecutor.Senders senders,
            Pool pool,
            ChainListener listener) {}

    /** Writes genesis into an empty store; a block is filled however long that takes. */
    public static Chain begin(
            Genesis genesis, RocksStore store, Guard guard, BlockExecutor.Reveals reveals, Ports ports, Bodies bodies) {
        WorldStates states = WorldStates.onOneThread();
        GenesisBlock first;
        try (Snapshot empty = store.snapshot()) {
            first = GenesisBlock.of(genesis, states, empty);
            first.write(store);
        }
        Hash genesisHash = first.block().hash();
        GovernancePart governance = new GovernancePart(new ChainIdentity(genesis.chainId(), genesisHash), ports.sets());
        SystemParts parts = new SystemParts(List.of(new SponsorPart(), governance));
        BlockProcessor processor = new BlockProcessor(Fork.OSAKA, parts.contracts());
        EpochRules epochs = new GovernedEpochs(
                genesis.chainId(),
                Math.toIntExact(genesis.parameters().timeoutCap()),
                genesis.version(),
                PlannedEpochs.none());
        Reproductions reproductions = new Reproductions(genesis.chainId(), genesisHash, processor, parts, epochs);
        BlockExecutor executor = new BlockExecutor(
                processor,
                parts,
                epochs,
                reveals,
                ports.senders(),
                new TransactionRuns(guard, reproductions, (phase, transaction) -> {}),
                InstantSource.system(),
                () -> 0);
        return new Chain(
                store,
                states,
                new StateHistory(HistoryMode.PRUNED, StateHistory.DEFAULT_WINDOW),
                first.block(),
                executor,
                bodies,
                ports.pool(),
                ports.listener(),
                new Journal());
    }
}
