package io.vigil.node;

import io.vigil.consensus.ConsensusStart;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.node.agreement.ConsensusJournal;
import io.vigil.node.agreement.OwnVoice;
import io.vigil.node.chain.BlockRefs;
import io.vigil.node.chain.Bodies;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.chain.EpochFacts;
import io.vigil.node.chain.EpochRules;
import io.vigil.node.chain.FirstEpoch;
import io.vigil.node.chain.Reproductions;
import io.vigil.node.chain.SilentPart;
import io.vigil.node.chain.SystemPart;
import io.vigil.node.chain.SystemParts;
import io.vigil.node.config.Endpoint;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.PeerAddress;
import io.vigil.node.config.RefusedException;
import io.vigil.node.deposits.Deposits;
import io.vigil.node.governance.GovernancePart;
import io.vigil.node.governance.GovernedEpochs;
import io.vigil.node.governance.OwnReadiness;
import io.vigil.node.governance.PlanPart;
import io.vigil.node.governance.PlannedEpochs;
import io.vigil.node.keys.Beginnings;
import io.vigil.node.keys.GuardedSigner;
import io.vigil.node.keys.HashedMessages;
import io.vigil.node.keys.NoSigner;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.keys.NodeKeys;
import io.vigil.node.keys.RejoinMark;
import io.vigil.node.keys.Signer;
import io.vigil.node.keys.SignerPlace;
import io.vigil.node.keys.StatementLog;
import io.vigil.node.log.Journal;
import io.vigil.node.mempool.file.JournalFile;
import io.vigil.node.p2p.HelloClaim;
import io.vigil.node.p2p.LinkFilter;
import io.vigil.node.p2p.NetworkIdentity;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.Peers;
import io.vigil.node.p2p.PeersConfig;
import io.vigil.node.p2p.Role;
import io.vigil.node.p2p.tcp.TcpPeers;
import io.vigil.node.preflight.Preflight;
import io.vigil.node.quarantine.Quarantine;
import io.vigil.node.time.ValidatorClocks;
import io.vigil.storage.Snapshot;
import io.vigil.storage.append.DiskFolder;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.state.StateHistory;
import io.vigil.storage.state.WorldStates;
import io.vigil.timesync.ClockEvent;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisValidator;
import io.vigil.vm.Fork;
import io.vigil.vm.transaction.BlockProcessor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Everything durable of a home, opened in the order of DESIGN "Storage": genesis, keys, store, journal, signer's record.
 * Refuses where running on could break a promise.
 */
final class Opened implements AutoCloseable {
    /** Of the newest blocks: one that counts us is among them unless we were away for long, and then nothing is doubled. */
    private static final int CERTIFICATES_LOOKED_AT = 64;

    private final Deque<AutoCloseable> closing;
    private final Genesis genesis;
    private final NodeKeys keys;
    private final StoredChain stored;
    private final StateHistory history;
    private final ConsensusJournal consensusJournal;
    private final HashedMessages hashed = new HashedMessages();
    private final Signer signer;
    private final JournalFile pool;
    private final Quarantine quarantine;
    private long floor;
    private final RejoinMark rejoin;
    private volatile long signsFrom;
    private volatile long heedsFrom;
    private final Deposits deposits;
    private final List<SystemPart> otherParts;
    private final SystemParts parts;
    private final BlockProcessor processor;
    private final ProvenEpochs epochs;
    private final PlannedEpochs planned;
    private final EpochRules epochRules;
    private final GovernancePart governance;
    private final long speaks;

