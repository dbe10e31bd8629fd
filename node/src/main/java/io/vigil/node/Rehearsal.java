package io.vigil.node;

import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.Root;
import io.vigil.governance.EpochBlock;
import io.vigil.governance.Governance;
import io.vigil.governance.HookEvent;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.state.Overlay;
import io.vigil.governance.state.StateView;
import io.vigil.node.chain.BlockExecutor;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.chain.ExecutedBlock;
import io.vigil.node.chain.FirstBlocks;
import io.vigil.node.chain.PathRun;
import io.vigil.node.config.RefusedException;
import io.vigil.node.deposits.ResumedDeposits;
import io.vigil.node.mempool.Candidates;
import io.vigil.node.mempool.Mempool;
import io.vigil.node.mempool.PoolHead;
import io.vigil.node.mempool.TransactionGate;
import io.vigil.node.upkeep.HomeCopy;
import io.vigil.node.upkeep.Rollback;
import io.vigil.storage.Snapshot;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.state.Account;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What an upgrade or a plan would come to, on the copy of a home (G49): the last blocks run again by this program, the first block of the next epoch, empty
 * and with the transactions that wait here, and one election.
 */
public final class Rehearsal {
    /** Layers above a store that a state may have. */
    public static final int MAX_BLOCKS = 64;

    private final Opened opened;
    private final PlanTrial trial;

    private Rehearsal(Opened opened, InstantSource clock) {
        this.opened = opened;
        this.trial = new PlanTrial(opened, clock);
    }

    /**
     * What was seen.
     *
     * @param replayed blocks that were run again, each to the same root
     * @param on the block that the epoch begins upon
     * @param number of its first block
     * @param emptyRoot state root after that block without transactions: the same at every home
     * @param taken transactions that wait here and that the block could hold
     * @param fullRoot state root with these
     * @param election what the epoch's election would decide, or why there is none
     */
    public record Report(
            int replayed,
            Hash on,
            long number,
            long epoch,
            long version,
            int members,
            Hash emptyRoot,
            int taken,
            Hash fullRoot,
            String election) {}

    /**
     * Begins the next epoch under a version.
     *
     * @param blocks to run again, at most {@link #MAX_BLOCKS}
     * @param version that is to hold; one that the chain speaks already changes nothing
     * @throws RefusedException with the reason, if it cannot be
     */
    public static Report ofVersion(HomeCopy copy, int blocks, long version) throws MalformedException {
        return ofVersion(copy, blocks, version, Faults.NONE);
    }

    public static Report ofVersion(HomeCopy copy, int blocks, long version, Faults faults) throws MalformedException {
        List<Block> recent = takeBack(copy, blocks);
        try (Opened opened = Opened.of(copy.home(), copy.config(), faults)) {
            Block head = recent.isEmpty() ? opened.head() : recent.getLast();
            InstantSource clock =
                    InstantSource.fixed(Instant.ofEpochSecond(head.header().timestamp()));
            return new Rehearsal(opened, clock).run(recent, at -> plan(opened, head, at, version));
        }
    }

    /**
     * Begins the epoch that a plan begins, whoever signed it.
     *
     * @throws RefusedException with the reason, if it cannot be
     */
    public static Report ofPlan(HomeCopy copy, Plan plan) throws MalformedException {
        return ofPlan(copy, plan, Faults.NONE);
    }

