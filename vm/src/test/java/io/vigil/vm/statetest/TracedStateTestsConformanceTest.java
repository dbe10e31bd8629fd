package io.vigil.vm.statetest;

import io.vigil.types.testing.Vectors;
import io.vigil.vm.trace.StructLogs;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Traced code runs without the loop's internal instructions: another way to the same results. */
class TracedStateTestsConformanceTest {
    @Test
    void tracingChangesNoResult() throws Exception {
        StateTests tests = new StateTests(() -> new StructLogs(new StructLogs.Options(false, false, false, false)));
        List<String> failures = new ArrayList<>();
        int[] passed = {0};
        try (ZipFile file = new ZipFile(Vectors.at("evm/eest-state-tests.zip").toFile())) {
            for (ZipEntry entry : file.stream().toList()) {
                if (entry.getName().contains("/stCallCodes/")
                        || entry.getName().contains("/stRevertTest/")
                        || entry.getName().contains("/vmArithmeticTest/")) {
                    byte[] json;
                    try (var in = file.getInputStream(entry)) {
                        json = in.readAllBytes();
                    }
                    tests.run(entry.getName(), json, verdict -> {
                        if (verdict.passed()) {
                            passed[0]++;
                        } else {
                            failures.add(verdict.line());
                        }
                    });
                }
            }
        }
        System.out.println("traced state tests: " + passed[0] + " passed, " + failures.size() + " failed");
        Assertions.assertThat(failures).isEmpty();
        Assertions.assertThat(passed[0]).isEqualTo(1_422);
    }
}