    private Opened(NodeHome home, NodeConfig config, Faults faults, Deque<AutoCloseable> closing) {
        this.closing = closing;
        speaks = faults.speaks();
        genesis = NewHome.readGenesis(home.genesisFile());
        keys = NodeKeys.open(home, config.keys(), System.getenv());
        consensusJournal = ConsensusJournal.open(
                home.consensus(),
                folder -> faults.folder(Faults.Log.JOURNAL, folder),
                BlockRefs::ofBody); // also the lock of the home
        closing.push(consensusJournal);
        stored = StoredChain.open(home, config.storage(), genesis);
        closing.push(stored);
        history = new StateHistory(config.storage().history(), StateHistory.DEFAULT_WINDOW);
        history.begin(stored.store(), stored.head().number());
        governance = new GovernancePart(
                chainIdentity(), epoch -> epochs().start(epoch).map(EpochStart::set));
        planned = new PlannedEpochs(chainIdentity(), epoch -> epochs().start(epoch), ended -> epochs().plan(ended));
        epochRules = epochRules(planned);
        epochs = new ProvenEpochs(stored.store(), FirstEpoch.of(genesis, stored.genesisHash()));
        consensusJournal.epochs().forEach(epochs::entered);
        proveHead();
        rejoin = RejoinMark.beside(home.signerRecord(genesisHash()));
        signer = openSigner(home, config.keys(), faults);
        closing.push(signer);
        pool = new JournalFile(home.data().resolve("mempool").resolve("local.log"));
        closing.push(pool);
        quarantine = Quarantine.open(home.data().resolve("quarantine"), InstantSource.system());
        closing.push(quarantine);
        deposits = Deposits.open(home, config, genesis, () -> epoch().set().size(), faults.eth1(), new Journal());
        closing.push(deposits);
        List<SystemPart> others = new ArrayList<>(List.of(new SponsorPart()));
        others.addAll(deposits.parts(governance::deposited));
        others.add(governance); // after deposits: inputs run in the order of their types (G4)
        others.addAll(faults.parts(genesis));
        otherParts = List.copyOf(others);
        parts = behind(new PlanPart(planned), otherParts);
        processor = new BlockProcessor(Fork.OSAKA, parts.contracts());
    }

    private static SystemParts behind(PlanPart plans, List<? extends SystemPart> others) {
        List<SystemPart> all = new ArrayList<>(List.of(plans));
        all.addAll(others);
        return new SystemParts(all);
    }

    /** The parts for blocks that are made to be thrown away: but for the plan nothing is offered. */
    SystemParts rehearsedParts(PlannedEpochs rehearsed) {
        return behind(
                new PlanPart(rehearsed),
                otherParts.stream().map(SilentPart::new).toList());
    }

    /** The rules of epochs, by plans as {@code by} knows them. */
    EpochRules epochRules(PlannedEpochs by) {
        return new GovernedEpochs(
                genesis.chainId(), Math.toIntExact(genesis.parameters().timeoutCap()), speaks, by);
    }

    static Opened of(NodeHome home, NodeConfig config, Faults faults) {
        Deque<AutoCloseable> closing = new ArrayDeque<>();
        try {
            return new Opened(home, config, faults, closing);
        } catch (RuntimeException | Error e) {
            close(closing);
            throw e;
        }
    }

    /** Deposits on eth1: nothing of it on a chain that takes none. */
    Deposits deposits() {
        return deposits;
    }

    Genesis genesis() {
        return genesis;
    }

    Hash genesisHash() {
        return stored.genesisHash();
    }

    NodeKeys keys() {
        return keys;
    }

    RocksStore store() {
        return stored.store();
    }

    /** What was found broken in the store's write-ahead log, in words. */
    Optional<String> damage() {
        return store().walDamage()
                .map(damage -> "the write-ahead log was damaged (" + damage.cause()
                        + "); opened at the last whole block, a copy is in " + damage.copy());
    }

    WorldStates states() {
        return stored.states();
    }

    /** States below the head: a window of them, or all since the archive began. */
    StateHistory history() {
        return history;
    }

    /** The last committed block. */
    Block head() {
        return stored.head();
    }

    /** Our key in the newest epoch, or the first of ours if none is a member's; no bytes for an observer. */
    Bytes ownKey() {
        List<Bytes> own = signer.publicKeys();
        ValidatorSet set = epoch().set();
        OptionalInt index = signer.indexIn(set);
        if (index.isPresent()) {
            return set.member(index.getAsInt()).blsKey();
        }
        return own.isEmpty() ? Bytes.EMPTY : own.getFirst();
    }

    Signer signer() {
        return signer;
    }

    /** What our signer signed lately, and what is verified. */
    HashedMessages hashed() {
        return hashed;
    }

    ConsensusJournal consensusJournal() {
        return consensusJournal;
    }

    /** What must not run again; the transaction that the process before this one died in is among it. */
    Quarantine quarantine() {
        return quarantine;
    }

    /** Makes bundles of transactions that failed. */
    Reproductions reproductions() {
        return new Reproductions(genesis.chainId(), genesisHash(), processor, parts, epochRules);
    }

    JournalFile pool() {
        return pool;
    }