    public static Report ofPlan(HomeCopy copy, Plan plan, Faults faults) throws MalformedException {
        try (PlanDesk desk = PlanDesk.open(copy.home(), copy.config(), faults)) {
            List<Block> path = desk.path(plan.block())
                    .orElseThrow(() -> new RefusedException("block " + plan.block()
                            + " of the plan does not lead from the last block that is final here, or is not here"));
            InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(plan.startSeconds()));
            return new Rehearsal(desk.opened(), clock).run(path, at -> plan);
        }
    }

    @FunctionalInterface
    private interface Plans {
        Plan upon(EpochState state);
    }

    private Report run(List<Block> path, Plans plans) {
        try (Snapshot snapshot = opened.store().snapshot()) {
            return switch (trial.run(snapshot, path)) {
                case PathRun.End.Stuck(String why) -> throw new RefusedException(why);
                case PathRun.End.Reached(ExecutedBlock on) ->
                    begin(on, path.size(), plans.upon(EpochState.read(StateView.of(on.state()))));
            };
        }
    }

    private Report begin(ExecutedBlock on, int replayed, Plan plan) {
        BlockExecutor executor = trial.executor(plan);
        ChainStore rows = new ChainStore(opened.store()::get);
        long epoch = plan.epoch() + 1;
        try {
            ExecutedBlock empty = FirstBlocks.make(executor, on, epoch, pool(executor, on, false), rows::header);
            ExecutedBlock full = FirstBlocks.make(executor, on, epoch, pool(executor, on, true), rows::header);
            EpochState state = EpochState.read(StateView.of(empty.state()));
            return new Report(
                    replayed,
                    on.block().hash(),
                    empty.block().number(),
                    state.epoch(),
                    state.version(),
                    state.set().size(),
                    empty.block().header().stateRoot(),
                    full.block().transactions().size(),
                    full.block().header().stateRoot(),
                    election(state, empty));
        } catch (IllegalStateException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The transactions of clients that wait in the copy, as far as the state lets them in. */
    private Candidates pool(BlockExecutor executor, ExecutedBlock on, boolean isFull) {
        var fee = FirstBlocks.baseFee(executor, on);
        long gasLimit = on.block().header().gasLimit();
        TransactionGate gate = new TransactionGate(
                opened.genesis().chainId(),
                new Mempool(new PoolHead(fee, gasLimit), new HeadSponsors(opened.processor(), new Wiring())),
                address -> on.state().account(address).orElse(Account.EMPTY),
                opened.pool(),
                executable -> {});
        if (isFull) {
            gate.restore();
        }
        return gate.candidates(fee, on.state());
    }

    private String election(EpochState state, ExecutedBlock after) {
        if (state.isEndless()) {
            return "none: the epoch has no end";
        }
        EpochBlock fix = new EpochBlock(
                state.fix(),
                after.block().header().timestamp(),
                after.ref().view() + 1,
                after.ref().view(),
                state.set().getFirst().address(),
                after.block().header().mixHash());
        List<HookEvent> events = new Governance(opened.chainIdentity(), new ResumedDeposits())
                .end(fix, Overlay.over(StateView.of(after.state())));
        List<String> said = new ArrayList<>();
        for (HookEvent event : events) {
            if (event instanceof HookEvent.StepFailed(String step, String why)) {
                throw new RefusedException(
                        "the election of epoch " + (state.epoch() + 1) + ": step " + step + " failed: " + why);
            }
            if (event instanceof HookEvent.Fixed fixed) {
                said.add("epoch " + fixed.epoch() + " at block " + state.fix() + ": " + fixed.members() + " members, "
                        + fixed.joined().size() + " join, " + fixed.left().size() + " leave, "
                        + fixed.skipped().size() + " records skipped"
                        + (fixed.degraded().isEmpty() ? "" : "; " + fixed.degraded()));
            }
        }
        return String.join("; ", said);
    }

    /** Makes an earlier block the head of the copy, and gives those above it. */
    private static List<Block> takeBack(HomeCopy copy, int blocks) throws MalformedException {
        try (RocksStore store =
                RocksStore.open(copy.home().chain(), copy.config().storage().sizes())) {
            ChainStore rows = new ChainStore(store::get);
            long head = rows.head()
                    .orElseThrow(() -> new RefusedException("the store has no head"))
                    .height();
            long to = Math.max(0, head - Math.min(blocks, MAX_BLOCKS));
            List<Block> recent = new ArrayList<>();
            for (long at = to + 1; at <= head; at++) {
                long height = at;
                recent.add(rows.block(at)
                        .orElseThrow(() -> new RefusedException("block " + height + " has no body here")));
            }
            Rollback.to(to, store, OptionalLong.empty(), passed -> {});
            return recent;
        }
    }

    private static Plan plan(Opened opened, Block head, EpochState at, long version) {
        List<Plan.Action> actions = version > at.version() ? List.of(new Plan.Action.SetVersion(version)) : List.of();
        return new Plan(
                opened.genesis().chainId(),
                opened.genesisHash(),
                at.epoch(),
                Hash.ZERO,
                1,
                Hash.ZERO,
                new Root(at.epoch(), ExtraData.ofChecked(head.header()).view(), head.hash()),
                head.header().encode(),
                actions,
                List.of(),
                0,
                "");
    }
}
