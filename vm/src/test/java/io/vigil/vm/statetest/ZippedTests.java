package io.vigil.vm.statetest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.MalformedException;
import io.vigil.types.testing.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Runs every file of a zip, in place; prints and asserts counts. {@code -Dvigil.only=TEXT} runs paths that contain TEXT. */
final class ZippedTests {
    private static final int SHOWN = 40;

    private ZippedTests() {}

    /** Runs the cases of one file. */
    interface Runner {
        void run(String file, byte[] json, Consumer<Verdict> verdicts) throws MalformedException;
    }

    static void run(String zip, int expected, Runner runner) throws Exception {
        String only = System.getProperty("vigil.only", "");
        List<String> failures = new ArrayList<>();
        int[] passed = {0};
        try (ZipFile file = new ZipFile(Vectors.at(zip).toFile())) {
            for (ZipEntry entry : file.stream().toList()) {
                if (entry.getName().endsWith(".json") && entry.getName().contains(only)) {
                    runner.run(entry.getName(), bytes(file, entry), verdict -> {
                        if (verdict.passed()) {
                            passed[0]++;
                        } else {
                            failures.add(verdict.line());
                        }
                    });
                }
            }
        }
        System.out.println(zip + ": " + passed[0] + " passed, " + failures.size() + " failed");
        failures.stream().limit(SHOWN).forEach(System.out::println);
        assertThat(failures.size()).as("failed cases, see above").isZero();
        if (only.isEmpty()) {
            assertThat(passed[0]).isEqualTo(expected);
        }
    }

    private static byte[] bytes(ZipFile file, ZipEntry entry) throws IOException {
        try (var in = file.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