    /** Says for our keys that this program is ready. */
    OwnReadiness ownReadiness() {
        return new OwnReadiness(chainIdentity(), keys.validators(), speaks);
    }

    ChainIdentity chainIdentity() {
        return new ChainIdentity(genesis.chainId(), genesisHash());
    }

    /** The part of {@link #parts} that elects and moves epochs. */
    GovernancePart governance() {
        return governance;
    }

    /** What the subsystems add to blocks, in the order in which they run. */
    SystemParts parts() {
        return parts;
    }

    BlockProcessor processor() {
        return processor;
    }

    ProvenEpochs epochs() {
        return epochs;
    }

    /** What holds in the child of {@link #head}. */
    EpochFacts next() {
        try (Snapshot snapshot = store().snapshot()) {
            return epochRules.after(head().header(), states().committed(snapshot));
        }
    }

    /** Which epoch each block belongs to. */
    PlannedEpochs planned() {
        return planned;
    }

    EpochRules epochRules() {
        return epochRules;
    }

    /** The members of a proven epoch. */
    ValidatorSet set(long epoch) {
        return epochs.start(epoch)
                .map(EpochStart::set)
                .orElseThrow(() -> new IllegalStateException("epoch " + epoch + " is not proven"));
    }

    /** The highest epoch that is proven. */
    EpochStart epoch() {
        return epochs.newest();
    }

    /** What the core wakes up with (R1–R5); the bodies of uncommitted blocks are held from now on. */
    ConsensusStart consensusStart(BlockRef headRef, Bodies bodies) {
        List<BlockRef> blocks = new ArrayList<>();
        uncommitted(bodies::hold);
        bodies.all().forEach(block -> blocks.add(BlockRefs.ofChecked(block.header())));
        List<Certificate> certificates = new ArrayList<>(consensusJournal.certificates());
        return new ConsensusStart(
                signer.publicKeys(), epoch(), epochs.latest(), signer.record(), headRef, blocks, certificates);
    }

    /** Hands over what the journal holds of blocks: those that certificates and this validator's own words name, and the newest. */
    void uncommitted(Consumer<Block> taker) {
        Set<Hash> named = new HashSet<>();
        named.add(signer.record().lock().block());
        for (Certificate certificate : consensusJournal.certificates()) {
            named.add(
                    switch (certificate) {
                        case QuorumCertificate quorum -> quorum.block();
                        case TimeoutCertificate timeout -> timeout.high().block();
                        case CommitCertificate commit -> commit.block();
                    });
        }
        for (Statement said : signer.record().last().values()) {
            switch (said) {
                case Statement.Vote vote -> named.add(vote.block().hash());
                case Statement.Proposal proposal -> named.add(proposal.block().hash());
                case Statement.CommitVote vote -> named.add(vote.block());
                case Statement.Timeout timeout -> {}
            }
        }
        consensusJournal.read(named, Bodies.MAX_BLOCKS, body -> {
            try {
                taker.accept(Block.decode(body));
            } catch (MalformedException e) {
                throw new IllegalStateException("consensus journal: " + e.getMessage(), e);
            }
        });
    }

    /** What the clocks of the validators we have a link to say. */
    Optional<ClockEvent.PeerClocks> clocks(Peers peers, Bytes ownKey) {
        ValidatorSet set = epoch().set();
        return ValidatorClocks.of(
                peers.connected(),
                key -> set.indexOf(key).stream().mapToLong(set::power).sum(),
                set.power(),
                ownKey);
    }

    /**
     * The mesh, not listening yet.
     *
     * @param slotKeys keys whose links take no stranger's slot
     */
    TcpPeers peers(NodeConfig config, InstantSource clock, LinkFilter faults, Predicate<Bytes> slotKeys) {
        NodeId self = new NodeId(keys.node().id());
        PeersConfig settings = meshSettings(config.p2p(), genesis, self);
        Role role = keys.validators().stream()
                .filter(key -> epoch().set().indexOf(key.publicKey().bytes()).isPresent())
                .findFirst()
                .or(keys::validator)
                .<Role>map(key -> new Role.Validator(
                        key.publicKey().bytes(),
                        key.sign(HelloClaim.message(self, genesisHash())).bytes()))
                .orElseGet(Role.Observer::new);
        return new TcpPeers(
                settings,
                new NetworkIdentity(genesis.chainId(), genesisHash(), NodeFacts.CLIENT, role),
                keys.node(),
                slotKeys,
                clock,
                faults);
    }

