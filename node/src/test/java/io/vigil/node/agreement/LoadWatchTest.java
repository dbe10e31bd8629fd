package io.vigil.node.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class LoadWatchTest {
    private final EventQueue events = new EventQueue();
    private double load;
    private int asked;
    private final LoadWatch watch = new LoadWatch(events, 0, () -> {
        asked++;
        return load;
    });
    private long now;

    @Test
    void theCoreIsToldWhenProcessorsBecomeBusyAndWhenTheyAreFreeAgain() throws InterruptedException {
        assertThat(toldAt(0.74)).isEmpty();
        assertThat(toldAt(0.75)).containsExactly(true);
        assertThat(toldAt(1.0)).isEmpty();
        assertThat(toldAt(0.5)).isEmpty();
        assertThat(toldAt(0.49)).containsExactly(false);
        assertThat(toldAt(0.6)).isEmpty();
    }

    @Test
    void aLoadThatIsNotKnownIsNone() throws InterruptedException {
        toldAt(1);

        assertThat(toldAt(-1)).containsExactly(false);
        assertThat(toldAt(Double.NaN)).isEmpty();
    }

    @Test
    void itAsksOnceASecond() {
        for (int i = 0; i <= 1_000; i++) {
            watch.look(i * 10_000_000L);
        }

        assertThat(asked).isEqualTo(10);
    }

    private List<Boolean> toldAt(double part) throws InterruptedException {
        load = part;
        now += Duration.ofSeconds(1).toNanos();
        watch.look(now);
        List<Boolean> told = new ArrayList<>();
        for (Optional<LongFunction<Event>> next = events.take(0); next.isPresent(); next = events.take(0)) {
            told.add(((Event.LoadChanged) next.get().apply(now)).pressed());
        }
        return told;
    }
}
