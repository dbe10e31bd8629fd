package io.vigil.timesync.clock;

import io.vigil.timesync.Answer;
import io.vigil.timesync.Clock;
import io.vigil.timesync.ClockEffect;
import io.vigil.timesync.ClockEvent;
import io.vigil.timesync.ClockReport;
import io.vigil.timesync.ClockStatus;
import io.vigil.timesync.Correction;
import io.vigil.timesync.Reading;
import io.vigil.timesync.Tier;
import io.vigil.timesync.TimeSettings;
import io.vigil.timesync.TimeSource;
import io.vigil.timesync.TimeSync;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The system clock plus the correction, never going back. {@link #tick} must come twice a second; everything else is
 * safe to call from any thread, and {@link #now} takes no lock.
 */
public final class DisciplinedClock implements Clock {
    private static final long UNTOLD = Long.MIN_VALUE;

    private final MachineClocks machine;
    private final ClockJournal journal;
    private final Executor executor;
    private final Map<Tier, TimeSource> sources;
    private final TimeSync sync; // guarded by this
    private final AtomicLong lastNanos = new AtomicLong(UNTOLD);
    private volatile Correction correction;

    /**
     * @param sources one for each tier of the mode; asked only when the settings say so
     * @param executor runs one round of a source at a time, which blocks for seconds
     */
    public DisciplinedClock(
            TimeSettings settings,
            MachineClocks machine,
            Map<Tier, TimeSource> sources,
            Executor executor,
            ClockJournal journal) {
        for (Tier tier : settings.mode().tiers()) {
            if (!sources.containsKey(tier)) {
                throw new IllegalStateException("mode " + settings.mode().word() + " without a source for " + tier);
            }
        }
        this.machine = machine;
        this.journal = journal;
        this.executor = executor;
        this.sources = new EnumMap<>(Tier.class);
        this.sources.putAll(sources);
        this.sync = new TimeSync(settings, machine.read());
        this.correction = sync.correction();
    }

    @Override
    public Instant now() {
        Reading reading = machine.read();
        long corrected = reading.wallNanos() + correction.at(reading.monoNanos());
        return Reading.instant(lastNanos.accumulateAndGet(corrected, (last, next) -> Math.max(last + 1, next)));
    }

    @Override
    public Optional<TimeBound> bound() {
        Reading reading = machine.read();
        synchronized (this) {
            return sync.bound(reading)
                    .map(interval -> new TimeBound(
                            Reading.instant(interval.earliestNanos()), Reading.instant(interval.latestNanos())));
        }
    }

    @Override
    public ClockStatus status() {
        Reading reading = machine.read();
        synchronized (this) {
            return sync.status(reading);
        }
    }

    public ClockReport report() {
        Reading reading = machine.read();
        synchronized (this) {
            return sync.report(reading);
        }
    }

    /** Time passes: due sources are asked, a suspended process is noticed. Twice a second. */
    public void tick() {
        step(ClockEvent.Ticked::new);
        long told = lastNanos.get();
        if (told != UNTOLD) {
            hasPassed(ClockEvent.Witness.OWN_WORD, Reading.instant(told));
        }
    }

    public void turn(ClockEvent.Switch to) {
        step(at -> new ClockEvent.Switched(at, to));
    }

    public void hear(ClockEvent.PeerClocks clocks) {
        step(at -> new ClockEvent.PeersHeard(at, clocks));
    }

    /** Our clock should not be before {@code time}; if it is, the operator is told. */
    public void hasPassed(ClockEvent.Witness witness, Instant time) {
        step(at -> new ClockEvent.Passed(at, witness, time));
    }

    private void step(Function<Reading, ClockEvent> event) {
        List<ClockEffect> effects;
        synchronized (this) {
            effects = sync.step(event.apply(machine.read()));
            correction = sync.correction();
            effects.forEach(this::tell);
        }
        effects.forEach(this::perform);
    }

    /** Inside the lock, so that the operator reads things in the order they happened. */
    private void tell(ClockEffect effect) {
        switch (effect) {
            case ClockEffect.Raise(var alarm) -> journal.raised(alarm);
            case ClockEffect.Clear(var alarm) -> journal.cleared(alarm);
            case ClockEffect.Enter(ClockStatus status, String why) -> journal.entered(status, why);
            case ClockEffect.Measure measure -> {}
            case ClockEffect.Forget forget -> {}
        }
    }

    private void perform(ClockEffect effect) {
        switch (effect) {
            case ClockEffect.Measure(Tier tier) -> executor.execute(() -> measure(tier));
            case ClockEffect.Forget forget -> sources.values().forEach(TimeSource::forget);
            case ClockEffect.Raise raise -> {}
            case ClockEffect.Clear clear -> {}
            case ClockEffect.Enter enter -> {}
        }
    }

    private void measure(Tier tier) {
        TimeSource source = sources.get(tier);
        if (source == null) {
            throw new IllegalStateException("no source for " + tier);
        }
        try {
            source.measure(answer -> take(tier, answer));
        } finally {
            step(at -> new ClockEvent.RoundEnded(at, tier)); // else this tier would never be asked again
        }
    }

    private void take(Tier tier, Answer answer) {
        step(at -> new ClockEvent.Answered(at, tier, answer));
    }
}
