package io.vigil.node;

import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.consensus.Notice;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.node.agreement.ConsensusLoop;
import io.vigil.node.agreement.StallWatch;
import io.vigil.node.log.Journal;
import io.vigil.types.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Tells the operator what agreement does, and why it waits when it waits (DESIGN "Silence is a fault"). */
final class Watch implements ConsensusLoop.Observer {
    private final Journal journal;
    private final StallWatch stall;
    private final Supplier<ValidatorSet> set;
    private final Supplier<Set<Bytes>> connected;
    private final Supplier<Bytes> ownKey;
    private final InstantSource clock;
    private long height;
    private volatile Instant lastCommit;
    private volatile String waitingFor = "";

    /** @param connected the BLS keys of the validators that a link leads to */
    Watch(
            Journal journal,
            StallWatch stall,
            Supplier<ValidatorSet> set,
            Supplier<Set<Bytes>> connected,
            Supplier<Bytes> ownKey,
            InstantSource clock,
            long height) {
        this.journal = journal;
        this.stall = stall;
        this.set = set;
        this.connected = connected;
        this.ownKey = ownKey;
        this.clock = clock;
        this.height = height;
        this.lastCommit = clock.instant();
    }

    /** When the head moved last, by this node's clock; at first when the node started. */
    Instant lastCommit() {
        return lastCommit;
    }

    /** What the node waits for and what happens next; empty while blocks come. */
    String waitingFor() {
        return waitingFor;
    }

    @Override
    public void stepped(Event event, List<Effect> effects, ConsensusStatus status) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Report(Notice notice)) {
                tell(notice);
            }
        }
        if (status.head().height() > height) {
            height = status.head().height();
            lastCommit = clock.instant();
            waitingFor = "";
            stall.moved(event.nowNanos()).ifPresent(silence -> journal.moving(height, silence.toSeconds()));
        }
    }

    @Override
    public void ticked(long nowNanos, ConsensusStatus status) {
        Optional<Duration> late = stall.late(nowNanos);
        late.ifPresent(silence -> {
            String missing = missing();
            String next = next(status, nowNanos);
            waitingFor = "no block for " + silence.toSeconds() + " s; missing: " + missing + "; next: " + next;
            journal.stalled(height, silence.toSeconds(), status.view(), missing, next);
        });
    }

    private void tell(Notice notice) {
        switch (notice) {
            case Notice.ViewFailed failed ->
                journal.viewFailed(
                        failed.epoch(), failed.view(), failed.leader(), failed.proposalSeen(), failed.silent());
            case Notice.ProposalRefused refused ->
                journal.proposalRefused(
                        refused.block().height(),
                        refused.view(),
                        refused.block().hash(),
                        refused.verdict().name());
            case Notice.CertifiedBlockFailed failed ->
                journal.certifiedBlockFailed(
                        failed.block().height(),
                        failed.block().hash(),
                        failed.verdict().name());
        }
    }

    /** Validators that no link leads to, and how much power is still missing for a quorum. */
    private String missing() {
        ValidatorSet members = set.get();
        Set<Bytes> there = new HashSet<>(connected.get());
        there.add(ownKey.get());
        List<String> absent = new ArrayList<>();
        long power = 0;
        for (int i = 0; i < members.size(); i++) {
            if (there.contains(members.member(i).blsKey())) {
                power += members.power(i);
            } else {
                absent.add(i + " (" + members.member(i).address() + ")");
            }
        }
        String who = absent.isEmpty() ? "nobody" : "validators " + String.join(", ", absent);
        long lack = members.quorum() - power;
        return lack > 0 ? who + "; " + lack + " of " + members.quorum() + " power for a quorum" : who;
    }

    private static String next(ConsensusStatus status, long nowNanos) {
        long seconds = Math.max(0, (status.deadlineNanos() - nowNanos) / 1_000_000_000L);
        return status.timedOut()
                ? "gave up on view " + status.view() + ", asks for the same from others each second"
                : "waits for leader " + status.leader() + " of view " + status.view() + ", gives up in " + seconds
                        + " s";
    }
}
