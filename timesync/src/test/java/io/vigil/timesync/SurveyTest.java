package io.vigil.timesync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SurveyTest {
    private static final Reading NOW = new Reading(1_000_000_000, 1_795_220_000_000_000_000L);

    @Test
    void anAgreeingMajorityWithOneLiarAgreesButIsNotClean() {
        Survey.Result result = survey(Duration.ZERO, Duration.ofMillis(2), Duration.ofHours(-4));

        assertThat(result.agreed()).isTrue();
        assertThat(result.isClean()).isFalse();
        assertThat(result.sources().getLast().verdict()).isEqualTo(Verdict.LIES_OUTSIDE);
        assertThat(result.sources().getLast().describe()).contains("offset -14400.000000 s");
    }

    @Test
    void oneServerAloneMayBeLookedAt() {
        assertThat(survey(Duration.ofMillis(3)).isClean()).isTrue();
    }

    @Test
    void aMajorityOutOfReachDoesNotAgreeWithThisClock() {
        Survey.Result result = survey(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));

        assertThat(result.agreed()).isFalse();
        assertThat(result.why()).contains("beyond the bound");
        assertThat(result.agreement()).isInstanceOf(ClockReport.Agreement.Hull.class);
    }

    private static Survey.Result survey(Duration... offsets) {
        List<Source> sources =
                TimeSettingsTest.sources(Tier.NTP, new String[] {"a", "b", "c"}).subList(0, offsets.length);
        Survey survey = new Survey(sources);
        for (int i = 0; i < offsets.length; i++) {
            TimeInterval interval = TimeInterval.around(NOW.wallLessMonoNanos() + offsets[i].toNanos(), 5_000_000);
            Sample sample = new Sample(interval, NOW.monoNanos(), NOW.wallNanos() + offsets[i].toNanos(), 0, 0);
            survey.take(Tier.NTP, new Answer.Heard(sources.get(i).name(), sample));
        }
        return survey.result(NOW);
    }
}
