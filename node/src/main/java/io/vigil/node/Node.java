package io.vigil.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.consensus.Consensus;
import io.vigil.consensus.ConsensusStart;
import io.vigil.consensus.Event;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.PlanProof;
import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.consensus.wire.PlanCodec;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.governance.state.StateView;
import io.vigil.node.admin.AdminPages;
import io.vigil.node.admin.AdminServer;
import io.vigil.node.admin.AdminToken;
import io.vigil.node.admin.NodeMetrics;
import io.vigil.node.agreement.ConsensusJournal;
import io.vigil.node.agreement.ConsensusLoop;
import io.vigil.node.agreement.EventQueue;
import io.vigil.node.agreement.Inbox;
import io.vigil.node.agreement.LoadWatch;
import io.vigil.node.agreement.OwnVoice;
import io.vigil.node.agreement.Rejoin;
import io.vigil.node.agreement.SignaturePoints;
import io.vigil.node.agreement.StallWatch;
import io.vigil.node.chain.BlockExecutor;
import io.vigil.node.chain.BlockRefs;
import io.vigil.node.chain.BlockReplay;
import io.vigil.node.chain.Bodies;
import io.vigil.node.chain.Chain;
import io.vigil.node.chain.ChainRules;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.chain.TransactionRuns;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.deposits.ChainPosition;
import io.vigil.node.deposits.DepositsDesk;
import io.vigil.node.deposits.ExitProofs;
import io.vigil.node.governance.GovernanceMetrics;
import io.vigil.node.governance.GovernanceReport;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.node.keys.Signer;
import io.vigil.node.log.Journal;
import io.vigil.node.mempool.Mempool;
import io.vigil.node.mempool.PoolHead;
import io.vigil.node.mempool.TransactionGate;
import io.vigil.node.mempool.file.JournalFile;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.tcp.TcpPeers;
import io.vigil.node.quarantine.Quarantine;
import io.vigil.node.quarantine.QuarantineMethods;
import io.vigil.node.rpc.EventFeed;
import io.vigil.node.rpc.eth.RpcMethods;
import io.vigil.node.rpc.eth.UnlockedAccounts;
import io.vigil.node.rpc.http.RpcServer;
import io.vigil.node.rpc.http.RpcSettings;
import io.vigil.node.rpc.json.Dispatcher;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.sync.BlockServer;
import io.vigil.node.sync.QuestionQueue;
import io.vigil.node.sync.RecoveredSenders;
import io.vigil.node.sync.SyncMessage;
import io.vigil.node.time.ClockLoop;
import io.vigil.node.time.ClockMethods;
import io.vigil.node.time.ClockMetrics;
import io.vigil.node.time.Timekeeper;
import io.vigil.node.upkeep.StoreScrub;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One node: constructs everything, in the order in which things depend on each other, and runs it until it is closed. */
public final class Node implements AutoCloseable {
    private final Opened opened;
    private final Journal journal = new Journal();
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile BooleanSupplier unsupported = () -> false;
    private volatile boolean reopens;

    private Node(Opened opened) {
        this.opened = opened;
    }

    /** {@link #open(NodeHome, NodeConfig, Faults)} without a fault. */
    public static Node open(NodeHome home, NodeConfig config) {
        return open(home, config, Faults.NONE);
    }

    /**
     * Opens the node of a home: reads genesis and keys, takes the locks, opens the stores, listens.
     *
     * @param faults what a drill breaks; {@link Faults#NONE} otherwise
     * @throws RuntimeException that {@link io.vigil.node.config.ExitCode#of} knows, if it refuses to run
     */
    public static Node open(NodeHome home, NodeConfig config, Faults faults) {
        return open(home, config, faults, List.of());
    }

    /**
     * Like {@link #open(NodeHome, NodeConfig, Faults)}, by a plan.
     *
     * @param plans at most one, which begins the next epoch at its time (G49); it was begun with already if this is a restart
     */
    public static Node open(NodeHome home, NodeConfig config, Faults faults, List<SignedPlan> plans) {
        Node node = new Node(Opened.of(home, config, faults));
        try {
            plans.forEach(plan -> node.requireStartable(plan, faults));
            node.start(home, config, faults, plans);
            return node;
        } catch (RuntimeException | Error e) {
            node.close();
            throw e;
        }
    }

