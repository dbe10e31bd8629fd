package io.vigil.testnet.explorer;

import io.vigil.consensus.Consensus;
import io.vigil.consensus.ConsensusStart;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.consensus.Event.Verdict;
import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.safety.PlanFence;
import io.vigil.consensus.safety.PlanRules;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One honest member at one moment: its core, what is durable, and all it ever said. Immutable once made: every move forks the core. The runner's
 * part is played at once: bodies are there, executions succeed, statements are durable before they count as said.
 */
final class Station {
    /** A timer fires whenever a search says so: then time has gone by for every rule. */
    private static final long AGE_NANOS = Duration.ofHours(1).toNanos();

    private final Setting setting;
    private final int index;
    private Consensus core;
    private EpochStart epoch;
    private List<EpochProof> epochProofs;
    private int committee;
    private Said said;

    /** What it had said when its epoch began: of that, what a plan that has since been replaced began binds it no more. */
    private Said saidBefore;

    private List<Hash> chain;
    private List<Certificate> headProof;
    private List<Signed<Statement.Proposal>> proposals;
    private List<Consent> consents;
    private long now;
    private boolean fresh;
    private long print;

    private Station(Setting setting, int index) {
        this.setting = setting;
        this.index = index;
        this.epoch = setting.genesis;
        this.epochProofs = List.of();
        this.said = new Said(setting.plan, setting.blocks, index);
        this.saidBefore = said;
        this.chain = List.of(epoch.root().block());
        this.headProof = List.of();
        this.proposals = List.of();
        this.consents = List.of();
        this.core = new Consensus(
                Setting.PARAMETERS, Setting.NO_SIGNATURES, ConsensusStart.genesis(Setting.key(index), epoch));
    }

    private Station(Station other) {
        this.setting = other.setting;
        this.index = other.index;
        this.epoch = other.epoch;
        this.epochProofs = other.epochProofs;
        this.committee = other.committee;
        this.said = other.said;
        this.saidBefore = other.saidBefore;
        this.chain = other.chain;
        this.headProof = other.headProof;
        this.proposals = other.proposals;
        this.consents = other.consents;
        this.now = other.now;
        this.core = other.core;
    }

    /** The member as it starts for the first time. */
    static Station first(Setting setting, int index) {
        Station station = new Station(setting, index);
        station.take(new Event.Started(0));
        station.fresh = true;
        station.seal(SafetyRecord.empty(station.epoch.root()), 0, 0);
        return station;
    }

    Station received(Certificate certificate) {
        return after(new Event.CertificateReceived(now, Setting.BYZANTINE_PEER, certificate));
    }

    Station received(Signed<Statement.Proposal> proposal) {
        return after(new Event.ProposalReceived(now, Setting.BYZANTINE_PEER, proposal));
    }

    Station timedOut() {
        return after(new Event.TimerFired(now + AGE_NANOS));
    }

    /** Dies and starts again with what was durable: the record, the chain, the bodies that signatures rest on. Lazily kept certificates are lost. */
    Station restarted() {
        return restarted(core.safety(), consents);
    }

    /** Signs a plan that ends the epoch with {@code certificate}, if its record permits it (G45); else nothing happens. */
    Station consented(BlockCertificate certificate, boolean isLast) {
        SafetyRecord record = core.safety();
        boolean replaces = !consents.isEmpty();
        Consent consent = new Consent(
                replaces ? consents.getLast().sequence() + 1 : 1,
                replaces ? consents.getLast().hash() : Hash.ZERO,
                certificate,
                isLast);
        PlanFence fence = new PlanFence(certificate.epoch(), consent.sequence(), consent.hash(), isLast);
        boolean may = PlanRules.refusal(consent.plan(), fence, record, new PlanRules.OwnChain() {
                    @Override
                    public EpochStart epoch() {
                        return epoch;
                    }

                    @Override
                    public boolean reaches(Hash block) {
                        return setting.blocks.descends(block, chain.getLast());
                    }

                    @Override
                    public boolean isCertified(Hash block) {
                        return true; // no plan here quarantines any
                    }
                })
                .isEmpty();
        if (!may || consents.size() == Consent.MOST) {
            return this;
        }
        List<Consent> more = new ArrayList<>(consents);
        more.add(consent);
        return restarted(record.after(fence), List.copyOf(more));
    }

    /** A plan with a quorum begins the next epoch, or this one anew. */
    Station entered(Consent plan) {
        EpochStart next = setting.epochBegunBy(plan);
        return after(new Event.EpochProven(now, plan.proof(next.set()), next));
    }

    private Station restarted(SafetyRecord record, List<Consent> signed) {
        Station next = new Station(this);
        next.consents = signed;
        BlockRef head = head();
        List<BlockRef> bodies = new ArrayList<>();
        record.lastVote().ifPresent(vote -> addPath(vote.block(), head, bodies));
        next.core = new Consensus(
                Setting.PARAMETERS,
                Setting.NO_SIGNATURES,
                new ConsensusStart(Setting.key(index), epoch, epochProofs, record, head, bodies, headProof));
        next.take(new Event.Started(now));
        next.fresh = true;
        next.seal(record, 0, said.highestView(committee, saidBefore));
        return next;
    }

