package io.vigil.node;

import io.vigil.node.admin.NodeStatus;
import io.vigil.node.chain.Chain;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.chain.ExecutedView;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.log.Journal;
import io.vigil.node.p2p.Peers;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.snapshot.PinBoard;
import io.vigil.node.snapshot.ScheduledSnapshots;
import io.vigil.node.snapshot.Shelf;
import io.vigil.node.snapshot.SnapshotChain;
import io.vigil.node.snapshot.SnapshotJobs;
import io.vigil.node.snapshot.SnapshotMaker;
import io.vigil.node.snapshot.SnapshotMethods;
import io.vigil.node.statesync.Catalogue;
import io.vigil.node.statesync.Exchange;
import io.vigil.node.statesync.SnapshotFetcher;
import io.vigil.node.statesync.SnapshotServer;
import io.vigil.node.statesync.SnapshotTraffic;
import io.vigil.node.statesync.StateSync;
import io.vigil.storage.rocks.RocksStore;
import java.time.InstantSource;
import java.util.List;

/** All that a node does with snapshots: makes them by schedule and by order, serves them, and takes one when it is far behind. */
final class SnapshotDesk {
    private final Opened opened;
    private final NodeConfig.Snapshots config;
    private final SnapshotJobs jobs;
    private final ScheduledSnapshots schedule;
    private final Catalogue catalogue;
    private final SnapshotServer server;
    private final Exchange exchange;
    private final StateSync stateSync;
    private final SnapshotTraffic traffic;

    /** @param staged runs when the node is to be opened anew, on a restored store */
    SnapshotDesk(
            NodeHome home,
            NodeConfig settings,
            Opened opened,
            Chain chain,
            Peers peers,
            Faults faults,
            Journal journal,
            Runnable staged) {
        this.opened = opened;
        this.config = settings.snapshots();
        SnapshotChain proof = new SnapshotChain(opened.genesis());
        jobs = new SnapshotJobs(new SnapshotMaker(proof, opened.store(), home.data(), opened.epochs()::all), journal);
        Shelf shelf = new Shelf(home.snapshots());
        schedule = new ScheduledSnapshots(jobs, shelf, config, journal);
        catalogue = new Catalogue(shelf);
        server = new SnapshotServer(
                catalogue, peers, config.serveBytesPerSecond(), faults::servedPart, System::nanoTime);
        exchange = new Exchange(peers, journal, System::nanoTime);
        SnapshotFetcher fetcher = new SnapshotFetcher(
                proof,
                home.data(),
                folder -> RocksStore.open(folder, settings.storage().sizes()),
                exchange,
                journal);
        stateSync = new StateSync(
                fetcher,
                opened.maySkipBlocks() ? config.syncBehind() : 0,
                () -> chain.head().ref().height(),
                System::nanoTime,
                journal,
                opened::skipsBlocks,
                staged);
        traffic = new SnapshotTraffic(server, exchange, peers);
    }

    SnapshotJobs jobs() {
        return jobs;
    }

    ScheduledSnapshots schedule() {
        return schedule;
    }

    SnapshotServer server() {
        return server;
    }

    Exchange exchange() {
        return exchange;
    }

    StateSync stateSync() {
        return stateSync;
    }

    SnapshotTraffic traffic() {
        return traffic;
    }

    /** A block was committed: told by the chain's thread. One that others committed long ago is left to them. */
    void committed(ExecutedView block, boolean behind) {
        long height = block.ref().height();
        boolean hasEpochs = opened.genesis().parameters().epochLength() > 0;
        if (behind || (hasEpochs && !block.ref().lastOfEpoch())) {
            return;
        }
        long before = hasEpochs ? endOfEpochBefore(block.ref().epoch()) : height - 1;
        if (ScheduledSnapshots.isDue(config.everyBlocks(), before, height)) {
            schedule.due(height);
        }
    }

    void addTo(MethodTable.Builder calls, InstantSource clock) {
        SnapshotMethods.addTo(calls, jobs, new PinBoard(opened.store(), clock));
    }

    NodeStatus.Snapshots status() {
        List<Shelf.Item> items = catalogue.items();
        return new NodeStatus.Snapshots(
                items.size(),
                items.isEmpty() ? -1 : items.getFirst().height(),
                items.stream().mapToLong(Shelf.Item::fileBytes).sum(),
                jobs.state() instanceof SnapshotJobs.State.Working(var ignored, var work)
                        ? work.progress().toString()
                        : "",
                stateSync.state());
    }

    private long endOfEpochBefore(long epoch) {
        return opened.epochs()
                .start(epoch)
                .flatMap(start ->
                        new ChainStore(opened.store()::get).height(start.root().block()))
                .orElse(0L);
    }
}
