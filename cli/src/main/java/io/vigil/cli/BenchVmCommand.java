package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.RefusedException;
import io.vigil.testnet.peer.Anvil;
import io.vigil.testnet.peer.AnvilBenchmark;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.vm.bench.Benchmark;
import io.vigil.vm.bench.BenchmarkProgram;
import io.vigil.vm.bench.BenchmarkPrograms;
import io.vigil.vm.bench.BesuFigures;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The speed of the contract VM, program by program. */
@Command(
        name = "vm",
        description = "Measure the contract VM on known programs, in million gas per second of CPU time.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Every program must first use the gas and return the output that other machines agree on; if one does not,",
            "nothing is measured and the exit code is 1. So it is if a program proves slower than on Besu.",
            "",
            "Example:  vigil bench vm --only snailtracer --millis 2000"
        })
final class BenchVmCommand implements Callable<Integer> {
    private static final int MAX_FILE_BYTES = 64 << 20;
    private static final int MAX_MILLIS = 600_000;

    /** CPU time of each program in each round of warming up. */
    private static final Duration WARM_UP = Duration.ofMillis(200);

    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(90);

    /** Java compiles less than this in a whole round once it has compiled what matters. */
    private static final long RESTING_MILLIS = 100;

    /** A ratio above this says more about the program than about the machine: rows of JUMPDEST. */
    private static final int FAR_FASTER = 10;

    private final Shell shell;

    @Option(
            names = "--programs",
            paramLabel = "DIR",
            defaultValue = "../shared/vectors/evm-bench",
            description = "a folder with an index.json (default: ${DEFAULT-VALUE})")
    private Path folder = Path.of("../shared/vectors/evm-bench");

    @Option(names = "--only", paramLabel = "TEXT", description = "programs whose name holds this")
    private String only = "";

    @Option(
            names = "--millis",
            paramLabel = "MS",
            description = "CPU time per program, after as long a warm-up (default: ${DEFAULT-VALUE})")
    private int millis = 1_000;

    @Option(
            names = "--peer",
            paramLabel = "NAME",
            description = "measure also, in turns in the same run, 'anvil': Foundry's, or npm's if none is installed")
    private String peer = "";

    @Option(
            names = "--allocation",
            description = "print what a later call of a block allocates per instruction, in bytes, instead of speed")
    private boolean allocation;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    BenchVmCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException, InterruptedException, IOException {
        List<BenchmarkProgram> programs = programs();
        List<Benchmark> benchmarks = new ArrayList<>();
        for (BenchmarkProgram program : programs) {
            Benchmark benchmark = new Benchmark(program);
            Optional<String> wrong = benchmark.check();
            if (wrong.isPresent()) {
                shell.note("vigil: " + program.name() + ": " + wrong.get());
                return ExitCode.CHECK_FAILED.number();
            }
            benchmarks.add(benchmark);
        }
        warmUp(benchmarks);
        if (allocation) {
            printAllocations(benchmarks);
            return ExitCode.OK.number();
        }
        switch (peer) {
            case "" -> print(measure(benchmarks));
            case "anvil" -> {
                return print(compare(benchmarks), peer);
            }
            default -> throw wrong("--peer: there is anvil, not '" + peer + "'");
        }
        return ExitCode.OK.number();
    }

