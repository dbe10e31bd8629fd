package io.vigil.timesync.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.timesync.Alarm;
import io.vigil.timesync.Answer;
import io.vigil.timesync.ClockEvent;
import io.vigil.timesync.ClockStatus;
import io.vigil.timesync.Correction;
import io.vigil.timesync.Mode;
import io.vigil.timesync.Reading;
import io.vigil.timesync.Sample;
import io.vigil.timesync.Source;
import io.vigil.timesync.Tier;
import io.vigil.timesync.TimeInterval;
import io.vigil.timesync.TimeSettings;
import io.vigil.timesync.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DisciplinedClockTest {
    private static final long START = 1_795_220_000_000_000_000L;

    private final AtomicLong mono = new AtomicLong(7);
    private final AtomicLong wall = new AtomicLong(START);
    private final List<Alarm> raised = new ArrayList<>();
    private final List<ClockStatus> entered = new ArrayList<>();
    private final AtomicLong asked = new AtomicLong();
    private final MachineClocks machine = new MachineClocks(() -> Reading.instant(wall.get()), mono::get);

    @Test
    void offIsTheSystemClockAndAsksNobody() {
        DisciplinedClock clock = clock(TimeSettings.of(Mode.NTP, false, false, sources()), Duration.ofMillis(300));
        pass(clock, Duration.ofMinutes(5));

        assertThat(clock.now()).isEqualTo(Reading.instant(wall.get()));
        assertThat(asked).hasValue(0);
        assertThat(clock.status()).isEqualTo(ClockStatus.SYNCED);
        assertThat(clock.bound()).isEmpty();
    }

    @Test
    void correctingItSlewsTowardsTheMajority() {
        DisciplinedClock clock = clock(TimeSettings.of(Mode.NTP, true, false, sources()), Duration.ofMillis(300));
        pass(clock, Duration.ofMinutes(5));

        assertThat(Duration.between(Reading.instant(wall.get()), clock.now()))
                .isBetween(Duration.ofMillis(140), Duration.ofMillis(150));
        assertThat(clock.bound()).hasValueSatisfying(bound -> {
            Instant truth = Reading.instant(wall.get()).plusMillis(300);
            assertThat(truth).isBetween(bound.earliest(), bound.latest());
        });
        assertThat(entered).containsSequence(ClockStatus.UNSYNCED, ClockStatus.SYNCED);
    }

    @Test
    void offAtOnceStandsStillUntilTheSystemClockHasCaughtUp() {
        DisciplinedClock clock = clock(TimeSettings.of(Mode.NTP, true, true, sources()), Duration.ofMillis(300));
        pass(clock, Duration.ofMinutes(5));
        Instant before = clock.now();
        clock.turn(new ClockEvent.Switch.DropCorrection());

        assertThat(clock.now()).isEqualTo(before.plusNanos(1));
        pass(clock, Duration.ofSeconds(1));
        assertThat(clock.now()).isEqualTo(Reading.instant(wall.get()));
    }

    @Test
    void wakingAfterSleepItIsDisruptedBeforeTheNextTick() {
        DisciplinedClock clock = clock(TimeSettings.of(Mode.NTP, true, true, sources()), Duration.ZERO);
        pass(clock, Duration.ofSeconds(10));
        assertThat(clock.status()).isEqualTo(ClockStatus.SYNCED);

        advance(Duration.ofSeconds(30));
        assertThat(clock.status()).isEqualTo(ClockStatus.DISRUPTED);
        clock.tick(); // asks at once, and the sources answer
        assertThat(clock.status()).isEqualTo(ClockStatus.SYNCED);
        assertThat(raised).anyMatch(alarm -> alarm instanceof Alarm.Disruption);
    }

    @Test
    void setForwardAndBackItStandsStillAndSaysHowToGoOn() {
        DisciplinedClock clock = clock(TimeSettings.system(), Duration.ZERO);
        clock.tick();
        wall.addAndGet(Duration.ofDays(1).toNanos());
        Instant ahead = clock.now();
        wall.addAndGet(-Duration.ofDays(1).toNanos());
        pass(clock, Duration.ofSeconds(10));

        assertThat(Duration.between(ahead, clock.now())).isBetween(Duration.ofNanos(1), Duration.ofSeconds(1));
        assertThat(clock.report().alarms())
                .singleElement()
                .extracting(Alarm::describe)
                .asString()
                .contains("stands still", "+863", "restarted");
    }

    /** G4: over threads, steps of a day in both directions, switches, and sources that lie. */
    @Test
    void nowNeverGoesBack() throws InterruptedException {
        DisciplinedClock clock = clock(TimeSettings.of(Mode.NTP, true, true, sources()), Duration.ofMillis(400));
        AtomicBoolean wentBack = new AtomicBoolean();
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            readers.add(Thread.ofPlatform().start(() -> {
                Instant last = clock.now();
                while (!over.get()) {
                    Instant next = clock.now();
                    if (!next.isAfter(last)) {
                        wentBack.set(true);
                    }
                    last = next;
                }
            }));
        }
        for (int i = 0; i < 2000; i++) {
            switch (i % 10) {
                case 3 -> wall.addAndGet(Duration.ofDays(i % 20 == 3 ? 1 : -1).toNanos());
                case 5 -> clock.turn(new ClockEvent.Switch.StopCorrecting());
                case 6 -> clock.turn(new ClockEvent.Switch.Correct());
                case 8 -> clock.turn(new ClockEvent.Switch.DropCorrection());
                default -> pass(clock, Duration.ofSeconds(1));
            }
        }
        over.set(true);
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(wentBack).isFalse();
    }

    @Test
    void manualModeHeadsWhereTheOperatorSays() {
        DisciplinedClock clock = clock(TimeSettings.of(Mode.MANUAL, true, false, List.of()), Duration.ZERO);
        clock.turn(new ClockEvent.Switch.Steer(Duration.ofMillis(-100)));
        pass(clock, Duration.ofMinutes(10));

        assertThat(Duration.between(Reading.instant(wall.get()), clock.now())).isEqualTo(Duration.ofMillis(-100));
        assertThat(clock.status()).isEqualTo(ClockStatus.SYNCED);
    }

    /** G3, with all sources agreeing on a lie just inside the bound. */
    @Test
    void aTotalLieWithinTheBoundNeedsAThousandSeconds() {
        DisciplinedClock clock = clock(TimeSettings.of(Mode.NTP, true, true, sources()), Duration.ofMillis(499));
        for (int minute = 1; minute <= 20; minute++) {
            pass(clock, Duration.ofMinutes(1));
            Duration moved = Duration.between(Reading.instant(wall.get()), clock.now());
            assertThat(moved).isBetween(Duration.ZERO, Duration.ofMillis(30L * minute + 1));
            assertThat(moved).isLessThanOrEqualTo(Correction.BOUND);
        }
    }

    private DisciplinedClock clock(TimeSettings settings, Duration trueOffset) {
        return new DisciplinedClock(
                settings, machine, Map.of(Tier.NTP, source(trueOffset)), Runnable::run, new ClockJournal() {
                    @Override
                    public void raised(Alarm alarm) {
                        raised.add(alarm);
                    }

                    @Override
                    public void cleared(Alarm alarm) {}

                    @Override
                    public void entered(ClockStatus status, String why) {
                        entered.add(status);
                    }
                });
    }

    /** Three sources that know true time: {@code offset} from the system clock as it stood at the start. */
    private TimeSource source(Duration offset) {
        long trueLessMono = START + offset.toNanos();
        return new TimeSource() {
            @Override
            public void measure(Consumer<Answer> answers) {
                asked.incrementAndGet();
                for (Source source : sources()) {
                    long now = machine.monoNanos();
                    answers.accept(new Answer.Heard(
                            source.name(),
                            new Sample(TimeInterval.around(trueLessMono, 2_000_000), now, now + trueLessMono, 0, 0)));
                }
            }

            @Override
            public void forget() {}
        };
    }

    private static List<Source> sources() {
        return List.of(
                new Source("a", "a", Tier.NTP, false),
                new Source("b", "b", Tier.NTP, false),
                new Source("c", "c", Tier.NTP, false));
    }

    private void pass(DisciplinedClock clock, Duration duration) {
        for (long left = duration.toMillis(); left > 0; left -= 500) {
            advance(Duration.ofMillis(Math.min(left, 500)));
            clock.tick();
        }
    }

    private void advance(Duration duration) {
        mono.addAndGet(duration.toNanos());
        wall.addAndGet(duration.toNanos());
    }
}
