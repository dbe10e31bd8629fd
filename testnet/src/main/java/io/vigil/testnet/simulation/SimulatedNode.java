package io.vigil.testnet.simulation;

import io.vigil.consensus.Consensus;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.consensus.Event.Verdict;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.safety.PlanFence;
import io.vigil.consensus.safety.PlanRules;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.PlanCodec;
import io.vigil.node.agreement.Rejoin;
import io.vigil.testnet.simulation.SimulatedNetwork.Parcel;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One validator: a real core, and everything around it that performs its effects, may die between any two of them, and starts again from disk. */
final class SimulatedNode {
    /** Committed blocks whose bodies the journal keeps. */
    private static final int KEPT_BLOCKS = 64;

    /** Messages of the next epoch that wait for it (A5). */
    private static final int MOST_PARKED = 64;

    private record Parked(int from, Message message) {}

    private static final int JOURNAL_BEFORE_TRIM = 256;

    /** Blocks above the head up to which a body is fetched by its hash alone; short, so that a short run has ranges too. */
    private static final int NEAR_BLOCKS = 8;

    private static final int MOST_IN_RANGE = 64;

    private static final long TICK_NANOS = 1_000_000_000L;
    private static final int BLOCK_TRANSACTIONS = 20;

    private final Simulation simulation;
    private final Dice dice;
    final int index;
    final boolean honest;
    private final Sinner sinner;
    private final List<Bytes> keys;
    final PeerId id;
    final SimulatedDisk disk;

    private Consensus core;
    private Rejoin rejoin;
    private final SkewedClock clock;
    private final List<Parked> parked = new ArrayList<>();
    private boolean alive;
    private int life;
    private long timerAt;
    private Set<Hash> bodies = new HashSet<>();
    private Set<Hash> executed = new HashSet<>();
    private TreeMap<Hash, Boolean> toldWork = new TreeMap<>();
    private final TreeMap<PeerId, Bytes> toldKeys = new TreeMap<>();
    private final TreeSet<Integer> pool = new TreeSet<>();

    /** @param member whose key it holds; a twin shares one, and then neither counts as honest */
    SimulatedNode(
            Simulation simulation,
            Dice dice,
            int index,
            int member,
            boolean honest,
            Sinner sinner,
            SimulatedDisk disk) {
        this.simulation = simulation;
        this.dice = dice;
        this.index = index;
        this.honest = honest;
        this.sinner = sinner;
        this.keys = SimulatedKeys.keysOf(member);
        this.id = new PeerId(SimulatedKeys.key(index).slice(0, 32));
        this.disk = disk;
        this.clock = simulation.clock();
        this.core = new Consensus(simulation.parametersAfter(disk.head()), simulation.keys(), disk.start(keys));
        this.rejoin = rejoin();
    }

    boolean holds(Bytes key) {
        return keys.contains(key);
    }

    /** The key by which a set knows this node; its first if it is no member. */
    Bytes keyIn(ValidatorSet set) {
        return keys.stream()
                .filter(key -> set.indexOf(key).isPresent())
                .findFirst()
                .orElse(keys.getFirst());
    }

    boolean isMember(ValidatorSet set) {
        return set.indexOf(keyIn(set)).isPresent();
    }

    /** What this node's clock shows. */
    private long now() {
        return clock.at(simulation.now());
    }

    boolean isAlive() {
        return alive;
    }

    Consensus core() {
        return core;
    }

    long height() {
        return disk.head().height();
    }

    int waitingTransactions() {
        return pool.size();
    }

    boolean holds(Hash block) {
        return bodies.contains(block);
    }

    void start() {
        life++;
        alive = true;
        core = new Consensus(simulation.parametersAfter(disk.head()), simulation.keys(), disk.start(keys));
        rejoin = rejoin();
        bodies = new HashSet<>();
        executed = new HashSet<>();
        toldWork = new TreeMap<>();
        parked.clear();
        disk.bodies().forEach(block -> bodies.add(block.hash()));
        executed.add(disk.head().hash());
        step(new Event.Started(now()));
        for (SimulatedNode other : simulation.others(index)) {
            if (other.alive) {
                connect(other);
                other.connect(this);
            }
        }
        step(new Event.LoadChanged(now(), simulation.isBusy(index)));
        tellWork();
        tick();
    }

