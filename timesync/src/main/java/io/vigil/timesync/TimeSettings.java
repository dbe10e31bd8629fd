package io.vigil.timesync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an operator chooses about the clock. Each setting is independent of every other.
 *
 * @param correction whether sources may move the clock; off unless the file turns it on (R2.6)
 * @param monitoring whether sources are asked and compared although they may not correct
 * @param ntpPoll time between two questions to each NTP server
 * @param roughtimePoll time between two rounds of the Roughtime servers
 * @param driftPpm how fast an unattended clock is assumed to go wrong: 50, on a virtual machine 200
 */
public record TimeSettings(
        Mode mode,
        boolean correction,
        boolean monitoring,
        List<Source> sources,
        Duration ntpPoll,
        Duration roughtimePoll,
        long driftPpm) {
    public static final Duration NTP_POLL = Duration.ofSeconds(64);
    public static final Duration ROUGHTIME_POLL = Duration.ofMinutes(15);
    public static final long DRIFT_PPM = 50;

    /** More would not make the majority safer, and each costs an alarm line and packets. */
    public static final int MAX_SOURCES = 64;

    private static final int MIN_SOURCES = 3;
    private static final Duration MIN_POLL = Duration.ofSeconds(1);
    private static final Duration MAX_POLL = Duration.ofDays(1);

    public TimeSettings {
        sources = List.copyOf(sources);
        List<String> objections = objections(mode, sources);
        if (!objections.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", objections));
        }
        for (Duration poll : List.of(ntpPoll, roughtimePoll)) {
            if (poll.compareTo(MIN_POLL) < 0 || poll.compareTo(MAX_POLL) > 0) {
                throw new IllegalArgumentException("poll interval " + poll + " is not within 1 s and 1 day");
            }
        }
        if (driftPpm < 0 || driftPpm > 10_000) {
            throw new IllegalArgumentException("drift of " + driftPpm + " ppm is not within 0 and 10000");
        }
    }

    /** The system clock alone: what {@code dev}, {@code testnet} and a node without a section of its own use. */
    public static TimeSettings system() {
        return of(Mode.SYSTEM, false, false, List.of());
    }

    /** With the default intervals. */
    public static TimeSettings of(Mode mode, boolean correction, boolean monitoring, List<Source> sources) {
        return new TimeSettings(mode, correction, monitoring, sources, NTP_POLL, ROUGHTIME_POLL, DRIFT_PPM);
    }

    public TimeSettings polledEvery(Duration ntp, Duration roughtime) {
        return new TimeSettings(mode, correction, monitoring, sources, ntp, roughtime, driftPpm);
    }

    public Duration poll(Tier tier) {
        return switch (tier) {
            case NTP -> ntpPoll;
            case ROUGHTIME -> roughtimePoll;
        };
    }

    public List<Source> sources(Tier tier) {
        return sources.stream().filter(source -> source.tier() == tier).toList();
    }

    /** Why these sources cannot serve this mode: one sentence per fault, empty when they can. */
    public static List<String> objections(Mode mode, List<Source> sources) {
        List<String> objections = new ArrayList<>();
        long names = sources.stream().map(Source::name).distinct().count();
        if (names < sources.size()) {
            objections.add("two time sources bear the same name");
        }
        if (sources.size() > MAX_SOURCES) {
            objections.add(sources.size() + " time sources, at most " + MAX_SOURCES + " can be used");
        }
        for (Tier tier : mode.tiers()) {
            objectTo(
                    tier,
                    sources.stream().filter(source -> source.tier() == tier).toList(),
                    objections);
        }
        if (!mode.tiers().isEmpty()
                && sources.stream().map(Source::smearsLeapSeconds).distinct().count() > 1) {
            objections.add("some sources smear leap seconds and some do not: they differ by up to half a second");
        }
        return objections;
    }

    private static void objectTo(Tier tier, List<Source> sources, List<String> objections) {
        if (sources.size() < MIN_SOURCES) {
            objections.add(tier + " has " + sources.size() + " sources; below " + MIN_SOURCES + " one liar decides");
            return;
        }
        Map<String, Integer> perOperator = new TreeMap<>();
        sources.forEach(source -> perOperator.merge(source.operator(), 1, Integer::sum));
        int tolerated = MajorityHull.tolerated(sources.size());
        perOperator.forEach((operator, count) -> {
            if (count > tolerated) {
                objections.add("operator " + operator + " runs " + count + " of " + sources.size() + " " + tier
                        + " sources; at most " + tolerated
                        + " may fail together (operator=NAME behind a server says who runs it)");
            }
        });
    }
}
