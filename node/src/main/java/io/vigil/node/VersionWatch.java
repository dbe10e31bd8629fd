package io.vigil.node;

import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.PlanProof;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.NextEpoch;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.proposals.Content;
import io.vigil.governance.proposals.Proposal;
import io.vigil.governance.proposals.Status;
import io.vigil.governance.proposals.Upgrades;
import io.vigil.governance.state.StateView;
import io.vigil.node.agreement.ConsensusLoop;
import io.vigil.node.config.NodeConfig.OnUnsupported;
import io.vigil.node.config.RefusedException;
import io.vigil.node.log.Journal;
import io.vigil.types.Bytes;
import io.vigil.types.state.StateChanges;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Whether this program knows the rules that are coming (G38). From the day a version that it lacks is locked it warns; in an epoch of that version it
 * signs nothing, commits nothing and goes on answering.
 */
final class VersionWatch implements ConsensusLoop.Observer {
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final Duration DAY = Duration.ofDays(1);
    private static final List<Duration> STEPS =
            List.of(Duration.ofHours(72), Duration.ofHours(24), Duration.ofHours(1));

    private final long speaks;
    private final LongFunction<Optional<PlanProof>> plans;
    private final Supplier<ValidatorSet> set;
    private final OnUnsupported onUnsupported;
    private final Journal journal;

    private volatile long lackedVersion;
    private volatile long lackedFrom = Long.MAX_VALUE;
    private volatile long now;
    private long askedOf = -1;
    private final Map<PeerId, Bytes> keys = new TreeMap<>(Comparator.comparing(PeerId::nodeKey));
    private final Map<Bytes, Long> epochs = new TreeMap<>();
    private Optional<Coming> coming = Optional.empty();
    private long toldAtNanos;
    private int toldSteps = -1;
    private boolean bannerShown;

    /** A locked version that this program lacks. @param left until it begins, at the least */
    private record Coming(long version, long blocks, Duration left) {}

    /**
     * @param speaks the highest version that the program knows
     * @param plans the plan that ended an epoch, if one did
     * @param set the members of the newest epoch
     */
    VersionWatch(
            long speaks,
            LongFunction<Optional<PlanProof>> plans,
            Supplier<ValidatorSet> set,
            OnUnsupported onUnsupported,
            Journal journal) {
        this.speaks = speaks;
        this.plans = plans;
        this.set = set;
        this.onUnsupported = onUnsupported;
        this.journal = journal;
    }

    /** Whether {@link #look} may find anything new after a block that changed this. */
    synchronized boolean isDue(StateChanges changes) {
        return coming.isPresent() || changes.accounts().containsKey(EpochState.ADDRESS);
    }

    /** What the state after the newest block says of versions. */
    synchronized void look(StateView state, long height) {
        EpochState at = EpochState.read(state);
        if (at.version() > speaks) {
            lack(at.version(), at.epoch());
            return;
        }
        Optional<NextEpoch> next = at.next().filter(fixed -> fixed.version() > speaks);
        next.ifPresent(fixed -> lack(fixed.version(), fixed.epoch()));
        coming = next.map(fixed -> coming(at, fixed.version(), at.end() - height, 0))
                .or(() -> Upgrades.pending(state).flatMap(proposal -> locked(at, proposal, height)));
    }

    /** Whether this program may sign in an epoch: not if its rules are not known here. Asked by the loop's thread, for each statement. */
    boolean allows(long epoch) {
        if (epoch != askedOf && epoch < lackedFrom) {
            askedOf = epoch;
            plans.apply(epoch - 1)
                    .filter(proof -> proof.plan().version() > speaks)
                    .ifPresent(proof -> lack(proof.plan().version(), epoch));
        }
        return epoch < lackedFrom;
    }

    /** What health and the dashboard say; nothing while the rules are known. */
    List<String> alarms() {
        return isReadOnly() ? List.of(banner()) : List.of();
    }

    /** Whether the epoch has begun whose rules this program lacks. */
    boolean isReadOnly() {
        return now >= lackedFrom;
    }

    @Override
    public synchronized void stepped(Event event, List<Effect> effects, ConsensusStatus status) {
        if (event instanceof Event.PeerConnected connected) {
            keys.put(connected.peer(), connected.validatorKey());
        } else if (event instanceof Event.StatusReceived received) {
            Bytes key = keys.getOrDefault(received.from(), Bytes.EMPTY);
            epochs.merge(key, received.status().epoch(), Math::max);
        }
    }

    private boolean isQuorumIn(long epoch) {
        ValidatorSet members = set.get();
        long power = members.powerOf(
                index -> epochs.getOrDefault(members.member(index).blsKey(), -1L) >= epoch);
        return power >= members.quorum();
    }

    @Override
    public synchronized void ticked(long nowNanos, ConsensusStatus status) {
        now = status.epoch();
        if (allows(now)) { // asked here too: who only follows never speaks
            warn(nowNanos);
            return;
        }
        if (!bannerShown) {
            bannerShown = true;
            journal.versionUnsupported(lackedVersion, lackedFrom, status.head().height(), speaks);
        }
        if (onUnsupported == OnUnsupported.EXIT && isQuorumIn(lackedFrom)) {
            throw new RefusedException(banner() + "; ended, as upgrade.on_unsupported says, since a quorum is there");
        }
    }

    private String banner() {
        return "unsupported version: the chain speaks protocol version " + lackedVersion + " from epoch " + lackedFrom
                + " on and this program up to " + speaks
                + ": it reads and answers, and signs nothing, until it is upgraded";
    }

    private synchronized void lack(long version, long epoch) {
        if (epoch < lackedFrom) {
            lackedFrom = epoch;
            lackedVersion = version;
        }
    }

    private Optional<Coming> locked(EpochState at, Proposal proposal, long height) {
        boolean lacks = proposal.status() == Status.LOCKED
                && proposal.content() instanceof Content.Version version
                && version.version() > speaks;
        if (!lacks || !(proposal.content() instanceof Content.Version version)) {
            return Optional.empty();
        }
        long epochs = Math.max(0, proposal.decidedEpoch() + version.grace() - at.epoch());
        return Optional.of(coming(at, version.version(), at.end() - height, epochs));
    }

    private static Coming coming(EpochState at, long version, long blocks, long epochs) {
        long left = blocks + epochs * at.parameters().number(Parameter.EPOCH_LENGTH);
        long millis = left * at.parameters().number(Parameter.TARGET_BLOCK_TIME);
        return new Coming(version, left, Duration.ofMillis(millis));
    }

    /** Daily, when 72, 24 and 1 hours are left, and each minute in the last hour. */
    private void warn(long nowNanos) {
        if (coming.isEmpty()) {
            return;
        }
        Duration left = coming.get().left();
        int steps =
                (int) STEPS.stream().filter(step -> left.compareTo(step) <= 0).count();
        long every = steps == STEPS.size() ? MINUTE_NANOS : DAY.toNanos();
        if (steps != toldSteps || nowNanos - toldAtNanos >= every) {
            toldSteps = steps;
            toldAtNanos = nowNanos;
            journal.versionLacking(coming.get().version(), speaks, coming.get().blocks(), left.toSeconds());
        }
    }
}