    private Rejoin rejoin() {
        return new Rejoin(
                2L * life + 1,
                () -> core.epoch(),
                () -> keyIn(core.epoch().set()),
                peer -> toldKeys.getOrDefault(peer, Bytes.EMPTY),
                question -> simulation.broadcast(index, question),
                disk::signsFrom,
                disk.signsFrom());
    }

    /** Dies, and its signer record with it (R6). */
    void crashAndLoseRecord() {
        crash();
        disk.loseRecord();
    }

    /** Dies, and nothing is left of what it wrote. */
    void crashAndLoseEverything(long signsFrom) {
        crash();
        disk.loseChain();
        disk.loseRecord();
        disk.signsFrom(signsFrom);
    }

    /** Whether it may sign nothing in the epoch that it is in. */
    boolean isMute() {
        return disk.signsFrom() > core.epoch().epoch();
    }

    private void tick() {
        if (isMute()) {
            rejoin.ticked(now(), core.status());
            later(TICK_NANOS, this::tick);
        }
    }

    private void connect(SimulatedNode peer) {
        Bytes key = peer.keyIn(core.epoch().set());
        toldKeys.put(peer.id, key);
        step(new Event.PeerConnected(now(), peer.id, key));
    }

    /** Links outlive an epoch; the keys that they lead to need not (G11). */
    private void followKeys() {
        for (SimulatedNode peer : simulation.others(index)) {
            if (peer.alive && !peer.keyIn(core.epoch().set()).equals(toldKeys.getOrDefault(peer.id, Bytes.EMPTY))) {
                step(new Event.PeerDisconnected(now(), peer.id));
                connect(peer);
            }
        }
    }

    /** Goes away for long. @return whether it comes back without the chain, as a machine may whose key signed nothing yet */
    boolean sleep() {
        crash();
        boolean isNew = disk.record().last().isEmpty();
        if (isNew) {
            disk.loseChain();
        }
        return isNew;
    }

    void crash() {
        alive = false;
        disk.loseUnsynced(dice);
        if (sinner == Sinner.AMNESIAC) {
            disk.storeRecord(SafetyRecord.empty(disk.epoch().root()));
        }
        for (SimulatedNode other : simulation.others(index)) {
            if (other.alive) {
                other.step(new Event.PeerDisconnected(other.now(), id));
            }
        }
    }

    /** A transaction enters this node's pool. */
    void receiveTransaction(int transaction) {
        if (simulation.isFinal(index, transaction) || !pool.add(transaction) || !alive) {
            return;
        }
        tellWork();
    }

    void step(Event event) {
        if (!alive) {
            return;
        }
        List<Effect> effects = core.step(event).stream()
                .filter(this::maySay)
                .map(effect -> withOlderProofs(effect, event))
                .toList();
        if (isMute()) {
            rejoin.stepped(event, effects, core.status());
        }
        simulation.observed(this, event, effects);
        int lifeNow = life;
        List<Effect> again = simulation.comesTwice()
                ? core.step(event).stream().filter(this::maySay).toList()
                : List.of();
        if (honest) {
            simulation.invariants().checkRepeated(index, event, again);
        }
        perform(effects);
        if (life == lifeNow) {
            perform(again);
        }
    }

    private boolean maySay(Effect effect) {
        if (effect instanceof Effect.Speak(Statement statement)) {
            return rejoin.allows(statement.epoch());
        }
        return !(effect instanceof Effect.Repeat(PeerId to, Statement statement)) || rejoin.allows(statement.epoch());
    }

    /** Who is far behind gets the proofs that come first for it; the core holds the newest alone (A5). */
    private Effect withOlderProofs(Effect effect, Event cause) {
        if (effect instanceof Effect.Send(PeerId to, Message.Epochs(List<EpochProof> proofs))
                && cause instanceof Event.OtherEpochSeen(long at, PeerId from, long asked)
                && proofs.getFirst().end().epoch() > asked) {
            List<EpochProof> older = disk.epochProofs().stream()
                    .filter(proof -> proof.end().epoch() >= asked)
                    .limit(Message.Limits.EPOCH_PROOFS)
                    .toList();
            return new Effect.Send(to, new Message.Epochs(older));
        }
        return effect;
    }

