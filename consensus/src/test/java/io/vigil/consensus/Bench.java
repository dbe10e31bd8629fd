package io.vigil.consensus;

import io.vigil.consensus.Event.Verdict;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.statements.Statement.CommitVote;
import io.vigil.consensus.statements.Statement.Timeout;
import io.vigil.consensus.statements.Statement.Vote;
import io.vigil.types.Hash;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One core on a test bench. It executes and builds at once, feeds the core's own words back as the signer would, and keeps every effect. Time
 * stands still unless a test moves it.
 */
final class Bench {
    static final ConsensusParameters FAST = new ConsensusParameters(
            Duration.ZERO,
            Duration.ofSeconds(2),
            Duration.ofMillis(100),
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            8);

    final Committee committee;
    final int self;
    final List<Effect> effects = new ArrayList<>();
    final List<BlockRef> committed = new ArrayList<>();
    Consensus core;
    Duration now = Duration.ZERO;
    boolean executes = true;
    boolean builds = true;
    private long timerAt = Long.MAX_VALUE;
    private final Deque<Event> queue = new ArrayDeque<>();

    private Bench(Committee committee, int self, ConsensusParameters parameters, ConsensusStart start) {
        this.committee = committee;
        this.self = self;
        this.core = new Consensus(parameters, Committee.JOIN, start);
    }

    static Bench of(Committee committee, int self) {
        return of(committee, self, FAST);
    }

    static Bench of(Committee committee, int self, ConsensusParameters parameters) {
        return restarted(committee, self, parameters, ConsensusStart.genesis(Committee.key(self), committee.epoch));
    }

    static Bench restarted(Committee committee, int self, ConsensusParameters parameters, ConsensusStart start) {
        Bench bench = new Bench(committee, self, parameters, start);
        for (int i = 0; i < committee.set.size(); i++) {
            if (i != self) {
                bench.queue.add(new Event.PeerConnected(0, Committee.peer(i), Committee.key(i)));
            }
        }
        bench.queue.addFirst(new Event.Started(0));
        bench.run();
        return bench;
    }

    /** Hands in an event and all that follows from it on this node. @return the effects of exactly that */
    List<Effect> step(Event event) {
        int before = effects.size();
        queue.add(event);
        run();
        return effects.subList(before, effects.size());
    }

    List<Effect> proposal(Signed<Statement.Proposal> proposal) {
        return step(new Event.ProposalReceived(nanos(), Committee.peer(proposal.signer()), proposal));
    }

    List<Effect> vote(Ballot ballot) {
        return step(new Event.VoteReceived(nanos(), Committee.peer(ballot.signer()), ballot));
    }

    List<Effect> commitVote(Signed<CommitVote> vote) {
        return step(new Event.CommitVoteReceived(nanos(), Committee.peer(vote.signer()), vote));
    }

    List<Effect> timeout(Signed<Timeout> timeout) {
        return step(new Event.TimeoutReceived(nanos(), Committee.peer(timeout.signer()), timeout));
    }

    List<Effect> certificate(io.vigil.consensus.certificates.Certificate certificate) {
        return step(new Event.CertificateReceived(nanos(), Committee.peer((self + 1) % 4), certificate));
    }

    List<Effect> executed(Hash block, Verdict verdict) {
        return step(new Event.BlockExecuted(nanos(), block, verdict));
    }

    List<Effect> work(Hash block, boolean waits) {
        return step(new Event.WorkChanged(nanos(), block, waits));
    }

    /** Moves the clock, firing timers on the way. @return all effects on the way */
    List<Effect> pass(Duration duration) {
        int before = effects.size();
        Duration end = now.plus(duration);
        while (timerAt <= end.toNanos()) {
            now = Duration.ofNanos(Math.max(timerAt, nanos()));
            timerAt = Long.MAX_VALUE;
            queue.add(new Event.TimerFired(nanos()));
            run();
        }
        now = end;
        return effects.subList(before, effects.size());
    }

    long view() {
        return core.status().view();
    }

    SafetyRecord record() {
        return core.safety();
    }

    long nanos() {
        return now.toNanos();
    }

    static List<Statement> spoken(List<Effect> effects) {
        List<Statement> spoken = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Speak(Statement statement)) {
                spoken.add(statement);
            }
        }
        return spoken;
    }

    static <S extends Statement> List<S> spoken(List<Effect> effects, Class<S> kind) {
        return spoken(effects).stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    static <E extends Effect> List<E> only(List<Effect> effects, Class<E> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private void run() {
        while (!queue.isEmpty()) {
            List<Effect> step = core.step(queue.removeFirst());
            effects.addAll(step);
            step.forEach(this::perform);
        }
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Speak(Vote vote) ->
                queue.add(new Event.VoteReceived(
                        nanos(),
                        Committee.peer(self),
                        new Ballot(vote.epoch(), vote.view(), vote.block().hash(), self, Committee.SIGNATURE)));
            case Effect.Speak(CommitVote vote) ->
                queue.add(new Event.CommitVoteReceived(
                        nanos(), Committee.peer(self), new Signed<>(vote, self, Committee.SIGNATURE)));
            case Effect.Speak(Timeout timeout) ->
                queue.add(new Event.TimeoutReceived(
                        nanos(), Committee.peer(self), new Signed<>(timeout, self, Committee.SIGNATURE)));
            case Effect.Speak(Statement.Proposal proposal) -> {}
            case Effect.StartTimer(long at) -> timerAt = at;
            case Effect.Build build -> {
                if (builds) {
                    queue.add(new Event.Built(nanos(), committee.block(build.parent(), build.view())));
                }
            }
            case Effect.Execute execute -> {
                if (executes) {
                    queue.add(new Event.BlockExecuted(nanos(), execute.block().hash(), Verdict.VALID));
                }
            }
            case Effect.Commit commit -> committed.add(commit.block());
            case Effect.Repeat e -> {}
            case Effect.Send e -> {}
            case Effect.Broadcast e -> {}
            case Effect.WakeLeader e -> {}
            case Effect.Keep e -> {}
            case Effect.Fetch e -> {}
            case Effect.Forget e -> {}
            case Effect.ProveEpoch e -> {}
            case Effect.EnterEpoch e -> {}
            case Effect.Accuse e -> {}
            case Effect.Report e -> {}
        }
    }
}