    /**
     * Serves until {@link #close}, until a failure, which it throws, or until a snapshot of peers waits to take the place of
     * the store.
     *
     * @return whether the node is to be closed and opened anew, on what was restored
     */
    public boolean run() throws InterruptedException {
        ended.await();
        Throwable cause = failure.get();
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause != null) {
            throw new IllegalStateException(cause);
        }
        return reopens;
    }

    /** A restored store is whole, and takes its place once this one is closed. */
    private void endToReopen() {
        reopens = true;
        ended.countDown();
    }

    @Override
    public void close() {
        synchronized (closing) {
            while (!closing.isEmpty()) {
                try {
                    closing.pop().close();
                } catch (Exception e) {
                    journal.failed("close", e);
                }
            }
            opened.close();
        }
        ended.countDown();
    }

    private void requireStartable(SignedPlan plan, Faults faults) {
        PlanDesk desk = new PlanDesk(opened, new HomeGround(opened), faults.speaks(), InstantSource.system());
        List<String> obstacles = desk.isApplied(plan) ? List.of() : desk.obstacles(plan);
        if (!obstacles.isEmpty()) {
            throw new RefusedException("this node does not start by the plan: " + String.join("; ", obstacles));
        }
    }

    private void start(NodeHome home, NodeConfig config, Faults faults, List<SignedPlan> plans) {
        Timekeeper time = Timekeeper.open(home, config.timesync(), new ClockLog(journal));
        closing.push(time);
        InstantSource clock = time.instants();
        ChainRules rules = opened.next().rules();
        long chainId = rules.chainId();
        SignBytes signBytes = new SignBytes(chainId, opened.genesisHash());
        ConsensusCodec codec = new ConsensusCodec(BlockRefs::ofBody);
        Signer signer = opened.signer();
        ConsensusJournal bodiesAndProofs = opened.consensusJournal();
        NodeId self = new NodeId(opened.keys().node().id());
        EventQueue events = new EventQueue();
        EventFeed feed = new EventFeed();

        Block head = opened.head();
        Bodies bodies = new Bodies(head.number());
        Wiring wiring = new Wiring();
        TransactionGate gate = new TransactionGate(
                chainId,
                new Mempool(
                        new PoolHead(
                                rules.headers().nextBaseFee(head.header()),
                                rules.headers().gasLimit(),
                                opened.next().skipped()),
                        new HeadSponsors(opened.processor(), wiring)),
                wiring::account,
                opened.pool(),
                wiring::executable);
        RecoveredSenders senders = new RecoveredSenders();
        closing.push(senders);
        KnownReveals reveals = new KnownReveals(chainId);
        BlockExecutor executor = new BlockExecutor(
                opened.processor(),
                opened.parts(),
                opened.epochRules(),
                new OwnReveals(opened, signer, reveals),
                hash -> gate.find(hash).map(found -> found.sender()).or(() -> senders.find(hash)),
                new TransactionRuns(opened.quarantine(), opened.reproductions(), faults::beforeTransaction),
                clock,
                System::nanoTime);
        GovernanceDuties duties = new GovernanceDuties(opened.governance(), opened.ownReadiness(), wiring, journal);
        VersionWatch versions = new VersionWatch(
                faults.speaks(),
                opened.epochs()::plan,
                () -> opened.epoch().set(),
                config.upgrade().onUnsupported(),
                journal);
        unsupported = versions::isReadOnly;
        ChainReports reports = new ChainReports(
                events,
                faults,
                time::allowsProposing,
                List.of(
                        block -> feed.committed(block.block(), block.receipts()),
                        wiring::committed,
                        duties::committed,
                        block -> {
                            if (versions.isDue(block.changes())) {
                                look(versions, wiring, block.ref().height());
                            }
                        },
                        block -> reachFloor(block.block().number(), events),
                        opened.deposits()::committed,
                        block -> time.committed(
                                Instant.ofEpochSecond(block.block().header().timestamp())),
                        block -> faults.published(block.block().number())));
        Chain chain = new Chain(
                faults.commits(opened.store()),
                opened.states(),
                opened.history(),
                head,
                executor,
                bodies,
                new GatedPool(gate, opened.epoch().set().size()),
                reports,
                journal);
        plans.forEach(plan -> chain.refuse(plan.plan().quarantined()));

        SlotKeys slotKeys = new SlotKeys(
                () -> opened.epoch().set(),
                wiring::isRecorded,
                () -> chain.head().ref().height());
        TcpPeers peers = opened.peers(config, clock, faults.links(), slotKeys);
        ConsensusStart start = opened.consensusStart(chain.head().ref(), bodies);
        SignaturePoints points = new SignaturePoints(opened.hashed());
        Consensus core = new Consensus(rules.pacing(), new Aggregations(points), start);
        StoredBlocks stored =
                new StoredBlocks(() -> chain.head().ref().height(), new ChainStore(opened.store()::get), bodies);
        SnapshotDesk snapshots =
                new SnapshotDesk(home, config, opened, chain, peers, faults, journal, this::endToReopen);
        QuestionQueue<SyncMessage> questions = new QuestionQueue<>();
        OwnVoice voice = new OwnVoice(signer::indexIn, signer::record, opened::heedsOwnVoice);
        BlockSync sync = new BlockSync(
                chain,
                bodies,
                questions,
                peers,
                events,
                signBytes,
                opened.epochs()::start,
                () -> opened.epoch().epoch(),
                journal,
                System::nanoTime,
                voice,
                senders,
                snapshots.stateSync()::holdsBack);
        Gossip gossip = new Gossip(gate, peers, duties::heard);
        Watch watch = new Watch(
                journal,
                new StallWatch(() -> chain.head().next().rules().longestWait(), System.nanoTime()),
                () -> opened.epoch().set(),
                () -> Opened.validatorKeys(peers),
                opened::ownKey,
                clock,
                head.number());
        JournalFile evidence = new JournalFile(home.evidence());
        closing.push(evidence);
        Accuser accuser = new Accuser(
                opened.governance().evidence(), evidence, stored, peers, codec, chain::poolChanged, journal);
        accuser.restore();
        ViewsSeen seen = new ViewsSeen();
        PeerKeys peerKeys = new PeerKeys(events, () -> opened.epoch().set(), wiring::registered);
        AgreementCounts counts = new AgreementCounts();
        Rejoin rejoin = new Rejoin(
                new SecureRandom().nextLong() | 1,
                opened::epoch,
                opened::ownKey,
                peerKeys::of,
                message -> peers.broadcast(Channel.CONSENSUS, codec.encode(message)),
                epoch -> {
                    opened.rejoins(epoch);
                    journal.rejoins(epoch);
                },
                opened.signsFrom());
        ConsensusLoop loop = new ConsensusLoop(
                core,
                events,
                new PeerId(self.bytes()),
                signer,
                bodiesAndProofs,
                new ChainDesk(chain, bodies, time::allowsProposing),
                new PeerOutbox(peers, codec, faults, wiring::includable, sync::want),
                new Observers(List.of(
                        watch, seen, counts, accuser, rejoin, versions, new LoadWatch(events, System.nanoTime()))),
                opened::set,
                proof -> {
                    requireKept(proof, chain.head().ref());
                    opened.epochs().entered(proof);
                    peerKeys.epochEntered();
                },
                epoch -> rejoin.allows(epoch) && versions.allows(epoch),
                epoch -> opened.epochs().proofs(epoch, Message.Limits.EPOCH_PROOFS),
                System::nanoTime);
        Inbox inbox = new Inbox(
                codec,
                signBytes,
                events,
                loop::status,
                opened::epoch,
                opened.epochs()::start,
                signer::indexIn,
                () -> chain.head().next().rules().pacing().delta(),
                points,
                new InboxHooks(bodies, reveals, gate, peers, accuser::heard, voice),
                System::nanoTime);
        if (!opened.maySign(opened.epoch().epoch())) {
            journal.recordLost(opened.epoch().epoch());
        }
        opened.damage().ifPresent(journal::storeRecovered);
        if (head.number() < opened.floor()) {
            journal.belowFloor(head.number(), opened.floor());
            events.own(now -> new Event.ConductChanged(now, false));
        }
        wiring.connect(chain, opened.states(), gate, gossip, feed, sync, snapshots);
        look(versions, wiring, head.number());

        feed.start();
        closing.push(feed);
        reproduceDeath(chain);
        runs("chain", chain, chain::close);
        opened.quarantine().onKept(gate::quarantine);
        gate.restore();
        runs("gossip", gossip, gossip::close);
        runs("sync", sync, sync::close);
        runs("answering", new Answering(questions, new BlockServer(stored), peers), questions::close);
        closing.push(snapshots.jobs());
        runs("snapshots", snapshots.schedule(), snapshots.schedule()::close);
        runs("serving", snapshots.server(), snapshots.server()::close);
        runs("exchange", snapshots.exchange(), snapshots.exchange()::close);
        runs("state-sync", snapshots.stateSync(), snapshots.stateSync()::close);
        runs("inbox", inbox, inbox::close);
        runs("consensus", loop, loop::close);
        opened.deposits()
                .follower()
                .ifPresent(eth1 ->
                        runs("eth1", () -> eth1.run(clock, () -> wiring.onHead(ChainPosition::of)), eth1::close));
        StoreScrub scrub = new StoreScrub(
                opened.store(), journal, StoreScrub.Rhythm.of(opened.store().wasUnclean()));
        runs("scrub", scrub, scrub::close);
        ClockLoop ticks = new ClockLoop(time, () -> opened.clocks(peers, opened.ownKey()));
        runs("clock", ticks, ticks::close);
        DepositsDesk desk = new DepositsDesk(
                opened.deposits(),
                wiring::onHead,
                () -> opened.epoch().set(),
                opened.keys().node(),
                new ExitProofs(
                        opened.chainIdentity(),
                        new CommittedChain(chain, opened.states(), opened.history()),
                        () -> new ChainStore(opened.store()::get).epochProofs()));
        serveOperators(
                home,
                config,
                faults,
                time,
                desk,
                snapshots,
                gate,
                scrub,
                new PlanDesk(opened, new RunningGround(opened, chain, bodies, events, loop), faults.speaks(), clock),
                () -> wiring.onHead(state -> GovernanceReport.of(StateView.of(state), opened.planned())),
                new StatusBoard(
                        home.root().getFileName().toString(),
                        opened,
                        chain,
                        loop,
                        gate,
                        peers,
                        sync,
                        time,
                        watch,
                        () -> Stream.of(scrub.alarms(), desk.alarms(), versions.alarms())
                                .flatMap(List::stream)
                                .toList(),
                        snapshots,
                        new ConsensusBoard(opened, loop, seen, counts, peers, System::nanoTime),
                        clock,
                        clock.instant()));
        // when nothing else is left to begin: from the first link on agreement needs the processor
        closing.push(peers);
        peers.start(new PeerTraffic(peerKeys, inbox, sync, gossip, snapshots.traffic(), journal));
        // last, since whoever waits for a node asks for its RPC and then expects all the rest
        serve(config, clock, chain, gate, feed, peers, sync, chainId);
        journal.started(
                NodeFacts.CLIENT,
                chainId,
                opened.genesisHash(),
                head.number(),
                opened.ownKey().isEmpty() ? "observer" : "validator",
                config.rpc().listen().toString(),
                config.p2p().listen().toString());
        for (SignedPlan plan : plans) {
            PlanStart begins =
                    new PlanStart(plan, opened.epochs(), signBytes, events, () -> online(peers), clock, journal);
            runs("plan", begins, begins::close);
        }
        closing.push(() -> journal.stopped(chain.head().ref().height()));
    }

    /** G48: a plan keeps whatever is final, unless more than a third of the power lied; then nothing is to be trusted any more. */
    private static void requireKept(EpochProof proof, BlockRef head) {
        if (!(proof.end() instanceof PlanProof planned)) {
            return;
        }
        long height = ChainReports.last(proof).height();
        if (height < head.height()
                || (height == head.height() && !proof.end().block().equals(head.hash()))) {
            throw new RefusedException("a quorum signed plan " + PlanCodec.hash(planned.plan()) + ", which ends epoch "
                    + proof.end().epoch() + " with block " + height + " "
                    + proof.end().block() + "; block "
                    + head.height() + " " + head.hash() + " is final here and does not lead there: more than a third of"
                    + " the power signed against itself. Keep this home as it is, it is the evidence");
        }
    }

    private static void look(VersionWatch versions, Wiring wiring, long height) {
        wiring.onHead(state -> {
            versions.look(StateView.of(state), height);
            return true;
        });
    }

    /** How the process ends when it is told to: a node that the chain left behind says so to the end (G38). */
    public ExitCode endsWith() {
        return unsupported.getAsBoolean() ? ExitCode.REFUSED : ExitCode.OK;
    }

    /** The keys of the validators that a link leads to, and our own. */
    private Set<Bytes> online(TcpPeers peers) {
        Set<Bytes> there = new HashSet<>(Opened.validatorKeys(peers));
        there.add(opened.ownKey());
        return there;
    }

    private void reproduceDeath(Chain chain) {
        Quarantine quarantine = opened.quarantine();
        quarantine.diedIn().ifPresent(died -> {
            Hash hash = died.transaction();
            quarantine
                    .scene()
                    .ifPresentOrElse(
                            scene -> chain.reproduce(
                                    scene,
                                    bundle ->
                                            journal.transactionQuarantined(hash, quarantine.reproduced(hash, bundle))),
                            () -> journal.transactionQuarantined(hash, died.reason()));
        });
    }

    /** What the store had lost is back: from here on this node votes again. */
    private void reachFloor(long height, EventQueue events) {
        if (height == opened.floor()) {
            events.own(now -> new Event.ConductChanged(now, true));
        }
    }

    private void serve(
            NodeConfig config,
            InstantSource clock,
            Chain chain,
            TransactionGate gate,
            EventFeed feed,
            TcpPeers peers,
            BlockSync sync,
            long chainId) {
        RpcLog observer = new RpcLog(journal);
        CallRunner calls =
                new CallRunner(() -> chain.head().next().rules(), opened.processor(), clock, System::nanoTime);
        BlockReplay replay = new BlockReplay(chainId, opened.processor(), opened.parts(), opened.epochRules());
        RpcMethods.Ports ports = new RpcMethods.Ports(
                new CommittedChain(chain, opened.states(), opened.history()),
                calls,
                new TraceRunner(calls, replay, System::nanoTime),
                gate,
                feed,
                new NodeFacts(chainId, peers, chain, sync),
                new UnlockedAccounts(
                        config.rpc().unlockDevelopmentAccounts() ? DevelopmentAccounts.secretKeys() : List.of()));
        RpcSettings settings = new RpcSettings(
                config.rpc().listen().host(),
                config.rpc().listen().port(),
                config.rpc().anyOrigin(),
                config.rpc().hosts());
        try {
            closing.push(RpcServer.start(
                    settings, new Dispatcher(RpcMethods.table(ports, this::addPublic), observer), observer));
        } catch (IOException e) {
            throw new RefusedException(e.getMessage() + "; set rpc.listen to a free port", e);
        }
    }

    /** What anyone may ask beside the chain's own methods. */
    private void addPublic(MethodTable.Builder table) {
        QuarantineMethods.addPublicTo(table, opened.quarantine());
    }

    private void serveOperators(
            NodeHome home,
            NodeConfig config,
            Faults faults,
            Timekeeper time,
            DepositsDesk desk,
            SnapshotDesk snapshots,
            TransactionGate gate,
            StoreScrub scrub,
            PlanDesk plans,
            Supplier<ObjectNode> governance,
            StatusBoard status) {
        InstantSource clock = time.instants();
        NodeMetrics metrics = new NodeMetrics(status, clock);
        desk.bindTo(metrics.registry());
        scrub.bindTo(metrics.registry());
        metrics.beforeScrape(new GovernanceMetrics(metrics.registry(), governance)::refresh);
        metrics.beforeScrape(new ClockMetrics(metrics.registry(), time::report)::refresh);
        AdminPages pages = new AdminPages(status, metrics, clock);
        MethodTable.Builder calls = new MethodTable.Builder();
        ClockMethods.addTo(calls, time);
        desk.addTo(calls);
        calls.add("governance_status", 0, params -> governance.get());
        snapshots.addTo(calls, clock);
        PlanMethods.addTo(calls, plans);
        QuarantineMethods.addTo(calls, opened.quarantine(), gate::release);
        pages.addTo(calls);
        faults.addCalls(calls);
        try {
            closing.push(AdminServer.start(
                    config.admin().port(),
                    AdminToken.create(home),
                    pages.pages(),
                    new Dispatcher(calls.build(), new RpcLog(journal))));
        } catch (IOException e) {
            throw new RefusedException(e.getMessage() + "; set admin.port to a free port", e);
        }
    }

    /** Runs {@code loop} on a thread of its own; when it fails the node ends, and nothing more is signed. */
    private void runs(String name, Runnable loop, Runnable close) {
        Thread thread = Thread.ofPlatform().name(name).unstarted(() -> {
            try {
                loop.run();
            } catch (Throwable e) {
                journal.failed(name, e);
                failure.compareAndSet(null, e);
                ended.countDown();
            }
        });
        closing.push(() -> {
            close.run();
            thread.join(Duration.ofSeconds(10));
        });
        thread.start();
    }
}
