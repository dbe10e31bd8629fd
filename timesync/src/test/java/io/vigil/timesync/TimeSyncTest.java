package io.vigil.timesync;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.timesync.ClockEvent.PeerClock;
import io.vigil.timesync.ClockEvent.PeerClocks;
import io.vigil.timesync.ClockEvent.Switch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeSyncTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MS = Duration.ofMillis(1);

    @Test
    void aMinorityOfLiarsMovesNothingAndIsNamedInTheSameRound() {
        World world = World.correcting(6);

        world.round(MS.negated(), MS, Duration.ZERO, MS, MS, DAY);

        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.SYNCED);
        assertThat(world.sync.correction().targetNanos()).isZero();
        assertThat(world.raised()).singleElement().isInstanceOfSatisfying(Alarm.SourcesLie.class, alarm -> {
            assertThat(alarm.sources())
                    .singleElement()
                    .extracting(report -> report.source().name())
                    .isEqualTo("s5");
            assertThat(alarm.describe()).contains("offset +86400.000000 s");
        });
    }

    @Test
    void anEvenSplitRunsOnTheSystemClockAndSaysSoEachMinute() {
        World world = World.correcting(6);

        world.round(MS, MS, MS, DAY, DAY, DAY);

        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.NO_MAJORITY);
        assertThat(world.sync.correction().targetNanos()).isZero();
        assertThat(world.raised()).singleElement().isInstanceOf(Alarm.NoMajority.class);
        assertThat(world.sync.status(world.now()).allowsProposing()).isTrue();
        world.effects.clear();
        world.pass(Duration.ofSeconds(59));
        assertThat(world.raised()).isEmpty();
        world.pass(Duration.ofSeconds(2));
        assertThat(world.raised()).singleElement().isInstanceOf(Alarm.NoMajority.class);
    }

    @Test
    void sixOfSixADayAheadMoveNothingAndAlarmWithBothSigns() {
        World world = World.correcting(6);

        world.round(DAY, DAY, DAY, DAY, DAY, DAY);
        assertThat(world.sync.correction().targetNanos()).isZero();
        assertThat(world.raised().getFirst().describe())
                .contains("is +86400.000000 s")
                .contains("beyond the bound");

        world.round(DAY.negated(), DAY.negated(), DAY.negated(), DAY.negated(), DAY.negated(), DAY.negated());
        assertThat(world.sync.correction().targetNanos()).isZero();
        assertThat(world.sync.report(world.now()).alarms().getFirst().describe())
                .contains("is -86400.000000 s");
        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.UNSYNCED);
    }

    @Test
    void aClockThatIsOffHeadsForTheNearestEdgeOfTheAgreement() {
        World world = World.correcting(3);
        Duration off = Duration.ofMillis(100);

        world.round(off, off, off);

        assertThat(world.sync.correction().targetNanos())
                .isEqualTo(off.minus(World.RADIUS).toNanos());
        assertThat(world.raised()).isEmpty();
    }

    @Test
    void withCorrectionOffItMeasuresAndAlarmsButMovesNothing() {
        World world = World.of(3, false, true);

        world.round(Duration.ofMillis(100), Duration.ofMillis(100), DAY);

        assertThat(world.sync.correction().targetNanos()).isZero();
        assertThat(world.raised()).singleElement().isInstanceOf(Alarm.SourcesLie.class);
    }

    @Test
    void switchedOffWhileRunningItSlewsBackAndSwitchedOnItReturns() {
        World world = World.correcting(3);
        Duration off = Duration.ofMillis(100);
        world.round(off, off, off);
        world.pass(Duration.ofSeconds(60));

        world.step(new ClockEvent.Switched(world.now(), new Switch.StopCorrecting()));
        assertThat(world.sync.correction().targetNanos()).isZero();
        world.step(new ClockEvent.Switched(world.now(), new Switch.Correct()));
        assertThat(world.sync.correction().targetNanos()).isPositive();
        world.step(new ClockEvent.Switched(world.now(), new Switch.DropCorrection()));
        assertThat(world.sync.correction().at(world.mono)).isZero();
    }

    @Test
    void silenceHoldsTheLastAgreementForAnHourThenReturnsToTheSystemClock() {
        World world = World.correcting(3);
        Duration off = Duration.ofMillis(100);
        world.round(off, off, off);
        long target = world.sync.correction().targetNanos();

        world.pass(Duration.ofMinutes(10));
        world.silentRound();
        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.HOLDOVER);
        assertThat(world.sync.correction().targetNanos()).isEqualTo(target);
        assertThat(world.raised()).singleElement().isInstanceOf(Alarm.TooFewAnswers.class);
        world.pass(Duration.ofHours(1));
        world.silentRound();
        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.UNSYNCED);
        assertThat(world.sync.correction().targetNanos()).isZero();
    }

    @Test
    void aSuspendedProcessIsDisruptedBeforeAnyTickAndRecoversByItself() {
        World world = World.correcting(3);
        world.round(MS, MS, MS);

        world.mono += Duration.ofSeconds(30).toNanos();
        world.wall += Duration.ofSeconds(30).toNanos();
        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.DISRUPTED);
        world.effects.clear();
        world.tick();
        assertThat(world.raised()).singleElement().isInstanceOf(Alarm.Disruption.class);
        assertThat(world.effects).contains(new ClockEffect.Forget(), new ClockEffect.Measure(Tier.NTP));
        world.round(MS, MS, MS);
        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.SYNCED);
    }

    @Test
    void aSlowStartIsNoSleep() {
        World world = World.of(0, false, false);
        world.mono += Duration.ofSeconds(30).toNanos();
        world.wall += Duration.ofSeconds(30).toNanos();
        world.tick();

        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.SYNCED);
    }

    @Test
    void aSteppedSystemClockIsDisruptedForFiveSecondsAtMost() {
        World world = World.of(0, false, false);
        world.wall += DAY.toNanos();
        world.tick();

        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.DISRUPTED);
        assertThat(world.raised().getFirst().describe()).contains("+86400.000000 s");
        world.pass(Duration.ofSeconds(5));
        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.SYNCED);
    }

    @Test
    void anAnswerToAQuestionFromBeforeTheSleepDoesNotCount() {
        World world = World.correcting(3);
        world.tick();
        long asked = world.mono;
        world.mono += Duration.ofSeconds(1).toNanos();
        world.wall += Duration.ofHours(1).toNanos(); // the virtual machine slept: monotonic time stood
        for (int i = 0; i < 3; i++) {
            world.answer(i, Duration.ofHours(-1), world.mono - asked);
        }
        world.end();

        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.DISRUPTED);
        world.pass(Duration.ofSeconds(6));
        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.UNSYNCED);
    }

    @Test
    void theValidatorsClocksTakeTrustAwayAndGiveItBack() {
        World world = World.of(0, false, false);
        long off = Duration.ofSeconds(3).toNanos();

        world.peers(off, off, off);
        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.UNTRUSTED);
        assertThat(world.raised().getFirst().describe()).contains("+3.000000 s");
        world.peers(0, 0, off);
        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.SYNCED);
    }

    @Test
    void aClockBeforeThePersistedTimeOnlyAlarms() {
        World world = World.of(0, false, false);

        world.step(new ClockEvent.Passed(
                world.now(),
                ClockEvent.Witness.PERSISTED_TIME,
                Reading.instant(world.wall).plus(DAY)));

        assertThat(world.raised()).singleElement().isInstanceOf(Alarm.BehindThePast.class);
        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.SYNCED);
    }

    @Test
    void bothTiersMustAgreeWithEachOther() {
        World world = World.twoTiers();
        world.roundOf(Tier.NTP, Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofMillis(50));
        world.roundOf(Tier.ROUGHTIME, DAY, DAY, DAY);

        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.NO_MAJORITY);
        assertThat(world.sync.correction().targetNanos()).isZero();
        assertThat(world.raised()).anyMatch(alarm -> alarm instanceof Alarm.TiersDisagree);
    }

    /** OFF means off: in every combination, no question is asked and the clock equals the system clock. */
    @Test
    void offIsOffInSixtyFourCombinations() {
        int combinations = 0;
        for (Mode mode : List.of(Mode.SYSTEM, Mode.NTP, Mode.ROUGHTIME, Mode.NTP_AND_ROUGHTIME)) {
            for (int bits = 0; bits < 16; bits++) {
                boolean correction = (bits & 1) != 0;
                boolean monitoring = (bits & 2) != 0;
                boolean switchedOff = (bits & 4) != 0;
                boolean monitorSwitchedOff = (bits & 8) != 0;
                World world = World.of(mode, correction, monitoring);
                if (switchedOff) {
                    world.step(new ClockEvent.Switched(world.now(), new Switch.StopCorrecting()));
                }
                if (monitorSwitchedOff) {
                    world.step(new ClockEvent.Switched(world.now(), new Switch.Monitor(false)));
                }
                boolean corrects = correction && !switchedOff;
                boolean asks = !mode.tiers().isEmpty() && (corrects || (monitoring && !monitorSwitchedOff));
                world.tick();
                for (Tier tier : mode.tiers()) {
                    world.roundOf(tier, Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(100));
                }
                world.pass(Duration.ofSeconds(10));

                assertThat(world.effects.stream().anyMatch(effect -> effect instanceof ClockEffect.Measure))
                        .as("%s bits %s asks", mode, bits)
                        .isEqualTo(asks);
                assertThat(world.sync.correction().at(world.mono) != 0)
                        .as("%s bits %s moves", mode, bits)
                        .isEqualTo(corrects && asks);
                combinations++;
            }
        }
        assertThat(combinations).isEqualTo(64);
    }

    @Test
    void firstQuestionsComeQuicklyThenAtThePoll() {
        World world = World.correcting(3);
        int measures = 0;
        for (int second = 0; second < 64 * 3; second++) {
            world.effects.clear();
            world.pass(Duration.ofSeconds(1));
            if (world.effects.contains(new ClockEffect.Measure(Tier.NTP))) {
                measures++;
                world.round(MS, MS, MS);
            }
        }
        assertThat(measures).isEqualTo(Panel.BURST + 2);
    }

    /** Any number of liars, any answers, sleeps, steps and switches: within 500 ms and 500 ppm, and nothing throws. */
    @Test
    void noHistoryMovesTheClockBeyondItsLimits() {
        Trials trials = Trials.of("time sync", 100_000);
        Random random = trials.random();
        World world = World.of(Mode.NTP_AND_ROUGHTIME, true, true);
        for (int i = 0; i < trials.count(); i++) {
            long before = world.sync.correction().at(world.mono);
            long mono = world.mono;
            boolean dropped = world.disturb(random);
            long after = world.sync.correction().at(world.mono);
            assertThat(Math.abs(after)).isLessThanOrEqualTo(Correction.BOUND.toNanos());
            if (!dropped) {
                assertThat(Math.abs(after - before)).isLessThanOrEqualTo((world.mono - mono) / 2000 + 1);
            }
        }
    }

    @Test
    void whatPeersSaidBeforeADisruptionDoesNotEndIt() {
        World world = World.of(0, false, false);
        world.tick();
        long asked = world.mono;
        world.mono += 1_000_000_000;
        world.wall += 86_401_000_000_000L;
        world.tick();

        world.step(new ClockEvent.PeersHeard(
                world.now(), new PeerClocks(1, 3, List.of(new PeerClock(1, 0, asked), new PeerClock(1, 0, asked)))));
        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.DISRUPTED);

        world.peers(-86_400_000_000_000L, -86_400_000_000_000L);
        assertThat(world.sync.status(world.now())).isEqualTo(ClockStatus.UNTRUSTED);
    }

    /** A machine with both clocks, a core, and everything the core asked for. */
    private static final class World {
        static final Duration RADIUS = Duration.ofMillis(5);

        final TimeSync sync;
        final List<ClockEffect> effects = new ArrayList<>();
        long mono = 5_000_000_000L;
        long wall = 1_795_220_000_000_000_000L;

        World(TimeSettings settings) {
            sync = new TimeSync(settings, now());
        }

        static World correcting(int sources) {
            return of(sources, true, true);
        }

        static World of(int sources, boolean correction, boolean monitoring) {
            Mode mode = sources == 0 ? Mode.SYSTEM : Mode.NTP;
            return new World(TimeSettings.of(mode, correction, monitoring, sources(Tier.NTP, "s", sources)));
        }

        static World of(Mode mode, boolean correction, boolean monitoring) {
            List<Source> sources = new ArrayList<>(sources(Tier.NTP, "s", 3));
            sources.addAll(sources(Tier.ROUGHTIME, "r", 3));
            return new World(TimeSettings.of(mode, correction, monitoring, sources));
        }

        static World twoTiers() {
            return of(Mode.NTP_AND_ROUGHTIME, true, true);
        }

        private static List<Source> sources(Tier tier, String name, int count) {
            List<Source> sources = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sources.add(new Source(name + i, "operator " + i, tier, false));
            }
            return sources;
        }

        Reading now() {
            return new Reading(mono, wall);
        }

        void step(ClockEvent event) {
            effects.addAll(sync.step(event));
        }

        void tick() {
            step(new ClockEvent.Ticked(now()));
        }

        void pass(Duration duration) {
            for (long left = duration.toMillis(); left > 0; left -= 500) {
                mono += Math.min(left, 500) * 1_000_000;
                wall += Math.min(left, 500) * 1_000_000;
                tick();
            }
        }

        void round(Duration... offsets) {
            roundOf(Tier.NTP, offsets);
        }

        void roundOf(Tier tier, Duration... offsets) {
            tick();
            for (int i = 0; i < offsets.length; i++) {
                answer(tier, i, offsets[i], 0);
            }
            step(new ClockEvent.RoundEnded(now(), tier));
        }

        void answer(int source, Duration offset, long delayNanos) {
            answer(Tier.NTP, source, offset, delayNanos);
        }

        void answer(Tier tier, int source, Duration offset, long delayNanos) {
            TimeInterval interval = TimeInterval.around(wall - mono + offset.toNanos(), RADIUS.toNanos());
            Sample sample = new Sample(interval, mono, wall + offset.toNanos(), RADIUS.toNanos(), delayNanos);
            String name = (tier == Tier.NTP ? "s" : "r") + source;
            step(new ClockEvent.Answered(now(), tier, new Answer.Heard(name, sample)));
        }

        void silentRound() {
            tick();
            step(new ClockEvent.Answered(now(), Tier.NTP, new Answer.Refused("s0", "no reply")));
            end();
        }

        void end() {
            step(new ClockEvent.RoundEnded(now(), Tier.NTP));
        }

        void peers(long... offsets) {
            List<PeerClock> clocks = new ArrayList<>();
            for (long offset : offsets) {
                clocks.add(new PeerClock(1, offset, mono));
            }
            step(new ClockEvent.PeersHeard(now(), new PeerClocks(1, offsets.length + 1, clocks)));
        }

        List<Alarm> raised() {
            return effects.stream()
                    .filter(effect -> effect instanceof ClockEffect.Raise)
                    .map(effect -> ((ClockEffect.Raise) effect).alarm())
                    .toList();
        }

        /** One random thing happens. Returns whether the correction was dropped by command. */
        boolean disturb(Random random) {
            effects.clear();
            long elapsed = random.nextLong(1, 3_000_000_000L);
            switch (random.nextInt(12)) {
                case 0 -> wall += random.nextLong(-86_400_000_000_000L, 86_400_000_000_000L);
                case 1 -> step(new ClockEvent.Switched(now(), new Switch.StopCorrecting()));
                case 2 -> {
                    step(new ClockEvent.Switched(now(), new Switch.DropCorrection()));
                    return true;
                }
                case 3 -> peers(random.nextLong(-1L << 40, 1L << 40), random.nextLong(-1L << 40, 1L << 40));
                case 4, 5 -> step(new ClockEvent.Switched(now(), new Switch.Correct()));
                default -> {
                    Tier tier = random.nextBoolean() ? Tier.NTP : Tier.ROUGHTIME;
                    roundOf(tier, lie(random), lie(random), lie(random));
                }
            }
            mono += elapsed;
            wall += elapsed;
            tick();
            return false;
        }

        private static Duration lie(Random random) {
            return random.nextInt(4) == 0
                    ? Duration.ofNanos(random.nextLong(-86_400_000_000_000L, 86_400_000_000_000L))
                    : Duration.ofMillis(random.nextInt(4) * 160L - 320);
        }
    }
}