    /**
     * All programs before any is measured: a node runs many contracts with one compiled loop, and Java compiles it for what
     * it has seen. Then until Java's compiler rests, which on a busy machine takes long.
     */
    private void warmUp(List<Benchmark> benchmarks) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        long end = System.nanoTime() + LONGEST_WARM_UP.toNanos();
        long compiled;
        int rounds = 0;
        do {
            compiled = compiler.getTotalCompilationTime();
            for (Benchmark benchmark : benchmarks) {
                benchmark.run(threads::getCurrentThreadCpuTime, WARM_UP.toNanos());
            }
            rounds++;
            shell.note(
                    "warm-up %d: compiled for %d ms".formatted(rounds, compiler.getTotalCompilationTime() - compiled));
        } while (compiler.getTotalCompilationTime() - compiled > RESTING_MILLIS && System.nanoTime() < end);
    }

    private List<BenchmarkProgram> programs() throws MalformedException {
        if (millis < 1 || millis > MAX_MILLIS) {
            throw wrong("--millis: from 1 to " + MAX_MILLIS + ", not " + millis);
        }
        if (!Files.isRegularFile(folder.resolve("index.json"))) {
            throw wrong("--programs: " + folder + " has no index.json; name the folder of the programs");
        }
        List<BenchmarkProgram> programs = BenchmarkPrograms.read(this::read).stream()
                .filter(program -> program.name().contains(only))
                .toList();
        if (programs.isEmpty()) {
            throw wrong("--only: no program's name holds '" + only + "'");
        }
        return programs;
    }

    private CommandLine.ParameterException wrong(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }

    private Bytes read(String path) throws MalformedException {
        Path file = folder.resolve(path);
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new MalformedException(file + ": larger than " + MAX_FILE_BYTES + " bytes");
            }
            return Bytes.wrap(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new MalformedException("cannot read " + file, e);
        }
    }

    private List<Benchmark.Result> measure(List<Benchmark> benchmarks) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<Benchmark.Result> results = new ArrayList<>();
        for (Benchmark benchmark : benchmarks) {
            Benchmark.Result result = benchmark.measure(threads::getCurrentThreadCpuTime, millis * 1_000_000L);
            results.add(result);
            if (json) {
                shell.note(results.size() + " of " + benchmarks.size() + ": " + result.name());
            } else {
                shell.say("%-36s %8.0f Mgas/s".formatted(result.name(), result.mgasPerSecond()));
            }
        }
        return results;
    }

    private void printAllocations(List<Benchmark> benchmarks) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        ObjectNode object = Shell.object();
        ArrayNode cases = object.putArray("cases");
        long bytes = 0;
        long instructions = 0;
        for (Benchmark benchmark : benchmarks) {
            Benchmark.Allocation result = benchmark.allocation(threads::getCurrentThreadAllocatedBytes);
            bytes += result.bytes();
            instructions += result.instructions();
            cases.addObject()
                    .put("name", result.name())
                    .put("bytes", result.bytes())
                    .put("instructions", result.instructions());
            if (!json) {
                shell.say("%-36s %12d bytes in %10d instructions: %.3f"
                        .formatted(result.name(), result.bytes(), result.instructions(), result.bytesPerInstruction()));
            }
        }
        if (json) {
            shell.print(object.put("bytes", bytes).put("instructions", instructions));
        } else {
            shell.say("%-36s %12d bytes in %10d instructions: %.3f"
                    .formatted("all", bytes, instructions, bytes / (double) instructions));
        }
    }

    /** One program on two machines. */
    private record Compared(String name, double mgasPerSecond, double peerMgasPerSecond) {
        double ratio() {
            return mgasPerSecond / peerMgasPerSecond;
        }

        /** How many times as fast as Besu, by Besu's share of revm's speed; nothing for programs that it did not run. */
        OptionalDouble timesBesu() {
            return BesuFigures.shareOfRevm(name)
                    .map(share -> OptionalDouble.of(ratio() / share))
                    .orElse(OptionalDouble.empty());
        }

        @Override
        public String toString() {
            String besu = timesBesu().isEmpty()
                    ? ""
                    : "  %.1f times Besu".formatted(timesBesu().getAsDouble());
            return "%-36s %8.0f Mgas/s  anvil %8.0f  ratio %.2f%s"
                    .formatted(name, mgasPerSecond, peerMgasPerSecond, ratio(), besu);
        }
    }

    /** In turns, so that whatever else the machine does slows both alike. */
    private List<Compared> compare(List<Benchmark> benchmarks) throws InterruptedException, IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Path installed = Path.of(System.getProperty("user.home"), ".cache", "vigil", "anvil");
        List<Compared> results = new ArrayList<>();
        Path program = Anvil.findOrInstall(shell.environment(), installed);
        try (AnvilBenchmark other = AnvilBenchmark.start(program)) {
            for (Benchmark benchmark : benchmarks) {
                String wrong = other.prepare(benchmark);
                if (!wrong.isEmpty()) {
                    throw new RefusedException("anvil: " + benchmark.program().name() + ": " + wrong);
                }
                results.add(compare(benchmark, other, threads));
                shell.note(results.getLast().toString());
            }
        }
        return results;
    }

    private Compared compare(Benchmark benchmark, AnvilBenchmark other, ThreadMXBean threads) throws IOException {
        long nanos = millis * 1_000_000L;
        benchmark.run(threads::getCurrentThreadCpuTime, nanos);
        double ours = 0;
        double theirs = 0;
        for (int part = 0; part < Benchmark.PARTS; part++) {
            Benchmark.Part run = benchmark.run(threads::getCurrentThreadCpuTime, nanos / Benchmark.PARTS);
            ours = Math.max(ours, run.rate());
            Duration limit = Duration.ofNanos(nanos / Benchmark.PARTS);
            theirs = Math.max(theirs, other.rate(benchmark, run.gas() / run.runs(), limit));
        }
        return new Compared(benchmark.program().name(), ours, theirs);
    }

    /** Fails if a program is slower than on Besu. */
    private int print(List<Compared> results, String title) {
        double geomean = geomean(results.stream().map(Compared::mgasPerSecond).toList());
        double peers = geomean(results.stream().map(Compared::peerMgasPerSecond).toList());
        Compared least = Collections.min(results, Comparator.comparingDouble(Compared::ratio));
        Optional<Compared> besu = results.stream()
                .filter(result -> result.timesBesu().isPresent())
                .min(Comparator.comparingDouble(result -> result.timesBesu().orElseThrow()));
        if (json) {
            printJson(results, geomean, peers);
        } else {
            shell.say("%-36s %8.0f Mgas/s  %s %8.0f  ratio %.2f"
                    .formatted("geomean", geomean, title, peers, geomean / peers));
            List<Compared> usual = results.stream()
                    .filter(result -> result.ratio() <= FAR_FASTER)
                    .toList();
            if (!usual.isEmpty() && usual.size() < results.size()) {
                double ratio = geomean(usual.stream().map(Compared::ratio).toList());
                shell.say("%-36s %38s %.2f".formatted("without those above " + FAR_FASTER, "", ratio));
            }
            shell.say("least against %s: %s".formatted(title, least));
            besu.ifPresent(result -> shell.say("least against Besu: " + result));
        }
        boolean slower = besu.isPresent() && besu.get().timesBesu().orElseThrow() < 1;
        return (slower ? ExitCode.CHECK_FAILED : ExitCode.OK).number();
    }

    private void printJson(List<Compared> results, double geomean, double peers) {
        ObjectNode object = Shell.object();
        ArrayNode cases = object.putArray("cases");
        for (Compared result : results) {
            ObjectNode test = cases.addObject()
                    .put("name", result.name())
                    .put("mgasPerSecond", rounded(result.mgasPerSecond()))
                    .put("peerMgasPerSecond", rounded(result.peerMgasPerSecond()))
                    .put("ratio", Math.round(result.ratio() * 100) / 100.0);
            result.timesBesu().ifPresent(times -> test.put("timesBesu", rounded(times)));
        }
        object.put("geomean", rounded(geomean)).put("peerGeomean", rounded(peers));
        shell.print(object.put("ratioOfGeomeans", Math.round(geomean / peers * 100) / 100.0));
    }

    private static double geomean(List<Double> rates) {
        return Math.exp(rates.stream().mapToDouble(Math::log).sum() / rates.size());
    }

    private void print(List<Benchmark.Result> results) {
        double geomean =
                geomean(results.stream().map(Benchmark.Result::mgasPerSecond).toList());
        if (!json) {
            shell.say("%-36s %8.0f Mgas/s".formatted("geomean", geomean));
            return;
        }
        ObjectNode object = Shell.object();
        ArrayNode cases = object.putArray("cases");
        for (Benchmark.Result result : results) {
            cases.addObject().put("name", result.name()).put("mgasPerSecond", rounded(result.mgasPerSecond()));
        }
        shell.print(object.put("geomean", rounded(geomean)));
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
