package io.vigil.node.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignerSchedulesTest {
    private static final int SCHEDULES = 10_000;

    @Test
    void noLifeOfAKeySignsTwiceAndNoLegalStatementIsRefused() {
        SignerSchedules.Tally tally = SignerSchedules.run(0, SCHEDULES);

        System.out.println(tally);
        assertThat(tally.schedules).isEqualTo(SCHEDULES);
        assertThat(tally.signed).isGreaterThan(SCHEDULES);
        assertThat(tally.moves).isPositive();
        assertThat(tally.copies).isPositive();
    }
}
