package io.vigil.timesync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The alarms that hold now, each raised at once and then again each minute. Owned by one {@link TimeSync}. */
final class StandingAlarms {
    static final Duration REPEAT = Duration.ofMinutes(1);

    private record Standing(Alarm alarm, String cause, long raisedMonoNanos) {}

    private final Map<String, Standing> standing = new TreeMap<>();

    /** From now on the alarms of {@code cause} are these and no others. */
    List<ClockEffect> replace(String cause, List<? extends Alarm> alarms, long monoNanos) {
        List<ClockEffect> effects = new ArrayList<>();
        standing.values().removeIf(old -> {
            boolean over = old.cause().equals(cause)
                    && alarms.stream()
                            .noneMatch(alarm -> alarm.key().equals(old.alarm().key()));
            if (over) {
                effects.add(new ClockEffect.Clear(old.alarm()));
            }
            return over;
        });
        for (Alarm alarm : alarms) {
            Standing old = standing.get(alarm.key());
            if (old == null) {
                effects.add(new ClockEffect.Raise(alarm));
            }
            long raised = old == null ? monoNanos : old.raisedMonoNanos();
            standing.put(alarm.key(), new Standing(alarm, cause, raised));
        }
        return effects;
    }

    /** Those that were last raised a minute ago. */
    List<ClockEffect> repeat(long monoNanos) {
        List<ClockEffect> effects = new ArrayList<>();
        standing.replaceAll((key, old) -> {
            if (monoNanos - old.raisedMonoNanos() < REPEAT.toNanos()) {
                return old;
            }
            effects.add(new ClockEffect.Raise(old.alarm()));
            return new Standing(old.alarm(), old.cause(), monoNanos);
        });
        return effects;
    }

    List<Alarm> all() {
        return standing.values().stream().map(Standing::alarm).toList();
    }
}
