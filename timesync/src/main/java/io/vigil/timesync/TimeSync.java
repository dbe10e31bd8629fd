package io.vigil.timesync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides what the node's clock does next: which correction it heads for, how far it is relied on, what the operator is
 * told. Pure: no clock, thread, socket or randomness, so recorded events replay to the same effects.
 *
 * <p>Not thread-safe: one owner steps it and may share {@link #correction()}, which is a value.
 */
public final class TimeSync {
    /** Without a tick for so long, the process was suspended. */
    public static final Duration GAP = Duration.ofSeconds(2);

    /** The system clock moved by more than this against monotonic time between two readings: it was stepped. */
    public static final Duration STEP = Duration.ofMillis(100);

    /** A disruption lasts until the first comparison with a source or a peer, but no longer than this. */
    public static final Duration DISRUPTION = Duration.ofSeconds(5);

    /** How long the last agreement is held on to when the sources fall silent. */
    public static final Duration HOLDOVER = Duration.ofHours(1);

    /** Our clock may stand this far behind a time that has passed before anyone is told: block times are seconds. */
    public static final Duration PAST_TOLERANCE = Duration.ofSeconds(1);

    private final TimeSettings settings;
    private final List<Panel> panels;
    private final StandingAlarms alarms = new StandingAlarms();
    private final List<Alarm> contradictions = new ArrayList<>();
    private boolean correcting;
    private boolean monitoring;
    private Correction correction;
    private Reading last;
    private Judgement judgement = new Judgement.Unheard();
    private Optional<Judgement.Agreed> lastAgreed = Optional.empty();
    private OptionalLong disruptedMonoNanos = OptionalLong.empty();
    private long lastDisruptionMonoNanos = Long.MIN_VALUE;
    private boolean untrusted;
    private boolean ticking;
    private ClockStatus entered = ClockStatus.SYNCED;

    public TimeSync(TimeSettings settings, Reading start) {
        this.settings = settings;
        this.panels = settings.mode().tiers().stream()
                .map(tier -> new Panel(tier, settings.sources(tier), settings.poll(tier), settings.driftPpm()))
                .toList();
        this.correcting = settings.correction();
        this.monitoring = settings.monitoring();
        this.correction = Correction.none(start.monoNanos());
        this.last = start;
    }

    /** Applies one event. */
    public List<ClockEffect> step(ClockEvent event) {
        Reading at = event.at();
        List<ClockEffect> effects = new ArrayList<>(detectDisruption(at));
        switch (event) { // no default: a new event must not compile until it is handled
            case ClockEvent.Ticked ticked -> effects.addAll(onTick(at));
            case ClockEvent.Answered(Reading when, Tier tier, Answer answer) -> onAnswer(tier, answer);
            case ClockEvent.RoundEnded(Reading when, Tier tier) -> effects.addAll(onRoundEnd(tier, at));
            case ClockEvent.PeersHeard(Reading when, ClockEvent.PeerClocks clocks) ->
                effects.addAll(onPeers(clocks, at));
            case ClockEvent.Passed passed -> effects.addAll(onPassed(passed));
            case ClockEvent.Switched(Reading when, ClockEvent.Switch to) -> effects.addAll(onSwitch(to, at));
        }
        effects.addAll(announce(at));
        return effects;
    }

    /** The correction, as a function of monotonic time. */
    public Correction correction() {
        return correction;
    }

    /** What the status is at {@code now}, even if no tick has come yet since the machine woke. */
    public ClockStatus status(Reading now) {
        if (isGap(now) || isDisrupted(now)) {
            return ClockStatus.DISRUPTED;
        }
        if (untrusted) {
            return ClockStatus.UNTRUSTED;
        }
        if (!asksSources()) {
            return ClockStatus.SYNCED; // nothing is asked, so nothing speaks against the system clock
        }
        return switch (judgement) {
            case Judgement.Agreed agreed -> ClockStatus.SYNCED;
            case Judgement.TooFew tooFew -> isHeldOver(now) ? ClockStatus.HOLDOVER : ClockStatus.UNSYNCED;
            case Judgement.Disagreed disagreed -> ClockStatus.NO_MAJORITY;
            case Judgement.Unheard unheard -> ClockStatus.UNSYNCED;
            case Judgement.Beyond beyond -> ClockStatus.UNSYNCED;
        };
    }

    /** Where true time lies at {@code now}, in nanoseconds since 1970, if a majority has vouched for it. */
    public Optional<TimeInterval> bound(Reading now) {
        if (!status(now).allowsServing()) {
            return Optional.empty();
        }
        return lastAgreed
                .filter(agreed -> isHeldOver(now))
                .map(agreed -> agreed.trueLessMono()
                        .widenedBy(Sample.drift(now.monoNanos() - agreed.atMonoNanos(), settings.driftPpm()))
                        .shiftedBy(now.monoNanos()));
    }

    public ClockReport report(Reading now) {
        ClockStatus status = status(now);
        return new ClockReport(
                settings.mode(),
                status,
                why(status),
                correcting,
                monitoring,
                Duration.ofNanos(correction.at(now.monoNanos())),
                Duration.ofNanos(correction.targetNanos()),
                bound(now)
                        .map(interval -> interval.shiftedBy(-now.wallNanos()))
                        .<ClockReport.Agreement>map(interval -> new ClockReport.Agreement.Hull(
                                Duration.ofNanos(interval.earliestNanos()), Duration.ofNanos(interval.latestNanos())))
                        .orElse(new ClockReport.Agreement.None()),
                reports(now),
                alarms.all());
    }

    /** Whether any packet may leave: correction off and monitoring off is silence. */
    public boolean asksSources() {
        return !panels.isEmpty() && (correcting || monitoring);
    }

    private List<ClockEffect> detectDisruption(Reading at) {
        Duration gap = Duration.ofNanos(at.monoNanos() - last.monoNanos());
        Duration step = Duration.ofNanos(at.wallLessMonoNanos() - last.wallLessMonoNanos());
        boolean disrupted = isGap(at);
        if (at.monoNanos() >= last.monoNanos()) {
            last = at;
        }
        if (!disrupted) {
            return List.of();
        }
        disruptedMonoNanos = OptionalLong.of(at.monoNanos());
        lastDisruptionMonoNanos = at.monoNanos();
        judgement = new Judgement.Unheard();
        lastAgreed = Optional.empty();
        panels.forEach(panel -> panel.forget(at.monoNanos()));
        if (settings.mode() != Mode.MANUAL) {
            correction = correction.released(at.monoNanos());
        }
        List<ClockEffect> effects = new ArrayList<>();
        effects.add(new ClockEffect.Forget());
        effects.addAll(alarms.replace("disruption", List.of(new Alarm.Disruption(gap, step)), at.monoNanos()));
        return effects;
    }

    /** A reading from before the last one was merely overtaken on its way here. */
    private boolean isGap(Reading at) {
        long step = Math.abs(at.wallLessMonoNanos() - last.wallLessMonoNanos());
        boolean slept = ticking && at.monoNanos() - last.monoNanos() > GAP.toNanos();
        return slept || step > STEP.toNanos();
    }

    private boolean isDisrupted(Reading at) {
        return disruptedMonoNanos.isPresent() && at.monoNanos() - disruptedMonoNanos.getAsLong() < DISRUPTION.toNanos();
    }

    private boolean isHeldOver(Reading at) {
        return lastAgreed
                .filter(agreed -> at.monoNanos() - agreed.atMonoNanos() < HOLDOVER.toNanos())
                .isPresent();
    }

    private List<ClockEffect> onTick(Reading at) {
        ticking = true; // before the first tick nobody promised to come in time
        List<ClockEffect> effects = new ArrayList<>();
        if (disruptedMonoNanos.isPresent() && !isDisrupted(at)) {
            effects.addAll(compared(at));
        }
        if (asksSources()) {
            panels.stream()
                    .filter(panel -> panel.isDue(at.monoNanos()))
                    .map(panel -> new ClockEffect.Measure(panel.tier()))
                    .forEach(effects::add);
        }
        effects.addAll(alarms.repeat(at.monoNanos()));
        return effects;
    }

    private void onAnswer(Tier tier, Answer answer) {
        panels.stream().filter(panel -> panel.tier() == tier).forEach(panel -> panel.take(answer));
        if (answer instanceof Answer.Contradicted(String earlier, String later, String proof)) {
            contradictions.add(new Alarm.Contradiction(earlier, later, proof));
        }
    }

    /** Decides only when a round is over: one fast liar must not be heard before the honest have spoken. */
    private List<ClockEffect> onRoundEnd(Tier tier, Reading at) {
        List<ClockEffect> effects = new ArrayList<>();
        panels.stream().filter(panel -> panel.tier() == tier).forEach(Panel::endRound);
        if (!asksSources()) {
            return effects; // switched off while the round was on its way
        }
        judgement = Judgement.of(panels, at, correction.at(at.monoNanos()));
        if (judgement instanceof Judgement.Agreed agreed) {
            lastAgreed = Optional.of(agreed);
            effects.addAll(compared(at));
        }
        aim(at);
        effects.addAll(alarms.replace("sources", sourceAlarms(at), at.monoNanos()));
        if (tier == Tier.ROUGHTIME) {
            effects.addAll(alarms.replace("contradictions", contradictions, at.monoNanos()));
            contradictions.clear();
        }
        return effects;
    }

    private void aim(Reading at) {
        long mono = at.monoNanos();
        if (!correcting) {
            correction = correction.released(mono);
            return;
        }
        correction = switch (judgement) {
            case Judgement.Agreed(TimeInterval trueLessMono, long when) ->
                // Dead-band: a clock inside the interval is left alone, one outside goes to the nearest edge.
                correction.towards(
                        trueLessMono.shiftedBy(-at.wallLessMonoNanos()).nearestTo(correction.at(mono)), mono);
            case Judgement.TooFew tooFew -> isHeldOver(at) ? correction : correction.released(mono);
            case Judgement.Unheard unheard -> correction; // as it was, until someone was asked
            case Judgement.Disagreed disagreed -> correction.released(mono);
            case Judgement.Beyond beyond -> correction.released(mono);
        };
    }

    private List<Alarm> sourceAlarms(Reading at) {
        List<Alarm> raised = new ArrayList<>();
        for (Panel panel : panels) {
            if (panel.isComplete()) {
                panelAlarm(panel, at).ifPresent(raised::add);
            }
        }
        if (judgement instanceof Judgement.Beyond(TimeInterval offset)) {
            raised.add(new Alarm.BeyondBound(
                    Duration.ofNanos(offset.midpointNanos()), Duration.ofNanos(offset.radiusNanos()), reports(at)));
        }
        if (judgement instanceof Judgement.Disagreed && hulls(at).size() > 1) {
            List<Duration> offsets = hulls(at);
            raised.add(new Alarm.TiersDisagree(offsets.getFirst(), offsets.getLast(), reports(at)));
        }
        return raised;
    }

    private Optional<Alarm> panelAlarm(Panel panel, Reading at) {
        List<SourceReport> reports = panel.reports(at);
        if (panel.hull(at.monoNanos()).isPresent()) {
            List<SourceReport> liars = reports.stream()
                    .filter(report -> report.verdict() == Verdict.LIES_OUTSIDE)
                    .toList();
            return liars.isEmpty() ? Optional.empty() : Optional.of(new Alarm.SourcesLie(panel.tier(), liars));
        }
        int answered = panel.answered(at.monoNanos());
        return Optional.of(
                answered < panel.quorum()
                        ? new Alarm.TooFewAnswers(panel.tier(), answered, panel.quorum(), reports)
                        : new Alarm.NoMajority(panel.tier(), panel.quorum(), reports));
    }

    /** The middles of the tiers' hulls as offsets, NTP first. */
    private List<Duration> hulls(Reading at) {
        return panels.stream()
                .flatMap(panel -> panel.hull(at.monoNanos()).stream())
                .map(hull ->
                        Duration.ofNanos(hull.shiftedBy(-at.wallLessMonoNanos()).midpointNanos()))
                .toList();
    }

    private List<SourceReport> reports(Reading at) {
        return panels.stream().flatMap(panel -> panel.reports(at).stream()).toList();
    }

    private List<ClockEffect> onPeers(ClockEvent.PeerClocks clocks, Reading at) {
        OptionalLong median = PeerMedian.of(clocks.askedSince(lastDisruptionMonoNanos));
        if (median.isEmpty()) {
            return List.of(); // too few known: the last judgement stands
        }
        long offset = median.getAsLong();
        untrusted = Math.abs(offset) > PeerMedian.TRUST.toNanos();
        boolean notable = Math.abs(offset) > PeerMedian.NOTICE.toNanos();
        List<ClockEffect> effects = new ArrayList<>(compared(at));
        List<Alarm> raised = notable ? List.of(new Alarm.PeersApart(Duration.ofNanos(offset), untrusted)) : List.of();
        effects.addAll(alarms.replace("peers", raised, at.monoNanos()));
        return effects;
    }

    /** The clock was held against something outside this machine: a disruption is over. */
    private List<ClockEffect> compared(Reading at) {
        disruptedMonoNanos = OptionalLong.empty();
        return alarms.replace("disruption", List.of(), at.monoNanos());
    }

    private List<ClockEffect> onPassed(ClockEvent.Passed passed) {
        Reading at = passed.at();
        long now = at.wallNanos() + correction.at(at.monoNanos());
        Duration offset = Duration.between(Reading.instant(now), passed.time());
        List<Alarm> raised = offset.compareTo(PAST_TOLERANCE) > 0
                ? List.of(new Alarm.BehindThePast(passed.witness(), passed.time(), offset))
                : List.of();
        return alarms.replace("past-" + passed.witness(), raised, at.monoNanos());
    }

    private List<ClockEffect> onSwitch(ClockEvent.Switch to, Reading at) {
        long mono = at.monoNanos();
        switch (to) {
            case ClockEvent.Switch.Correct correct -> {
                correcting = true;
                aim(at);
            }
            case ClockEvent.Switch.StopCorrecting stop -> {
                correcting = false;
                correction = correction.released(mono);
            }
            case ClockEvent.Switch.DropCorrection drop -> {
                correcting = false;
                correction = correction.dropped(mono);
            }
            case ClockEvent.Switch.Monitor(boolean on) -> monitoring = on;
            case ClockEvent.Switch.Steer(Duration offset) -> {
                if (settings.mode() == Mode.MANUAL && correcting) {
                    correction = correction.steered(offset.toNanos(), mono);
                }
            }
        }
        if (asksSources()) {
            return List.of();
        }
        panels.forEach(panel -> panel.forget(at.monoNanos()));
        judgement = new Judgement.Unheard();
        lastAgreed = Optional.empty();
        List<ClockEffect> effects = new ArrayList<>(alarms.replace("sources", List.of(), mono));
        effects.addAll(alarms.replace("contradictions", List.of(), mono));
        return effects;
    }

    private List<ClockEffect> announce(Reading at) {
        ClockStatus status = status(at);
        if (status == entered) {
            return List.of();
        }
        entered = status;
        return List.of(new ClockEffect.Enter(status, why(status)));
    }

    private String why(ClockStatus status) {
        return switch (status) {
            case DISRUPTED -> "the process was suspended or the system clock was stepped";
            case UNTRUSTED -> "the validators' clocks say that this one is wrong";
            case SYNCED, HOLDOVER, NO_MAJORITY, UNSYNCED ->
                asksSources() ? judgement.why() : "the system clock, no source is asked";
        };
    }
}
