package io.vigil.timesync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One look at any servers, without a clock to correct: what each says, whether a majority agrees, and whether the system
 * clock is within a correction's reach of it. Not thread-safe.
 */
public final class Survey {
    private final List<Panel> panels;
    private final List<Alarm.Contradiction> contradictions = new ArrayList<>();

    /** @param sources any number, even one: then that one decides, and is not more to be believed for it */
    public Survey(List<Source> sources) {
        this.panels = sources.stream()
                .map(Source::tier)
                .distinct()
                .sorted()
                .map(tier -> new Panel(
                        tier,
                        sources.stream().filter(source -> source.tier() == tier).toList(),
                        TimeSettings.NTP_POLL,
                        TimeSettings.DRIFT_PPM))
                .toList();
    }

    public void take(Tier tier, Answer answer) {
        panels.stream().filter(panel -> panel.tier() == tier).forEach(panel -> panel.take(answer));
        if (answer instanceof Answer.Contradicted(String earlier, String later, String proof)) {
            contradictions.add(new Alarm.Contradiction(earlier, later, proof));
        }
    }

    /**
     * @param agreed whether every tier has a majority, the tiers agree, and the system clock is in reach
     * @param why one sentence
     */
    public record Result(
            boolean agreed,
            String why,
            ClockReport.Agreement agreement,
            List<SourceReport> sources,
            List<Alarm.Contradiction> contradictions) {
        public Result {
            sources = List.copyOf(sources);
            contradictions = List.copyOf(contradictions);
        }

        /** Everything in order: agreement, no source outside it, no contradiction. */
        public boolean isClean() {
            return agreed
                    && contradictions.isEmpty()
                    && sources.stream().allMatch(source -> source.verdict() == Verdict.AGREES);
        }
    }

    /** Once every source was asked. */
    public Result result(Reading at) {
        panels.forEach(panel -> {
            panel.isDue(at.monoNanos());
            panel.endRound();
        });
        Judgement judgement = Judgement.of(panels, at, 0);
        List<SourceReport> reports =
                panels.stream().flatMap(panel -> panel.reports(at).stream()).toList();
        return switch (judgement) {
            case Judgement.Agreed(TimeInterval trueLessMono, long when) ->
                result(true, judgement, hull(trueLessMono.shiftedBy(-at.wallLessMonoNanos())), reports);
            case Judgement.Beyond(TimeInterval offset) -> result(false, judgement, hull(offset), reports);
            case Judgement.Disagreed disagreed -> result(false, judgement, new ClockReport.Agreement.None(), reports);
            case Judgement.TooFew tooFew -> result(false, judgement, new ClockReport.Agreement.None(), reports);
            case Judgement.Unheard unheard -> result(false, judgement, new ClockReport.Agreement.None(), reports);
        };
    }

    private Result result(
            boolean agreed, Judgement judgement, ClockReport.Agreement agreement, List<SourceReport> reports) {
        return new Result(agreed, judgement.why(), agreement, reports, contradictions);
    }

    private static ClockReport.Agreement hull(TimeInterval offset) {
        return new ClockReport.Agreement.Hull(
                Duration.ofNanos(offset.earliestNanos()), Duration.ofNanos(offset.latestNanos()));
    }
}