    private void addPath(BlockRef block, BlockRef head, List<BlockRef> bodies) {
        if (block.height() > head.height()) {
            addPath(setting.blocks.get(block.parent()), head, bodies);
            bodies.add(block);
        }
    }

    private Station after(Event event) {
        Station next = new Station(this);
        next.core = core.fork();
        next.now = event.nowNanos();
        next.take(event);
        boolean sameEpoch = next.epoch == epoch;
        next.seal(
                core.safety(),
                sameEpoch && core.epoch().epoch() == next.core.epoch().epoch()
                        ? core.lock().view()
                        : 0,
                sameEpoch ? core.view() : 0);
        return next;
    }

    /** Steps through {@code event} and all that the runner answers at once. */
    private void take(Event event) {
        Deque<Event> queue = new ArrayDeque<>();
        queue.add(event);
        while (!queue.isEmpty()) {
            for (Effect effect : core.step(queue.poll())) {
                perform(effect, queue);
            }
        }
    }

    private void perform(Effect effect, Deque<Event> queue) {
        switch (effect) {
            case Effect.Speak(Statement statement) -> speak(statement);
            case Effect.Execute(BlockRef block, boolean certified) -> {
                queue.add(new Event.BlockExecuted(now, block.hash(), Verdict.VALID));
                if (setting.plan.honestLead()) {
                    queue.add(new Event.WorkChanged(now, block.hash(), true));
                }
            }
            case Effect.Fetch(Hash block, var from) ->
                queue.add(new Event.BlockAvailable(now, setting.blocks.get(block)));
            case Effect.Build(BlockRef parent, long ofEpoch, long view, boolean byTimeout) -> {
                if (view <= setting.plan.views()) {
                    queue.add(new Event.Built(now, setting.blocks.make(parent, ofEpoch, 0, view, index, 0)));
                }
            }
            case Effect.Commit(BlockRef block, CommitProof proof) -> commit(block, proof);
            case Effect.ProveEpoch(var commit) -> {
                EpochStart next = setting.epochAfter(commit.block());
                queue.add(new Event.EpochProven(now, new EpochProof(commit, Bytes.EMPTY, next.set()), next));
            }
            case Effect.EnterEpoch(EpochProof proof) -> {
                epoch = core.epoch();
                committee = setting.committee(epoch);
                saidBefore = said;
                List<EpochProof> proofs = new ArrayList<>(epochProofs);
                proofs.removeIf(other -> other.end().epoch() == proof.end().epoch());
                proofs.add(proof);
                epochProofs = List.copyOf(proofs);
                require(
                        setting.blocks.descends(proof.end().block(), chain.getLast()),
                        "G48",
                        () -> "enters an epoch upon " + proof.end().block() + " below its final " + chain.getLast());
            }
            case Effect.Broadcast(Message message) -> {} // what certificates there can be, follows from what was signed
            case Effect.Send e -> {}
            case Effect.Repeat e -> {}
            case Effect.WakeLeader e -> {}
            case Effect.Keep e -> {}
            case Effect.StartTimer e -> {}
            case Effect.Forget e -> {}
            case Effect.Accuse(var accusation) ->
                require(
                        accusation.signer() == Setting.BYZANTINE,
                        "S16",
                        () -> "accuses an honest member: " + accusation);
            case Effect.Report e -> {}
        }
    }

    private void speak(Statement statement) {
        boolean durable = core.safety()
                .last(statement.kind())
                .filter(last ->
                        SafetyRecord.compare(last.epoch(), last.view(), statement.epoch(), statement.view()) >= 0)
                .isPresent();
        require(durable, "S8", () -> "not in the record: " + statement);
        require(
                statement.epoch() <= epoch.epoch(),
                "S8",
                () -> "before the proof of its epoch is durable (A3): " + statement);
        said = said.with(statement, committee);
        if (statement instanceof Statement.Proposal proposal) {
            Signed<Statement.Proposal> signed = new Signed<>(proposal, index, Bytes.EMPTY);
            if (!proposals.contains(signed)) {
                checkSuccession(proposal);
                List<Signed<Statement.Proposal>> more = new ArrayList<>(proposals);
                more.add(signed);
                proposals = List.copyOf(more);
            }
        }
    }

    /** E5 from inside. */
    private void checkSuccession(Statement.Proposal proposal) {
        for (Signed<Statement.Proposal> earlier : proposals) {
            Statement.Proposal other = earlier.statement();
            boolean contradicts = other.epoch() == proposal.epoch()
                    && other.view() == proposal.view()
                    && !other.block().hash().equals(proposal.block().hash())
                    && (other.kind() == proposal.kind()
                            || other.block().parent().equals(proposal.block().parent()));
            require(!contradicts, "S16", () -> "E5: " + other + " and " + proposal);
        }
    }

