package io.vigil.timesync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeSettingsTest {
    @Test
    void threeSourcesOfThreeOperatorsWillDo() {
        assertThat(TimeSettings.objections(Mode.NTP, sources(Tier.NTP, "a", "b", "c")))
                .isEmpty();
    }

    @Test
    void twoSourcesAreTooFew() {
        assertThat(TimeSettings.objections(Mode.NTP, sources(Tier.NTP, "a", "b")))
                .singleElement()
                .asString()
                .contains("NTP has 2 sources");
    }

    @Test
    void oneOperatorMayNotHoldTheMajority() {
        assertThat(TimeSettings.objections(Mode.ROUGHTIME, sources(Tier.ROUGHTIME, "a", "a", "b")))
                .singleElement()
                .asString()
                .contains("operator a runs 2 of 3");
    }

    @Test
    void smearingAndNotSmearingSourcesDoNotMix() {
        List<Source> mixed = new ArrayList<>(sources(Tier.NTP, "a", "b", "c"));
        mixed.add(new Source("smeared", "d", Tier.NTP, true));

        assertThat(TimeSettings.objections(Mode.NTP, mixed))
                .singleElement()
                .asString()
                .contains("smear");
    }

    @Test
    void theSystemClockNeedsNoSource() {
        assertThat(TimeSettings.objections(Mode.SYSTEM, List.of())).isEmpty();
        assertThat(TimeSettings.system().correction()).isFalse();
    }

    static List<Source> sources(Tier tier, String... operators) {
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < operators.length; i++) {
            sources.add(new Source(tier + "-" + i, operators[i], tier, false));
        }
        return sources;
    }
}