    private void perform(List<Effect> effects) {
        int lifeNow = life;
        boolean logged = false;
        for (Effect effect : effects) {
            if (simulation.diesNow(this)) {
                crash();
                simulation.restartLater(this);
            }
            if (!alive || life != lifeNow) {
                return;
            }
            if (effect instanceof Effect.Speak && !logged) {
                if (simulation.isDiskFull(this)) {
                    crash();
                    simulation.restartLater(this);
                    return;
                }
                logStatements(effects);
                logged = true;
                if (alive && simulation.diesNow(this)) { // durable, and never sent
                    crash();
                    simulation.restartLater(this);
                }
                if (!alive) {
                    return;
                }
            }
            perform(effect);
        }
    }

    /** One append for all statements of a step, after the bodies they rest on. */
    private void logStatements(List<Effect> effects) {
        SafetyRecord next = disk.record();
        List<Statement> statements = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Speak(Statement statement)) {
                next = next.after(statement); // the signer's own check
                statements.add(statement);
            }
        }
        disk.sync();
        if (simulation.diesNow(this)) { // a torn record is read as none
            crash();
            simulation.restartLater(this);
            return;
        }
        disk.storeRecord(next);
        simulation.signed(this, statements);
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Speak(Statement statement) -> speak(statement);
            case Effect.Repeat(PeerId to, Statement statement) -> simulation.send(index, to, message(statement));
            case Effect.Send(PeerId to, Message message) -> simulation.send(index, to, message);
            case Effect.Broadcast(Message message) -> simulation.broadcast(index, message);
            case Effect.WakeLeader(PeerId leader, long epoch, long view) ->
                simulation.send(index, leader, new Message.Wake(epoch, view, Bytes.ofLong(pool.getFirst())));
            case Effect.Keep(var certificate) -> disk.appendCertificate(certificate);
            case Effect.StartTimer(long at) -> {
                timerAt = at;
                int lifeNow = life;
                simulation.after(clock.until(at, simulation.now()), () -> fire(at, lifeNow));
            }
            case Effect.Build(BlockRef parent, long epoch, long view, boolean byTimeout) ->
                later(simulation.buildNanos(), () -> build(parent, epoch, view));
            case Effect.Execute(BlockRef block, boolean certified) ->
                later(simulation.executionNanos(), () -> executed(block));
            case Effect.Fetch(Hash block, List<PeerId> from) -> fetch(block, from);
            case Effect.Forget(Hash block) -> {
                bodies.remove(block);
                executed.remove(block);
            }
            case Effect.Commit(BlockRef block, var proof) -> {
                disk.commit(block, proof);
                committed(block);
            }
            case Effect.ProveEpoch(CommitCertificate certificate) -> simulation.proveEpoch(this, certificate);
            case Effect.EnterEpoch(EpochProof proof) -> {
                disk.enterEpoch(proof, simulation.epochs().after(proof));
                later(0, this::followKeys);
                later(0, this::unpark);
                simulation.entered(proof.end().epoch() + 1);
            }
            case Effect.Accuse(var accusation) -> simulation.accused(this, accusation);
            case Effect.Report(var notice) -> simulation.noted(index, notice);
        }
    }

    private void speak(Statement statement) {
        boolean durable = switch (statement) {
            case Statement.Vote vote -> disk.holdsDurably(vote.block());
            case Statement.Proposal proposal -> disk.holdsDurably(proposal.block());
            case Statement.CommitVote vote -> true;
            case Statement.Timeout timeout -> true;
        };
        if (honest) {
            simulation.invariants().spoke(index, statement, disk.record(), durable);
        }
        Message message = message(statement);
        if (sinner != Sinner.SILENT) {
            later(simulation.syncNanos(), () -> simulation.broadcast(index, message));
        }
        besides(statement).ifPresent(sin -> simulation.broadcast(index, message(sin)));
        if (!(statement instanceof Statement.Proposal)) {
            later(0, () -> receive(id, message));
        }
    }

    /** What a sinner says on top of what the rules let it say. */
    private Optional<Statement> besides(Statement statement) {
        return switch (sinner) {
            case NOBODY, AMNESIAC, SILENT -> Optional.empty();
            case EQUIVOCATOR ->
                statement instanceof Statement.Vote vote && vote.block().view() == vote.view()
                        ? Optional.of(new Statement.Vote(vote.view(), rivalOf(vote.block()), vote.grounds()))
                        : Optional.empty();
            case TWO_FACED ->
                statement instanceof Statement.Proposal(var kind, long view, BlockRef block, var grounds)
                                && block.view() == view
                        ? Optional.of(new Statement.Proposal(kind, view, rivalOf(block), grounds))
                        : Optional.empty();
            case DENIER ->
                statement instanceof Statement.CommitVote commit
                        ? disk.record()
                                .lastVote()
                                .filter(vote -> vote.view() == commit.view() && vote.epoch() == commit.epoch())
                                .map(vote -> new Statement.Timeout(vote.view(), vote.grounds()))
                        : Optional.empty();
        };
    }

    private BlockRef rivalOf(BlockRef block) {
        BlockRef parent = simulation.chain().block(block.parent());
        return simulation.chain().build(parent, block.epoch(), block.view(), block.leader(), List.of(), dice.bytes8());
    }

    private Message message(Statement statement) {
        ValidatorSet set = simulation.setOf(statement.epoch());
        Bytes key = keyIn(set);
        Bytes signature = SimulatedKeys.sign(key, simulation.signBytes().of(statement, set.root()));
        int self = set.indexOf(key).orElseThrow();
        return switch (statement) {
            case Statement.Vote vote ->
                new Message.CastVote(
                        new Ballot(vote.epoch(), vote.view(), vote.block().hash(), self, signature));
            case Statement.CommitVote vote -> new Message.CastCommitVote(new Signed<>(vote, self, signature));
            case Statement.Timeout timeout -> new Message.GiveUp(new Signed<>(timeout, self, signature));
            case Statement.Proposal proposal ->
                new Message.Propose(new Signed<>(proposal, self, signature), Bytes.EMPTY);
        };
    }

    /** A verified message becomes an event. */
    void receive(PeerId from, Message message) {
        long now = now();
        switch (message) {
            case Message.Propose(var proposal, Bytes body) -> {
                keepBody(proposal.statement().block());
                step(new Event.ProposalReceived(now, from, proposal));
            }
            case Message.CastVote(var ballot) -> step(new Event.VoteReceived(now, from, ballot));
            case Message.CastCommitVote(var vote) -> step(new Event.CommitVoteReceived(now, from, vote));
            case Message.GiveUp(var timeout) -> step(new Event.TimeoutReceived(now, from, timeout));
            case Message.Certified(var certificate) -> step(new Event.CertificateReceived(now, from, certificate));
            case Message.Status status -> step(new Event.StatusReceived(now, from, status));
            case Message.AskStatus(long nonce) -> step(new Event.StatusAsked(now, from, nonce));
            case Message.Wake wake -> {
                receiveTransaction((int) wake.transaction().getLong(0));
                step(new Event.WakeReceived(now, from, wake));
            }
            case Message.Accuse e -> throw new IllegalStateException("simulated nodes do not send on " + e);
            case Message.Epochs(var proofs) -> {
                for (EpochProof proof : proofs) {
                    step(new Event.EpochProven(now, proof, simulation.epochs().after(proof)));
                }
            }
        }
    }

    void proven(EpochProof proof, EpochStart next) {
        step(new Event.EpochProven(now(), proof, next));
    }

    /** Whether its operator may sign {@code plan} (G45). */
    boolean maySign(Plan plan) {
        return disk.signsFrom() <= plan.epoch()
                && PlanRules.refusal(plan, PlanCodec.fence(plan), disk.record(), disk)
                        .isEmpty();
    }

    /** Whether it may consent to be a member by {@code plan} (G44). */
    boolean mayConsent(Plan plan) {
        return PlanRules.consentRefusal(plan, disk.record(), disk.epoch()).isEmpty();
    }

    /** Its operator signs a plan, whether it runs or not: first it is durable, then its core knows. */
    void fence(PlanFence fence) {
        disk.storeRecord(disk.record().after(fence));
        step(new Event.PlanSigned(now(), fence));
    }

    void receiveOtherEpoch(PeerId from, long epoch) {
        step(new Event.OtherEpochSeen(now(), from, epoch));
    }

    void park(int from, Message message) {
        if (parked.size() < MOST_PARKED) {
            parked.add(new Parked(from, message));
        }
    }

    private void unpark() {
        List<Parked> again = List.copyOf(parked);
        parked.clear();
        again.forEach(one -> simulation.verify(this, one.from(), one.message()));
    }

    void receive(int from, Parcel parcel) {
        switch (parcel) {
            case Parcel.Of(Message message) -> simulation.verify(this, from, message);
            case Parcel.AskBlock(Hash block) -> {
                if (bodies.contains(block)) {
                    simulation.send(index, from, new Parcel.GiveBlock(block));
                }
            }
            case Parcel.AskRange(long above, long upToEpoch) ->
                disk.range(above, upToEpoch, MOST_IN_RANGE).ifPresent(range -> simulation.send(index, from, range));
            case Parcel.GiveRange(List<BlockRef> blocks, CommitProof proof) -> catchUp(blocks, proof);
            case Parcel.GiveBlock(Hash hash) -> {
                BlockRef block = simulation.chain().block(hash);
                keepBody(block);
                step(new Event.BlockAvailable(now(), block));
            }
        }
    }

    /** From our own journal what we voted for (A7), by hash what is near, by ranges of final blocks what is far. */
    private void fetch(Hash block, List<PeerId> from) {
        if (disk.holdsBody(block)) {
            bodies.add(block);
            later(
                    0,
                    () -> step(
                            new Event.BlockAvailable(now(), simulation.chain().block(block))));
            return;
        }
        if (simulation.chain().block(block).height() > height() + NEAR_BLOCKS) {
            simulation.askRange(
                    index, new Parcel.AskRange(height(), core.epoch().epoch()));
        }
        simulation.fetch(index, block, from);
    }

    /** Final blocks are taken over without the core, which is told where the head is now. */
    private void catchUp(List<BlockRef> blocks, CommitProof proof) {
        boolean fits = blocks.getFirst().parent().equals(disk.head().hash());
        if (!fits) {
            return;
        }
        for (BlockRef block : blocks) {
            bodies.add(block.hash());
            executed.add(block.hash());
            disk.commit(block, proof);
            committed(block);
        }
        simulation.caughtUp();
        step(new Event.HeadMoved(now(), disk.head(), proof));
    }

    private void keepBody(BlockRef block) {
        if (bodies.add(block.hash())) {
            disk.appendBody(block);
        }
    }

    private void build(BlockRef parent, long epoch, long view) {
        Set<Integer> taken = simulation.chain().transactionsAbove(parent.hash(), height());
        List<Integer> included = new ArrayList<>();
        for (int transaction : pool) {
            if (!taken.contains(transaction) && included.size() < BLOCK_TRANSACTIONS) {
                included.add(transaction);
            }
        }
        ValidatorSet set = simulation.setOf(epoch);
        int self = set.indexOf(keyIn(set)).orElseThrow();
        BlockRef block = simulation.chain().build(parent, epoch, view, self, included, dice.bytes8());
        keepBody(block);
        executed.add(block.hash());
        step(new Event.Built(now(), block));
        tellWork();
    }

    private void executed(BlockRef block) {
        if (!bodies.contains(block.hash())) {
            return;
        }
        if (!executed.contains(block.parent())) {
            return; // its branch was given up meanwhile
        }
        executed.add(block.hash());
        step(new Event.BlockExecuted(now(), block.hash(), Verdict.VALID));
        tellWork();
    }

    private void committed(BlockRef block) {
        for (int transaction : simulation.chain().transactions(block.hash())) {
            pool.remove(transaction);
            simulation.finalised(index, transaction);
        }
        if (disk.journalSize() > JOURNAL_BEFORE_TRIM) {
            disk.trim(KEPT_BLOCKS);
        }
        later(0, () -> {
            if (block.lastOfEpoch()) {
                step(new Event.PacingChanged(now(), simulation.parametersAfter(block)));
            }
            tellWork();
        });
    }

    /** Says for each executed block whether something waits on top of it, where the answer changed. */
    private void tellWork() {
        TreeMap<Hash, Boolean> answers = new TreeMap<>();
        for (Hash hash : executed) {
            BlockRef block = simulation.chain().block(hash);
            if (block.height() >= height()) {
                Set<Integer> taken = simulation.chain().transactionsAbove(hash, height());
                answers.put(hash, pool.stream().anyMatch(transaction -> !taken.contains(transaction)));
            }
        }
        executed.retainAll(answers.keySet());
        TreeMap<Hash, Boolean> told = toldWork;
        toldWork = answers;
        answers.forEach((hash, waits) -> {
            if (!waits.equals(told.getOrDefault(hash, false))) {
                step(new Event.WorkChanged(now(), hash, waits));
            }
        });
    }

    private void fire(long at, int ofLife) {
        if (life == ofLife && timerAt == at) {
            step(new Event.TimerFired(now()));
        }
    }

    private void later(long nanos, Runnable action) {
        int lifeNow = life;
        simulation.after(nanos, () -> {
            if (alive && life == lifeNow) {
                action.run();
            }
        });
    }
}
