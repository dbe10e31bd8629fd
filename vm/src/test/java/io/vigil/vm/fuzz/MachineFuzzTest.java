package io.vigil.vm.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.testing.Seeds;
import org.junit.jupiter.api.Test;

class MachineFuzzTest {
    private static final int CASES = 10_000;

    @Test
    void theFastMachineAgreesWithThePlainOneInEverything() {
        Seeds.forEach(
                CASES, random -> assertThat(new FuzzCase(random).difference()).isEmpty());
    }
}
