package io.vigil.node.time;

import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.timesync.Clock;
import io.vigil.timesync.ClockEvent;
import io.vigil.timesync.ClockReport;
import io.vigil.timesync.ClockStatus;
import io.vigil.timesync.Mode;
import io.vigil.timesync.TimeSettings;
import io.vigil.timesync.clock.ClockJournal;
import io.vigil.timesync.clock.DisciplinedClock;
import io.vigil.timesync.clock.MachineClocks;
import io.vigil.timesync.files.EvidenceFolder;
import io.vigil.timesync.files.LastKnownTime;
import io.vigil.types.MalformedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The clock that a node stamps blocks with. It makes no thread of its own but the virtual ones that ask servers; its
 * owner calls {@link #tick} twice a second.
 */
public final class Timekeeper implements AutoCloseable {
    /** How often the time is remembered over restarts; a clock set back by less goes unnoticed. */
    private static final Duration REMEMBER = Duration.ofMinutes(1);

    private final MachineClocks machine;
    private final DisciplinedClock clock;
    private final TimeSources sources;
    private final ExecutorService executor;
    private final LastKnownTime lastKnown;
    private Instant remembered = Instant.MIN;

    private Timekeeper(
            MachineClocks machine,
            DisciplinedClock clock,
            TimeSources sources,
            ExecutorService executor,
            LastKnownTime lastKnown) {
        this.machine = machine;
        this.clock = clock;
        this.sources = sources;
        this.executor = executor;
        this.lastKnown = lastKnown;
    }

    /**
     * Asks nobody yet.
     *
     * @throws RefusedException if the settings do not make a clock: too few sources, one operator too many
     */
    public static Timekeeper open(NodeHome home, NodeConfig.TimeSync config, ClockJournal journal) {
        return open(home, config, journal, new MachineClocks(InstantSource.system(), System::nanoTime));
    }

    static Timekeeper open(NodeHome home, NodeConfig.TimeSync config, ClockJournal journal, MachineClocks machine) {
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        EvidenceFolder evidence = new EvidenceFolder(evidence(home), InstantSource.system());
        try {
            TimeSources sources = TimeSources.of(config, machine, evidence, executor);
            List<String> objections = TimeSettings.objections(config.mode(), sources.voters());
            if (!objections.isEmpty()) {
                throw new RefusedException("timesync: " + String.join("; ", objections));
            }
            DisciplinedClock clock =
                    new DisciplinedClock(settings(config, sources), machine, sources.byTier(), executor, journal);
            if (config.mode() == Mode.MANUAL) {
                clock.turn(new ClockEvent.Switch.Steer(config.manualOffset()));
            }
            LastKnownTime lastKnown = new LastKnownTime(home.data());
            Timekeeper keeper = new Timekeeper(machine, clock, sources, executor, lastKnown);
            lastKnown.read().ifPresent(time -> clock.hasPassed(ClockEvent.Witness.PERSISTED_TIME, time));
            return keeper;
        } catch (MalformedException e) {
            throw new RefusedException("timesync: " + e.getMessage(), e);
        }
    }

    /** Where proofs of contradiction lie: outside {@code data}, which a remedy may wipe. */
    public static Path evidence(NodeHome home) {
        return home.root().resolve("evidence");
    }

    private static TimeSettings settings(NodeConfig.TimeSync config, TimeSources sources) {
        return new TimeSettings(
                config.mode(),
                config.correction(),
                config.monitoring(),
                sources.voters(),
                config.ntpPoll(),
                config.roughtimePoll(),
                config.driftPpm());
    }

    /** What blocks are stamped with. Never goes back. */
    public InstantSource instants() {
        return clock::now;
    }

    public Clock clock() {
        return clock;
    }

    /** False while the node's own clock is not to be trusted; everything but proposing goes on. */
    public boolean allowsProposing() {
        return clock.status().allowsProposing();
    }

    public ClockReport report() {
        return clock.report();
    }

    public void turn(ClockEvent.Switch to) {
        clock.turn(to);
    }

    /** How the other validators' clocks compare with {@link #instants}, asked at {@code System.nanoTime}s. */
    public void hear(ClockEvent.PeerClocks clocks) {
        clock.hear(new ClockEvent.PeerClocks(
                clocks.ownPower(),
                clocks.totalPower(),
                clocks.peers().stream()
                        .map(peer -> new ClockEvent.PeerClock(
                                peer.power(), peer.offsetNanos(), machine.monoNanos(peer.askedMonoNanos())))
                        .toList()));
    }

    /** Time of the last committed block: being behind it only alarms. */
    public void committed(Instant time) {
        clock.hasPassed(ClockEvent.Witness.LAST_COMMITTED_BLOCK, time);
    }

    /** Twice a second, from one thread. */
    public void tick() {
        clock.tick();
        Instant now = clock.now();
        boolean due = remembered.isBefore(now.minus(REMEMBER));
        if (due && clock.status() != ClockStatus.DISRUPTED && clock.status() != ClockStatus.UNTRUSTED) {
            lastKnown.advance(now);
            remembered = now;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        sources.close();
    }
}
