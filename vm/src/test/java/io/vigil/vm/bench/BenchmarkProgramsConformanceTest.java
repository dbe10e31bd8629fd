package io.vigil.vm.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.testing.Vectors;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class BenchmarkProgramsConformanceTest {
    @Test
    void everyProgramUsesTheGasAndHasTheOutputThatOtherMachinesAgreeOn() throws Exception {
        List<BenchmarkProgram> programs = programs();
        for (BenchmarkProgram program : programs) {
            assertThat(new Benchmark(program).check()).as(program.name()).isEmpty();
        }
        assertThat(programs).hasSize(36);
    }

    static List<BenchmarkProgram> programs() throws MalformedException {
        Path folder = Vectors.at("evm-bench");
        return BenchmarkPrograms.read(path -> {
            try {
                return Bytes.wrap(Files.readAllBytes(folder.resolve(path)));
            } catch (IOException e) {
                throw new MalformedException("cannot read " + path, e);
            }
        });
    }

    /** Prints Mgas/s of CPU time per program: {@code main [text in name] [milliseconds]}. */
    public static void main(String[] args) throws Exception {
        String only = args.length > 0 ? args[0] : "";
        long nanos = (args.length > 1 ? Long.parseLong(args[1]) : 1_000) * 1_000_000;
        var threads = ManagementFactory.getThreadMXBean();
        double logs = 0;
        int count = 0;
        for (BenchmarkProgram program : programs()) {
            if (program.name().contains(only)) {
                Benchmark.Result result = new Benchmark(program).measure(threads::getCurrentThreadCpuTime, nanos);
                System.out.printf(Locale.ROOT, "%-36s %8.0f%n", result.name(), result.mgasPerSecond());
                logs += Math.log(result.mgasPerSecond());
                count++;
            }
        }
        System.out.printf(Locale.ROOT, "%-36s %8.0f%n", "geomean", Math.exp(logs / count));
    }
}
