package io.vigil.timesync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The sources of one tier with their last answers, and when they are asked next. Owned by one {@link TimeSync}. */
final class Panel {
    /** A source that gave nothing usable for so many polls counts as silent. */
    static final int STALE_POLLS = 3;

    /** At the start and after a disruption the first questions come quickly, so that a majority is known soon. */
    static final int BURST = 4;

    static final Duration BURST_POLL = Duration.ofSeconds(2);

    private final Tier tier;
    private final List<Source> sources;
    private final long pollNanos;
    private final long driftPpm;
    private final Map<String, Sample> samples = new TreeMap<>();
    private final Map<String, String> refusals = new TreeMap<>();
    private boolean asking;
    private boolean everAsked;
    private long askedMonoNanos;
    private int rounds;
    private long forgottenMonoNanos = Long.MIN_VALUE;

    Panel(Tier tier, List<Source> sources, Duration poll, long driftPpm) {
        this.tier = tier;
        this.sources = List.copyOf(sources);
        this.pollNanos = poll.toNanos();
        this.driftPpm = driftPpm;
    }

    Tier tier() {
        return tier;
    }

    int quorum() {
        return MajorityHull.quorum(sources.size());
    }

    /** Whether a round should start now; if so, it counts as started. */
    boolean isDue(long monoNanos) {
        long wait = rounds < BURST ? Math.min(pollNanos, burstNanos()) : pollNanos;
        if (asking || (everAsked && monoNanos - askedMonoNanos < wait)) {
            return false;
        }
        asking = true;
        everAsked = true;
        askedMonoNanos = monoNanos;
        return true;
    }

    /** Roughtime servers are shared and coarse: their round is two passes, and no burst would make it finer. */
    private long burstNanos() {
        return tier == Tier.NTP ? BURST_POLL.toNanos() : pollNanos;
    }

    void endRound() {
        asking = false;
        if (!everAsked) {
            return; // it began before everything was forgotten
        }
        rounds = Math.min(rounds + 1, BURST);
    }

    boolean isComplete() {
        return rounds > 0;
    }

    void take(Answer answer) {
        switch (answer) {
            case Answer.Heard(String name, Sample sample) -> {
                if (knows(name) && sample.takenMonoNanos() - sample.delayNanos() >= forgottenMonoNanos) {
                    samples.put(name, sample);
                    refusals.remove(name);
                }
            }
            case Answer.Refused(String name, String why) -> {
                if (knows(name)) {
                    refusals.put(name, why);
                }
            }
            case Answer.Contradicted contradicted -> {} // what each of the two said votes as ever
        }
    }

    private boolean knows(String name) {
        return sources.stream().anyMatch(source -> source.name().equals(name));
    }

    /** Answers to questions from before {@code monoNanos} no longer count: the machine may have slept in between. */
    void forget(long monoNanos) {
        forgottenMonoNanos = monoNanos;
        samples.clear();
        refusals.clear();
        everAsked = false;
        rounds = 0;
    }

    /** How many sources have an answer that is not stale. */
    int answered(long monoNanos) {
        return fresh(monoNanos).size();
    }

    /** Where a majority puts true time less monotonic time. */
    Optional<TimeInterval> hull(long monoNanos) {
        List<TimeInterval> intervals = fresh(monoNanos).values().stream()
                .map(sample -> sample.at(monoNanos, driftPpm))
                .toList();
        return MajorityHull.of(intervals, sources.size());
    }

    private Map<String, Sample> fresh(long monoNanos) {
        Map<String, Sample> fresh = new TreeMap<>(samples);
        fresh.values().removeIf(sample -> monoNanos - sample.takenMonoNanos() > STALE_POLLS * pollNanos);
        return fresh;
    }

    List<SourceReport> reports(Reading at) {
        Optional<TimeInterval> hull = hull(at.monoNanos());
        Map<String, Sample> fresh = fresh(at.monoNanos());
        List<SourceReport> reports = new ArrayList<>();
        for (Source source : sources) {
            Sample sample = fresh.get(source.name());
            reports.add(sample == null ? silent(source) : judged(source, sample, hull, at));
        }
        return List.copyOf(reports);
    }

    private SourceReport silent(Source source) {
        String why =
                refusals.getOrDefault(source.name(), samples.containsKey(source.name()) ? "stale" : "not asked yet");
        return new SourceReport(source, Verdict.SILENT, new SourceReport.Word.Nothing(why));
    }

    private SourceReport judged(Source source, Sample sample, Optional<TimeInterval> hull, Reading at) {
        TimeInterval interval = sample.at(at.monoNanos(), driftPpm);
        Verdict verdict = hull.map(
                        agreed -> agreed.hasCommonPointWith(interval) ? Verdict.AGREES : Verdict.LIES_OUTSIDE)
                .orElse(Verdict.UNJUDGED);
        TimeInterval offset = interval.shiftedBy(-at.wallLessMonoNanos());
        return new SourceReport(
                source,
                verdict,
                new SourceReport.Word.Said(
                        Reading.instant(sample.claimedNanos()),
                        Duration.ofNanos(sample.radiusNanos()),
                        Duration.ofNanos(offset.midpointNanos()),
                        Duration.ofNanos(offset.radiusNanos()),
                        Duration.ofNanos(sample.delayNanos()),
                        Duration.ofNanos(Math.max(0, at.monoNanos() - sample.takenMonoNanos()))));
    }
}
