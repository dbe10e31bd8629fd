package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.types.MalformedException;
import io.vigil.vm.interpreter.Observer;
import io.vigil.vm.statetest.BlockTests;
import io.vigil.vm.statetest.StateTests;
import io.vigil.vm.statetest.Verdict;
import io.vigil.vm.trace.StructLog;
import io.vigil.vm.trace.StructLogs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Public tests of contract VMs, a line per case. */
@Command(
        name = "statetest",
        description = "Run state tests of ethereum/tests and execution-spec-tests; exit code 1 if a case fails.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Prints 'pass FILE CASE FORK' or 'fail FILE CASE FORK: why' per case, then 'N passed, M failed'.",
            "",
            "Example:  vigil vm statetest GeneralStateTests/stExample/add11.json eest-state-tests.zip",
            "          vigil vm statetest --trace add11.json 2>trace.jsonl"
        })
final class VmStateTestCommand implements Callable<Integer> {
    /** Files of execution-spec-tests have up to a few megabytes; a whole file is held. */
    private static final int MAX_FILE_BYTES = 256 << 20;

    private static final String ENDING = ".json";

    private final Shell shell;
    private final ArrayNode cases = Shell.object().putArray("cases");
    private long passed;
    private long failed;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "JSON files, zips of them, or folders")
    private List<Path> paths = List.of();

    @Option(names = "--blocks", description = "the files hold blockchain tests")
    private boolean blocks;

    @Option(
            names = "--trace",
            description = "print every instruction to standard error, one line of JSON each (EIP-3155)")
    private boolean trace;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    VmStateTestCommand(Shell shell) {
        this.shell = shell;
    }

    /** What judges the cases of one file. */
    @FunctionalInterface
    private interface Tests {
        void run(String file, byte[] json, Consumer<Verdict> verdicts) throws MalformedException;
    }

    @Override
    public Integer call() throws IOException, MalformedException {
        if (trace && blocks) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--trace is for state tests, not for --blocks");
        }
        StateTests states = trace ? new StateTests(this::tracing) : new StateTests();
        Tests tests = blocks ? new BlockTests()::run : states::run;
        for (Path path : paths) {
            run(path, tests);
        }
        if (json) {
            ObjectNode object = Shell.object();
            object.set("cases", cases);
            shell.print(object.put("passed", passed).put("failed", failed));
        } else {
            shell.say(passed + " passed, " + failed + " failed");
        }
        if (passed + failed == 0) {
            shell.note("vigil: no case found");
        }
        return (passed > 0 && failed == 0 ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }

    private Observer tracing() {
        return new StructLogs(new StructLogs.Options(true, false, false, false), step -> {
            shell.note(line(step).toString());
            return true;
        });
    }

    /** A line as EIP-3155 has it: numbers that can be large are hexadecimal. */
    private static ObjectNode line(StructLog step) {
        ObjectNode line = Shell.object()
                .put("pc", step.pc())
                .put("op", step.opcode())
                .put("gas", "0x" + Long.toHexString(step.gas()))
                .put("gasCost", "0x" + Long.toHexString(step.gasCost()))
                .put("memSize", step.memorySize());
        ArrayNode stack = line.putArray("stack");
        step.stack().forEach(word -> stack.add(word.toQuantity()));
        line.put("depth", step.depth()).put("refund", step.refund()).put("opName", step.op());
        if (!step.error().isEmpty()) {
            line.put("error", step.error());
        }
        return line;
    }

    private void run(Path path, Tests tests) throws IOException, MalformedException {
        if (Files.isDirectory(path)) {
            for (Path file : files(path)) {
                run(file, tests);
            }
        } else if (path.toString().endsWith(".zip")) {
            runZip(path, tests);
        } else {
            try (InputStream in = Files.newInputStream(path)) {
                run(path.toString(), in, tests);
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            return below.filter(file -> file.toString().endsWith(ENDING) && isTest(file.toString()))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private void runZip(Path path, Tests tests) throws IOException, MalformedException {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            List<ZipEntry> entries = zip.stream()
                    .map(ZipEntry.class::cast)
                    .filter(entry -> entry.getName().endsWith(ENDING) && isTest(entry.getName()))
                    .sorted(Comparator.comparing(ZipEntry::getName))
                    .toList();
            for (ZipEntry entry : entries) {
                try (InputStream in = zip.getInputStream(entry)) {
                    run(path + "!" + entry.getName(), in, tests);
                }
            }
        }
    }

    /** Releases of the tests come with an index of themselves. */
    private static boolean isTest(String name) {
        return !name.contains(".meta/");
    }

    private void run(String file, InputStream in, Tests tests) throws IOException, MalformedException {
        byte[] content = in.readNBytes(MAX_FILE_BYTES + 1);
        if (content.length > MAX_FILE_BYTES) {
            throw new MalformedException(file + ": larger than " + MAX_FILE_BYTES + " bytes");
        }
        try {
            tests.run(file, content, this::take);
        } catch (MalformedException e) {
            throw new MalformedException(file + ": " + e.getMessage(), e);
        }
    }

    private void take(Verdict verdict) {
        if (verdict.passed()) {
            passed++;
        } else {
            failed++;
        }
        if (json) {
            cases.addObject()
                    .put("file", verdict.file())
                    .put("case", verdict.name())
                    .put("fork", verdict.fork())
                    .put("passed", verdict.passed())
                    .put("why", verdict.why());
        } else {
            shell.say(verdict.line());
        }
    }
}
