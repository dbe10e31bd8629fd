package io.vigil.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.storage.snapshot.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacedWorkTest {
    /** Each look at the clock lets a millisecond pass, so waiting ends without anybody sleeping for long. */
    private final AtomicLong clock = new AtomicLong();

    private long tick() {
        return clock.addAndGet(1_000_000);
    }

    @Test
    void waitsUntilTheRateIsKept() {
        PacedWork work = new PacedWork(1_000_000, this::tick, progress -> {});
        Pace pace = work.phase("exporting", 20_000);

        pace.passed(20_000);

        assertThat(Duration.ofNanos(clock.get())).isGreaterThanOrEqualTo(Duration.ofMillis(20));
    }

    @Test
    void saysWhatPassedHowFastAndWhatIsLeft() {
        List<Progress> heard = new ArrayList<>();
        PacedWork work = new PacedWork(0, this::tick, heard::add);
        Pace pace = work.phase("verifying", 4_000_000);

        pace.passed(1_000_000);

        Progress last = heard.getLast();
        assertThat(last.doneBytes()).isEqualTo(1_000_000);
        assertThat(last.left()).isPresent();
        assertThat(last.toString()).startsWith("verifying  1 MB of 4 MB (25 %)");
    }

    @Test
    void endsWhenItsThreadIsInterrupted() {
        Pace pace = new PacedWork(0, this::tick, progress -> {}).phase("restoring", 0);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> pace.passed(1)).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
