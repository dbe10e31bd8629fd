package io.vigil.node;

import io.vigil.consensus.Event;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.verification.Judgement;
import io.vigil.consensus.verification.Verification;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.node.agreement.EventQueue;
import io.vigil.node.agreement.SignaturePoints;
import io.vigil.node.log.Journal;
import io.vigil.types.Bytes;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Waits for a plan's time, one line a minute, and then begins the epoch with it (G49). Peers that begin earlier hand the same proof over, so a clock that
 * is off costs nothing.
 */
final class PlanStart implements Runnable {
    private static final long LINE_SECONDS = 60;
    private static final long LOOK_MILLIS = 500;

    private final SignedPlan signed;
    private final ProvenEpochs epochs;
    private final SignBytes signBytes;
    private final EventQueue events;
    private final Supplier<Set<Bytes>> online;
    private final InstantSource clock;
    private final Journal journal;
    private final CountDownLatch closed = new CountDownLatch(1);

    PlanStart(
            SignedPlan signed,
            ProvenEpochs epochs,
            SignBytes signBytes,
            EventQueue events,
            Supplier<Set<Bytes>> online,
            InstantSource clock,
            Journal journal) {
        this.signed = signed;
        this.epochs = epochs;
        this.signBytes = signBytes;
        this.events = events;
        this.online = online;
        this.clock = clock;
        this.journal = journal;
    }

    @Override
    public void run() {
        Plan plan = signed.plan();
        long toldAt = Long.MIN_VALUE;
        try {
            do {
                long now = clock.instant().getEpochSecond();
                EpochStart newest = epochs.newest();
                if (newest.epoch() > plan.epoch() + 1 || isBegunBy(newest)) {
                    journal.planBegun(newest.epoch(), newest.plan());
                    return;
                }
                if (now >= plan.startSeconds()) {
                    begin();
                }
                if (toldAt == Long.MIN_VALUE || now - toldAt >= LINE_SECONDS) {
                    toldAt = now;
                    tell(Math.max(0, plan.startSeconds() - now), newest.set());
                }
            } while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        closed.countDown();
    }

    /** Whether this plan, a later one or the epoch's own end began the next epoch. */
    private boolean isBegunBy(EpochStart newest) {
        return newest.epoch() == signed.plan().epoch() + 1
                && (newest.plan() == 0 || newest.plan() >= signed.plan().sequence());
    }

    /** A node that is behind has no epoch to end yet: it catches up, or a peer hands over the proof. */
    private void begin() {
        Optional<EpochStart> ending = epochs.start(signed.plan().epoch());
        if (ending.isEmpty()) {
            return;
        }
        EpochProof proof = new EpochProof(
                signed.proof(new Aggregations(new SignaturePoints())),
                signed.plan().header(),
                signed.nextSet());
        if (new Verification(signBytes, ending.get()).judge(proof)
                instanceof Judgement.SoundEpoch(var ignored, var next)) {
            events.own(now -> new Event.EpochProven(now, proof, next));
        }
    }

    private void tell(long seconds, ValidatorSet set) {
        Set<Bytes> there = online.get();
        long members = set.members().stream()
                .filter(member -> there.contains(member.blsKey()))
                .count();
        journal.planWaits(
                seconds,
                signed.power(),
                signed.set().quorum(),
                members,
                set.size(),
                signed.plan().version());
    }
}