    /** Whom a home's node looks for: those its file names, and those that genesis does. */
    static PeersConfig meshSettings(NodeHome home, NodeConfig config, Genesis genesis) {
        return meshSettings(
                config.p2p(),
                genesis,
                new NodeId(NodeKey.read(home.nodeKeyFile()).id()));
    }

    private static PeersConfig meshSettings(NodeConfig.P2p p2p, Genesis genesis, NodeId self) {
        List<PeerAddress> wanted = new ArrayList<>(p2p.peers());
        for (GenesisValidator validator : genesis.validators()) {
            if (!validator.host().isEmpty() && !validator.nodeId().equals(self.bytes())) {
                wanted.add(new PeerAddress(validator.nodeId(), new Endpoint(validator.host(), validator.port())));
            }
        }
        return new PeersConfig(p2p.listen(), p2p.advertise(), wanted, p2p.maxBackOff(), p2p.others(), p2p.linksPerIp());
    }

    /** The BLS keys of the validators that a link leads to. */
    static Set<Bytes> validatorKeys(Peers peers) {
        return peers.connected().stream()
                .map(peer -> peer.info().role())
                .filter(Role.Validator.class::isInstance)
                .map(role -> ((Role.Validator) role).blsKey())
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        close(closing);
    }

    private static void close(Deque<AutoCloseable> closing) {
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("closing a home", e);
            }
        }
    }

    /** A crash between the commit of an epoch's last block and the entry into the next leaves the proof to be made here. */
    private void proveHead() {
        Block head = head();
        BlockRef last = BlockRefs.ofChecked(head.header());
        if (!last.lastOfEpoch() || last.epoch() != epoch().epoch()) {
            return;
        }
        Optional<CommitCertificate> commit = new ChainStore(store()::get)
                .proof(head.number())
                .map(row -> ChainReports.commitCertificate(head.number(), row));
        try (Snapshot snapshot = store().snapshot()) {
            ValidatorSet next = epochRules
                    .after(head.header(), states().committed(snapshot))
                    .set();
            commit.ifPresent(certificate -> consensusJournal.entered(
                    new EpochProof(certificate, head.header().encode(), next)));
        }
        consensusJournal.sync();
        consensusJournal.epochs().forEach(epochs::entered);
    }

    /**
     * The record of our keys on this chain. Without a record, and without proof that there was none yet, something may have been
     * signed and forgotten, so nothing is signed before others have said from when on that is safe (R6).
     */
    private Signer openSigner(NodeHome home, NodeConfig.Keys keysConfig, Faults faults) {
        Root root = Root.genesis(genesisHash());
        List<BlsSecretKey> own = keys.validators();
        if (own.isEmpty()) {
            return new NoSigner(root);
        }
        var path = home.signerRecord(genesisHash());
        ValidatorSet members = epoch().set();
        Beginnings beginnings = Beginnings.in(home.signer());
        if (isLost(path, beginnings, own)) {
            beginAnew(path, own, members);
        }
        signsFrom = rejoin.exists() ? rejoin.signsFrom().orElse(Long.MAX_VALUE) : 0;
        heedsFrom = rejoin.exists() ? rejoin.heedsFrom().orElse(Long.MAX_VALUE) : 0;
        if (!keysConfig.volatileSigner()) {
            Preflight.of(home.signer()).lasting().require(); // R2.11
        }
        DiskFolder folder = DiskFolder.open(path);
        closing.push(folder);
        StatementLog log = StatementLog.open(faults.folder(Faults.Log.SIGNER, folder), epoch().root());
        closing.push(log);
        beginnings.begun(genesisHash());
        GuardedSigner opened = new GuardedSigner(
                own, genesis.chainId(), genesisHash(), this::set, log.requireUsableAt(SignerPlace.of(path)), hashed);
        requireNewest(new OwnVoice(opened::indexIn, opened::record, this::heedsOwnVoice));
        floor = opened.floor().height();
        requireWayBack(home, opened.indexIn(members));
        return opened;
    }

    /** Whether there is no record, and the keys may have signed on this chain. */
    private boolean isLost(Path record, Beginnings beginnings, List<BlsSecretKey> own) {
        boolean isThere = Files.isDirectory(record)
                && !DiskFolder.forReading(record).names().isEmpty();
        return !isThere
                && (rejoin.exists()
                        || !beginnings.isFirst(
                                genesisHash(),
                                own.stream().map(key -> key.publicKey().bytes()).toList()));
    }

    /** Durable before the new record is. A key that is no member of an epoch without end never signs anything. */
    private void beginAnew(Path record, List<BlsSecretKey> own, ValidatorSet members) {
        boolean isMember = own.stream()
                .anyMatch(key -> members.indexOf(key.publicKey().bytes()).isPresent());
        if (canRejoin(own)) {
            rejoin.waits();
        } else if (isMember) {
            throw new RefusedException(
                    record + ": the record of what this validator signed is missing, and the chain is at "
                            + head().number()
                            + "; put the folder signer/ back, or import the record (vigil signer import FILE), since"
                            + " without it this key could sign twice. If it is gone for good, or the key signed"
                            + " nothing on this chain yet: vigil signer recover");
        }
    }

    /** A certificate in the store that counts a signature of ours which the record does not know: the record is an old copy. */
    private void requireNewest(OwnVoice voice) {
        ChainStore rows = new ChainStore(store()::get);
        for (long height = head().number(); height > 0 && head().number() - height < CERTIFICATES_LOOKED_AT; height--) {
            long at = height;
            rows.proof(at)
                    .map(row -> ChainReports.commitCertificate(at, row))
                    .flatMap(commit -> epochs.start(commit.epoch())
                            .map(start -> new Heard(new Message.Certified(commit), start.set())))
                    .ifPresent(heard -> voice.heard(heard.message(), heard.set()));
        }
    }

    private record Heard(Message message, ValidatorSet set) {}

    /** A15: others that hold a quorum without us say how far the chain is, and epochs pass. */
    private boolean canRejoin(List<BlsSecretKey> own) {
        ValidatorSet members = epoch().set();
        List<Bytes> ownKeys = own.stream().map(key -> key.publicKey().bytes()).toList();
        long others =
                members.powerOf(index -> !ownKeys.contains(members.member(index).blsKey()));
        return genesis.parameters().epochLength() > 0 && others >= members.quorum();
    }

    /**
     * Whether a snapshot may be taken in place of blocks. To a node that has nothing but genesis they alone show what its key
     * signed in an earlier life, unless it can ask others for how long to be silent (R6, A15).
     */
    boolean maySkipBlocks() {
        List<BlsSecretKey> own = keys.validators();
        boolean isMember = own.stream()
                .anyMatch(key -> epoch().set().indexOf(key.publicKey().bytes()).isPresent());
        return !isMember || head().number() > 0 || canRejoin(own);
    }

    /** Blocks are about to be skipped: durable before the first of them is. */
    void skipsBlocks() {
        if (head().number() == 0
                && canRejoin(keys.validators())
                && !keys.validators().isEmpty()
                && !rejoin.exists()) {
            rejoin.waits();
            signsFrom = Long.MAX_VALUE;
        }
    }

    /** The first epoch that our key may sign in; 0 if its record was never lost, {@link Long#MAX_VALUE} if that is to be found out. */
    long signsFrom() {
        return signsFrom;
    }

    /** Keeps what was found out. */
    void rejoins(long epoch) {
        rejoin.signsFrom(epoch);
        signsFrom = epoch;
        heedsFrom = epoch;
    }

    /** Whether the record knows all that our key signed in {@code epoch}. */
    boolean maySign(long epoch) {
        return epoch >= signsFrom;
    }

    /** Whether a word of our key in {@code epoch} that the record does not know is news. */
    boolean heedsOwnVoice(long epoch) {
        return epoch >= Math.max(signsFrom, heedsFrom);
    }

    /**
     * The store lost blocks that it had synced. Others can give them back, and until then this node does not vote; one that
     * is a quorum by itself has nobody to ask.
     */
    private void requireWayBack(NodeHome home, OptionalInt own) {
        ValidatorSet members = epoch().set();
        boolean isAlone = own.isPresent() && members.power(own.getAsInt()) >= members.quorum();
        if (head().number() < floor && isAlone) {
            throw new RefusedException(home.chain() + ": ends at block " + head().number() + ", but block " + floor
                    + " was committed; restore the folder from a copy, or begin a new chain");
        }
    }

    /** Height of a block that was synced before: a store whose head lies below lost something. */
    long floor() {
        return floor;
    }
}
