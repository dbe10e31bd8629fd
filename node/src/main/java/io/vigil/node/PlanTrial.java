package io.vigil.node;

import io.vigil.consensus.certificates.Plan;
import io.vigil.governance.state.StateView;
import io.vigil.node.chain.BlockExecutor;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.chain.EpochRules;
import io.vigil.node.chain.FirstBlocks;
import io.vigil.node.chain.PathRun;
import io.vigil.node.chain.SystemParts;
import io.vigil.node.chain.TransactionRuns;
import io.vigil.node.governance.PlannedEpochs;
import io.vigil.storage.Snapshot;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What a plan would do to the state of this home, of which nothing is changed. */
final class PlanTrial {
    private final Opened opened;
    private final InstantSource clock;

    PlanTrial(Opened opened, InstantSource clock) {
        this.opened = opened;
        this.clock = clock;
    }

    /**
     * Why the plan's epoch could not begin here: its block cannot be run, or one of its actions breaks a rule of governance. With another version the
     * first is no reason, since the version may mend it.
     *
     * @param path blocks from the head to the plan's, ascending
     */
    Optional<String> objection(Plan plan, List<Block> path) {
        try (Snapshot snapshot = opened.store().snapshot()) {
            return switch (run(snapshot, path)) {
                case PathRun.End.Stuck(String why) -> plan.version() == 0 ? Optional.of(why) : Optional.empty();
                case PathRun.End.Reached(var last) -> {
                    try {
                        opened.planned().preview(last.block().header(), StateView.of(last.state()), plan);
                        yield Optional.empty();
                    } catch (MalformedException e) {
                        yield Optional.of(String.valueOf(e.getMessage()));
                    }
                }
            };
        }
    }

    /** Runs blocks above the head by the rules of the chain. */
    PathRun.End run(Snapshot snapshot, List<Block> path) {
        BlockExecutor executor = executor(opened.parts(), opened.epochRules(), new OwnReveals(opened, opened.signer()));
        ChainStore rows = new ChainStore(opened.store()::get);
        return PathRun.run(executor, opened.head(), opened.states().committed(snapshot), rows::header, path);
    }

    /** For blocks of the epoch that a plan begins, whoever signed it: nothing goes into them but the plan and transactions. */
    BlockExecutor executor(Plan plan) {
        PlannedEpochs planned = opened.planned().rehearsing(plan);
        return executor(opened.rehearsedParts(planned), opened.epochRules(planned), new FirstBlocks.Reveals());
    }

    private BlockExecutor executor(SystemParts parts, EpochRules rules, BlockExecutor.Reveals reveals) {
        return new BlockExecutor(
                opened.processor(),
                parts,
                rules,
                reveals,
                hash -> Optional.empty(),
                new TransactionRuns(opened.quarantine(), opened.reproductions(), (phase, transaction) -> {}),
                clock,
                System::nanoTime);
    }
}