    private void commit(BlockRef block, CommitProof proof) {
        require(block.parent().equals(chain.getLast()), "S1", () -> "commits " + block + " on " + chain.getLast());
        List<Hash> longer = new ArrayList<>(chain);
        longer.add(block.hash());
        chain = List.copyOf(longer);
        headProof = switch (proof) {
            case CommitProof.ByCommitVotes(var certificate) -> List.of(certificate);
            case CommitProof.ByCertifiedChild(var first, var second) -> List.of(first, second);
        };
    }

    /** S4, S7, S11–S13 of the state that a move led to, and its fingerprint. */
    private void seal(SafetyRecord before, long lockBefore, long viewBefore) {
        long at = core.epoch().epoch();
        BlockCertificate lock = core.lock();
        require(lock.epoch() == at, "S13", () -> "lock " + lock + " in epoch " + at);
        require(lock.view() >= lockBefore, "S4", () -> "lock fell from view " + lockBefore + " to " + lock);
        require(
                lock.view() >= said.lockDue(committee, saidBefore),
                "S4",
                () -> "lock " + lock + " below what was signed on");
        require(core.view() >= viewBefore, "S7", () -> "view fell from " + viewBefore + " to " + core.view());
        require(
                at > 0 || !said.anythingAfterTheFirst(),
                "S7",
                () -> "in epoch " + at + " after signing in a later one");
        require(
                core.view() >= said.highestView(committee, saidBefore),
                "S7",
                () -> "view " + core.view() + " below what was signed");
        Optional<Justification> entry = core.entry();
        require(entry.isPresent(), "S11", () -> "cannot prove entry into view " + core.view() + " with lock " + lock);
        require(entry.get().opens(core.view()), "S12", () -> "entry does not open view " + core.view());
        require(
                SafetyRecord.compare(
                                core.safety().lock().epoch(),
                                core.safety().lock().view(),
                                before.lock().epoch(),
                                before.lock().view())
                        >= 0,
                "S4",
                () -> "recorded lock fell");
        long sum = Visited.mix(core.fingerprint(), said.print());
        for (EpochProof proof : epochProofs) {
            sum = Visited.mix(sum, Blocks.key(proof.end().block()));
        }
        for (Signed<Statement.Proposal> proposal : proposals) {
            sum = Visited.mix(
                    sum,
                    Blocks.key(proposal.statement().block().hash())
                            + proposal.statement().kind().ordinal());
        }
        for (Consent consent : consents) {
            sum = Visited.mix(sum, consent.print());
        }
        if (setting.plan.honestLead()) {
            sum = Visited.mix(sum, index);
        }
        if (epoch.plan() > 1) {
            sum = Visited.mix(sum, saidBefore.print());
        }
        this.print = Visited.mix(sum, setting.roleOf(index) + 4L * committee);
    }

    /** S15: the same certificate or proposal once more changes nothing. */
    void checkRepeated(Station again) {
        require(again.print == print, "S15", () -> "a repeated event had an effect");
    }

    private void require(boolean condition, String rule, Supplier<String> what) {
        if (!condition) {
            throw new Violation(rule, index, what.get());
        }
    }

    long print() {
        return print;
    }

    Said said() {
        return said;
    }

    /** S9 of all that it voted for in its epoch. */
    void checkGrounds(Surroundings around) {
        said.checkGrounds(committee, epoch.root(), around, saidBefore);
    }

    boolean isMember() {
        return isMember(epoch);
    }

    boolean isMember(EpochStart start) {
        return setting.isMember(index, start);
    }

    /** Whether the plan that began its epoch is not the last that it signed: then a commit certificate lets it speak again (G45c). */
    boolean hasReplacedItsPlan() {
        return epoch.plan() > 0 && !consents.isEmpty() && consents.getLast().sequence() > epoch.plan();
    }

    /** Final blocks by height. */
    List<Hash> chain() {
        return chain;
    }

    List<Signed<Statement.Proposal>> proposals() {
        return proposals;
    }

    /** Plans it signed, oldest first. */
    List<Consent> consents() {
        return consents;
    }

    EpochStart epoch() {
        return epoch;
    }

    long view() {
        return core.view();
    }

    /** Whether it has learned nothing since it started. */
    boolean isFresh() {
        return fresh;
    }

    boolean knows(Certificate certificate) {
        return core.knows(certificate);
    }

    /** Whether a certificate of {@code view} could still raise its lock or bring its commit vote; else it could only show what is final. */
    boolean canUse(long view) {
        int slot = setting.plan.slot(committee, view);
        return view > core.lock().view()
                || said.highestCommitVoteOrTimeout(committee) < view && said.commitVotes[slot] == 0;
    }

    boolean hasTimedOut() {
        return core.safety()
                .lastTimeout()
                .filter(last -> last.epoch() == epoch.epoch() && last.view() == core.view())
                .isPresent();
    }

    private BlockRef head() {
        return setting.blocks.get(chain.getLast());
    }
}
