package io.vigil.testnet.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Starts nodes as processes of this Java and this class path.
 *
 * @param mainClass takes {@code --home DIR} and the flags of settings
 * @param classPath as java takes it
 * @param environment what the processes find in theirs besides ours
 */
public record NodeLauncher(String mainClass, String classPath, Map<String, String> environment) {
    /**
     * One validator among several on a machine (DESIGN §2 "Storage"): four stay under 4 GB. They share its processors for minutes, too short for
     * Java's second compiler, which takes half of them, to pay for itself; a node that runs for weeks has it ({@code ./vigil node}).
     */
    private static final List<String> JVM_FLAGS = List.of(
            "-Xms64m",
            "-Xmx512m",
            "-XX:MaxDirectMemorySize=128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /**
     * The signals of a terminal do not reach a node: Ctrl-C is for the command that started it, which stops its nodes in
     * order, and a closed terminal stops no detached node. A signal that is ignored here stays ignored after exec, and the
     * process keeps its id, by which its {@link ScratchFolders scratch folder} is named.
     */
    private static final String START = """
        trap '' INT HUP QUIT
        scratch=$0/$$; rm -rf "$scratch"; mkdir -p -m 700 "$scratch"
        java=$1; shift; exec "$java" "-Djava.io.tmpdir=$scratch" "$@"
        """;

    public NodeLauncher {
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    }

    /** Launches {@code mainClass} with the class path of this process. */
    public static NodeLauncher ofThisProcess(Class<?> mainClass) {
        return new NodeLauncher(mainClass.getName(), System.getProperty("java.class.path"), Map.of());
    }

    /** The same with more in the environment: a drill's library, a test's clock. */
    public NodeLauncher with(Map<String, String> variables) {
        Map<String, String> all = new TreeMap<>(environment);
        all.putAll(variables);
        return new NodeLauncher(mainClass, classPath, all);
    }

    /** Starts one node; its output goes to {@code console}. */
    RunningProcess start(List<String> flags, Path console) {
        ProcessBuilder builder = command(flags)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(append(console));
        return RunningProcess.of(launch(builder).toHandle());
    }

    /** Starts a process that takes orders at its input and answers at its output; only errors go to {@code console}. */
    public Process startWithPipes(List<String> flags, Path console) {
        return launch(command(flags).redirectError(append(console)));
    }

    private ProcessBuilder command(List<String> flags) {
        ScratchFolders scratch = ScratchFolders.ofThisProcess();
        scratch.clear();
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", START, scratch.base().toString()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_FLAGS);
        command.add(mainClass);
        command.addAll(flags);
        ProcessBuilder builder = new ProcessBuilder(command);
        // In a variable the class path leaves the command line short enough to read in ps.
        builder.environment().put("CLASSPATH", classPath);
        builder.environment().putAll(environment);
        builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
        return builder;
    }

    private static ProcessBuilder.Redirect append(Path console) {
        try {
            Files.createDirectories(console.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(console + ": cannot be written: " + e.getMessage(), e);
        }
        return ProcessBuilder.Redirect.appendTo(console.toFile());
    }

    private static Process launch(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a node: " + e.getMessage(), e);
        }
    }
}
